import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { gdalInfo, missingGdal, validateCog } from './gdal.testing.ts'
import { produceStarField } from './star-product.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'swath-stars-'))
})
after(() => rm(folder, { recursive: true }))

const first_point = { longitude: 10, latitude: 20, altitude_m: 500_000 }
const scene = (mode: 'spotlight' | 'evo_stripe') => ({
  nei: {
    mode,
    satellite: 'newsat33',
    first_point_time: '2026-06-01T11:00:00.000Z',
    first_point,
    duration_s: 6,
  },
  range_km: 321.5,
  sun_angle_deg: 88,
})
const produce = (sub: string, mode: 'spotlight' | 'evo_stripe' = 'spotlight') =>
  produceStarField(
    {
      folder: path.join(folder, sub),
      capture_id: 'capt.7',
      outcome_id: '7e0f7d0e-0000-4000-8000-000000000000',
      satellite_name: 'newsat33',
      satellite_generation: 'MarkIV',
      acquired_at: '2026-06-01T11:00:03.000Z',
      processing_level: 'L0',
      footprint: [],
      gsd_m: 10,
      cloud_cover_pct: 0,
      off_nadir_deg: 40,
      view_azimuth_deg: 1,
      incidence_angle_deg: 2,
      sun_elevation_deg: 3,
      sun_azimuth_deg: 4,
      seed: 5,
    },
    scene(mode),
  )

test('a capture in space is delivered as raw frames that claim no place on the Earth', {
  skip: missingGdal,
}, async () => {
  const files = await produce('one')
  assert.deepEqual(
    files.map((file) => file.key),
    ['analytic', 'preview', 'thumbnail', 'metadata', 'delivery_zip'],
  )
  assert.deepEqual([files[0]!.media_type, files[0]!.roles], ['image/tiff', ['data']])
  const file = path.join(folder, 'one', files[0]!.file_name)
  assert.equal(validateCog(file), '')
  const info = gdalInfo(file)
  assert.deepEqual([info.size, info.bands.length, info.bands[0]!.type], [[512, 512], 1, 'UInt16'])
  assert.equal(info.coordinateSystem?.wkt ?? '', '')
  assert.equal(info.geoTransform, undefined)
})

test('its STAC item lies at the sub-point, and tells what was looked at; the same request gives the same bytes', async () => {
  const files = await produce('two')
  const text = await readFile(path.join(folder, 'two', files[3]!.file_name), 'utf8')
  const item = JSON.parse(text)
  assert.deepEqual(item.geometry, { type: 'Point', coordinates: [10, 20, 500_000] })
  assert.deepEqual([item.properties['nei:mode'], item.properties['nei:range_km']], ['spotlight', 321.5])
  assert.equal(item.properties.start_datetime, '2026-06-01T10:59:57.000Z')
  assert.deepEqual(Object.keys(item.assets), ['analytic', 'preview', 'thumbnail'])
  assert.ok(!/eo:bands|reflectance/.test(text))
  const again = await produce('three')
  assert.deepEqual(
    again.map((one) => one.sha256),
    files.map((one) => one.sha256),
  )
  assert.notEqual((await produce('four', 'evo_stripe'))[0]!.sha256, files[0]!.sha256)
})
