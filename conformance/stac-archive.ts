import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Features } from '../server/src/features.ts'

/** A PNG of one pixel: what matters here is what is said of it. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)
const collections = ['quickview-visual-thumb', 'quickview-visual', 'quickview-toa', 'l1c', 'l1d', 'l0', 'l1a']
const bands = ['Blue', 'Green', 'Red', 'NIR'].map((name) => ({ name, common_name: name.toLowerCase() }))
const geotiff = 'image/tiff; application=geotiff'

/**
 * Items as the suites want them: enough for pages, one around 20.5 20.5, one that crosses the antimeridian, one in
 * each collection, none without cloud.
 */
export async function fillArchive({ archive: { ingest } }: Features, import_folder: string) {
  await mkdir(import_folder, { recursive: true })
  await writeFile(path.join(import_folder, 'preview.png'), png)
  const many = Array.from({ length: 140 }, (_, at) =>
    anItem(`20260101_101010_${String(at).padStart(3, '0')}_SN27_L1D_SR_MS`, [100 + at / 1000, at / 1000], at),
  )
  const apart = [anItem('20260102_101010_000_SN27_L1D_SR_MS', [20.5, 20.5], 1), acrossAntimeridian()]
  let stored = 0
  const batches = [
    { collection: 'l1d-sr', items: [...many, ...apart] },
    ...collections.map((one, at) => ({
      collection: one,
      items: [anItem(`one_of_${one}`, [10, at], at + 1)],
    })),
  ]
  for (const batch of batches) {
    const { results } = await ingest.put(batch)
    const refused = results.find(({ result }) => result !== 'created')
    if (refused) throw new Error(`An item was not created: ${JSON.stringify(refused)}`)
    stored += results.length
  }
  return { items: stored, item: apart[0]!.id, collections: collections.length + 1 }
}

function anItem(id: string, [west, south]: [number, number], at: number, east = west + 0.02) {
  const north = south + 0.02
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: {
      datetime: new Date(Date.UTC(2026, 0, 1) + at * 3_600_000).toISOString(),
      platform: 'newsat27',
      mission: 'newsat',
      instruments: ['ms'],
      gsd: at % 2 === 0 ? 0.5 : 0.7,
      'eo:cloud_cover': (at % 90) + 1,
      'grid:code': `SATL-2KM-47N_${500 + at}_0`,
      'proj:epsg': 32647,
      'proj:shape': [4004, 4004],
      'proj:transform': [0.5, 0, 499999, 0, -0.5, 5002001, 0, 0, 1],
      'view:off_nadir': (at % 25) + 0.5,
      'view:sun_elevation': 40,
    },
    assets: {
      analytic: { href: 'preview.png', type: geotiff, roles: ['data'], 'eo:bands': bands },
      preview: { href: 'preview.png', type: 'image/png', roles: ['overview'] },
    },
  }
}

const acrossAntimeridian = () => anItem('20260103_101010_000_SN27_L1D_SR_MS', [179.99, -17], 5, -179.99)
