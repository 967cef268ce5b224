import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { LonLat } from '@swath/imagery/utm'
import sharp from 'sharp'
import { projectFootprint, type Ring } from './footprint.ts'
import { gdalInfo, missingGdal, transformWithGdal, validateCog } from './gdal.testing.ts'
import { produceElsewhere } from './produce.ts'
import {
  type FileKey,
  type ProducedFile,
  type ProductRequest,
  produceDeliverable,
  sceneIdOf,
} from './product.ts'

const root = mkdtempSync(join(tmpdir(), 'swath-product-'))
after(() => rmSync(root, { recursive: true }))

/** A rectangle of about 6 x 12 km, turned by some ten degrees, around a place. */
function footprintAt([lon, lat]: LonLat): Ring {
  const stretch = 1 / Math.cos((lat * Math.PI) / 180)
  const corners = [
    [-0.037, -0.049],
    [-0.017, 0.059],
    [0.037, 0.049],
    [0.017, -0.059],
    [-0.037, -0.049],
  ] as const
  return corners.map(([east, north]) => [lon + east * stretch, lat + north])
}

const TARGET: LonLat = [2.17, 41.38]

function requestFor(folder: string, more: Partial<ProductRequest> = {}): ProductRequest {
  return {
    folder: join(root, folder),
    capture_id: 'capt.0199c0de-0000-7000-8000-000000000001',
    outcome_id: '00000000-0000-4000-8000-00000000abcd',
    satellite_name: 'newsat33',
    satellite_generation: 'MarkV',
    acquired_at: '2026-03-04T10:11:12.345Z',
    processing_level: 'L1D',
    footprint: footprintAt(TARGET),
    gsd_m: 10,
    cloud_cover_pct: 12,
    off_nadir_deg: 11,
    view_azimuth_deg: 101,
    incidence_angle_deg: 12,
    sun_elevation_deg: 48,
    sun_azimuth_deg: 140,
    seed: 7,
    ...more,
  }
}

const ortho = produceDeliverable(requestFor('ortho'))

async function pathOf(key: FileKey): Promise<string> {
  return join(root, 'ortho', (await ortho).find((file) => file.key === key)!.file_name)
}

function readItem(folder: string, files: readonly ProducedFile[]) {
  const { file_name } = files.find((file) => file.key === 'metadata')!
  return JSON.parse(readFileSync(join(root, folder, file_name), 'utf8'))
}

test('a deliverable is seven files named after its scene, and nothing else is left in the folder', async () => {
  const scene_id = sceneIdOf(requestFor('ortho'))
  assert.match(scene_id, /^20260304_101112_345_SN33_L1D_MS_\d{6}$/)
  const suffixes = [
    '_analytic.tif',
    '_visual.tif',
    '_cloud.tif',
    '_preview.png',
    '_thumbnail.png',
    '_stac.geojson',
    '.zip',
  ]
  const names = (await ortho).map((file) => file.file_name)
  assert.deepEqual(
    names,
    suffixes.map((suffix) => scene_id + suffix),
  )
  assert.deepEqual(readdirSync(join(root, 'ortho')).sort(), names.sort())
})

test('sizes and checksums are those of the files on disk', async () => {
  for (const file of await ortho) {
    const bytes = readFileSync(join(root, 'ortho', file.file_name))
    assert.equal(bytes.length, file.size_bytes)
    assert.equal(createHash('sha256').update(bytes).digest('hex'), file.sha256)
  }
})

test('the same request gives the same bytes again', async () => {
  const again = await produceDeliverable(requestFor('again'))
  assert.deepEqual(again, await ortho)
})

test('GDAL finds three valid COGs with the target in their middle', { skip: missingGdal }, async () => {
  const bands = { analytic: 4, visual: 3, cloud: 1 } as const
  for (const [key, count] of Object.entries(bands)) {
    const path = await pathOf(key as FileKey)
    assert.equal(validateCog(path), '', key)
    const info = gdalInfo(path)
    assert.equal(info.bands.length, count)
    assert.equal(info.stac!['proj:epsg'], 32631)
    const target = transformWithGdal(TARGET, 32631)
    const [x, y] = info.cornerCoordinates.center
    assert.ok(
      Math.hypot(x - target[0], y - target[1]) < 20,
      `${key} is off by ${[x - target[0], y - target[1]]}`,
    )
  }
})

test('GDAL sees the colours of the visual image', { skip: missingGdal }, async () => {
  const colors = gdalInfo(await pathOf('visual')).bands.map((band) => band.colorInterpretation)
  assert.deepEqual(colors, ['Red', 'Green', 'Blue'])
})

test('preview and thumbnail are small and transparent outside of the footprint', async () => {
  for (const [key, longest] of [
    ['preview', 1024],
    ['thumbnail', 256],
  ] as const) {
    const { data, info } = await sharp(await pathOf(key))
      .raw()
      .toBuffer({ resolveWithObject: true })
    assert.equal(info.channels, 4)
    assert.equal(Math.max(info.width, info.height), longest)
    const alphaAt = (x: number, y: number) => data[(y * info.width + x) * 4 + 3]
    assert.equal(alphaAt(0, 0), 0)
    assert.equal(alphaAt(info.width >> 1, info.height >> 1), 255)
  }
})

const missingUnzip = spawnSync('unzip', ['-v']).status !== 0 && 'unzip is not installed'

test('the zip holds the same bytes as the files beside it', { skip: missingUnzip }, async () => {
  const zip = await pathOf('delivery_zip')
  execFileSync('unzip', ['-tq', zip])
  for (const file of await ortho) {
    if (file.key === 'delivery_zip') continue
    const packed = execFileSync('unzip', ['-p', zip, file.file_name], { maxBuffer: 2 ** 28 })
    assert.equal(createHash('sha256').update(packed).digest('hex'), file.sha256, file.key)
  }
})

test('the STAC item says where the pixels are, what they show and what is in the files', async () => {
  const item = readItem('ortho', await ortho)
  const { properties, assets } = item
  assert.equal(item.id, sceneIdOf(requestFor('ortho')))
  assert.equal(properties.platform, 'newsat33')
  assert.equal(properties['satl:product_name'], 'L1D')
  assert.equal(properties['proj:epsg'], 32631)
  assert.ok(Math.abs(properties['eo:cloud_cover'] - 12) < 1)
  for (const file of await ortho) {
    if (['metadata', 'delivery_zip'].includes(file.key)) continue
    assert.equal(assets[file.key].href, `./${file.file_name}`)
    assert.equal(assets[file.key]['file:checksum'], `1220${file.sha256}`)
  }
  const names = assets.analytic['eo:bands'].map((band: { name: string }) => band.name)
  assert.deepEqual(names, ['Blue', 'Green', 'Red', 'NIR'])
})

test('projection metadata of item and image agree', { skip: missingGdal }, async () => {
  const { properties } = readItem('ortho', await ortho)
  const { size, geoTransform } = gdalInfo(await pathOf('analytic'))
  assert.deepEqual(properties['proj:shape'], [size[1], size[0]])
  const [a, b, c, d, e, f] = properties['proj:transform']
  assert.deepEqual([c, a, b, f, d, e], geoTransform)
})

test('an ortho image lies on the pixel grid of its zone, a basic one some metres from where it should', async () => {
  const [a, , west, , , north] = readItem('ortho', await ortho).properties['proj:transform']
  assert.ok((west - 500_000) % a === 0 && north % a === 0)
  const basic = await produceDeliverable(requestFor('basic', { processing_level: 'L1B', gsd_m: 20 }))
  const [, , basicWest, , , basicNorth] = readItem('basic', basic).properties['proj:transform']
  const { ring } = projectFootprint(requestFor('basic').footprint)
  const trueWest = Math.min(...ring.map(([easting]) => easting))
  const trueNorth = Math.max(...ring.map(([, northing]) => northing))
  const off_m = Math.hypot(basicWest - trueWest, basicNorth - trueNorth)
  assert.ok(off_m > 2.9 && off_m < 8.1, `${off_m} m`)
})

test('captures on the antimeridian and near the poles are delivered like any other', async () => {
  const places: [string, LonLat, number][] = [
    ['fiji', [179.99, -17], 32760],
    ['north', [20, 85], 32661],
    ['south', [-60, -81], 32761],
  ]
  for (const [folder, place, epsg] of places) {
    const jumping = footprintAt(place).map(([lon, lat]): LonLat => [lon > 180 ? lon - 360 : lon, lat])
    const item = readItem(
      folder,
      await produceDeliverable(requestFor(folder, { footprint: jumping, gsd_m: 40 })),
    )
    assert.equal(item.properties['proj:epsg'], epsg)
    assert.ok(item.properties['satl:valid_pixel'] > 40)
    const [west, , east] = item.bbox
    assert.equal(west > east, folder === 'fiji')
    assert.equal(item.geometry.type, folder === 'fiji' ? 'MultiPolygon' : 'Polygon')
  }
})

test('files are made in another thread than the one that answers, and are the same', async () => {
  const begun = process.threadCpuUsage()
  const here = await produceDeliverable(requestFor('here', { gsd_m: 15 }))
  const making = process.threadCpuUsage(begun)
  const asked = process.threadCpuUsage()
  const request = requestFor('elsewhere', { gsd_m: 15 })
  const elsewhere = await produceElsewhere({ request, space: undefined })
  const waiting = process.threadCpuUsage(asked)
  assert.deepEqual(elsewhere, here)
  assert.ok(waiting.user < making.user / 4, `${waiting.user} and ${making.user} µs of computing`)
})
