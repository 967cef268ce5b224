import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { projectionOf } from '@swath/imagery/utm'
import { fromArrayBuffer } from 'geotiff'
import type { AreaGeometry } from './clip.ts'
import { type ProcessingLevel, type ProductRequest, produceDeliverable } from './product.ts'

const root = mkdtempSync(join(tmpdir(), 'swath-clip-'))
after(() => rmSync(root, { recursive: true }))

const box = (west: number, south: number, east: number, north: number): [number, number][] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]

const original: Omit<ProductRequest, 'folder' | 'processing_level'> = {
  capture_id: 'capt.original',
  outcome_id: '00000000-0000-4000-8000-00000000abcd',
  satellite_name: 'newsat33',
  satellite_generation: 'MarkV',
  acquired_at: '2026-03-04T10:11:12.345Z',
  footprint: box(2.1, 41.3, 2.16, 41.36),
  gsd_m: 20,
  cloud_cover_pct: 30,
  off_nadir_deg: 11,
  view_azimuth_deg: 101,
  incidence_angle_deg: 12,
  sun_elevation_deg: 48,
  sun_azimuth_deg: 140,
  seed: 7,
}

async function produce(folder: string, processing_level: ProcessingLevel, geometry?: AreaGeometry) {
  const clip = geometry && { capture_id: original.capture_id, geometry }
  const request = { ...original, folder: join(root, folder), processing_level }
  const files = await produceDeliverable(clip ? { ...request, capture_id: `capt.${folder}`, clip } : request)
  const read = (key: string) => {
    const file = files.find((one) => one.key === key)!
    return readFileSync(join(root, folder, file.file_name))
  }
  const bytes = read('analytic')
  const image = await (await fromArrayBuffer(new Uint8Array(bytes).buffer)).getImage()
  const [red] = (await image.readRasters()) as unknown as Uint16Array[]
  return { image, red: red!, item: JSON.parse(read('metadata').toString()) }
}

/** The colours of a picture at each place that it shows, by its place. */
function pixels({ image, red }: Awaited<ReturnType<typeof produce>>): Map<string, number> {
  const [west, north] = image.getOrigin() as [number, number]
  const [step] = image.getResolution() as [number]
  const width = image.getWidth()
  const seen = [...red].flatMap((value, index): [string, number][] => {
    if (value === 0) return []
    const [row, column] = [Math.floor(index / width), index % width]
    return [[`${(west + column * step).toFixed(2)} ${(north - row * step).toFixed(2)}`, value]]
  })
  return new Map(seen)
}

const hole = {
  type: 'Polygon',
  coordinates: [box(2.11, 41.31, 2.14, 41.34), box(2.12, 41.32, 2.13, 41.33)],
} as const
const two = {
  type: 'MultiPolygon',
  coordinates: [[box(2.11, 41.31, 2.12, 41.32)], [box(2.14, 41.34, 2.15, 41.35)]],
} as const

for (const [name, level, geometry, share] of [
  ['with a hole', 'L1D_SR', hole, 8 / 36],
  ['of two pieces', 'L1B', two, 2 / 36],
] as const) {
  test(`a part ${name} shows the very pixels of the whole, and no others`, async () => {
    const whole = pixels(await produce(`whole-${level}`, level))
    const part = await produce(`part-${level}`, level, geometry)
    const shown = pixels(part)
    assert.ok(Math.abs(shown.size / whole.size - share) < 0.02, `${shown.size} of ${whole.size}`)
    for (const [place, value] of shown) assert.equal(value, whole.get(place), place)
    assert.deepEqual(part.item.geometry, geometry)
  })
}

test('the files of a part are no larger than it: their bounds are those of its pixels', async () => {
  const { image, item } = await produce('bounds', 'L1D', hole)
  const [west, south, east, north] = image.getBoundingBox() as [number, number, number, number]
  const { forward } = projectionOf(item.properties['proj:epsg'])
  const corners = hole.coordinates[0].map((position) => forward(position))
  const eastings = corners.map(([easting]) => easting)
  const northings = corners.map(([, northing]) => northing)
  // A pixel belongs to it with its centre.
  const half = original.gsd_m / 2
  assert.ok(west >= Math.min(...eastings) - half && east <= Math.max(...eastings) + half)
  assert.ok(south >= Math.min(...northings) - half && north <= Math.max(...northings) + half)
  const degrees = item.bbox.map((value: number) => Number(value.toFixed(9)))
  assert.deepEqual(degrees, [2.11, 41.31, 2.14, 41.34])
})

test('a part between the centres of pixels is one empty pixel', async () => {
  const tiny = { type: 'Polygon', coordinates: [box(2.12, 41.32, 2.12000001, 41.32000001)] } as const
  const { red } = await produce('tiny', 'L1D', tiny)
  assert.deepEqual([...red], [0])
})
