import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isBrowse, levelOf } from '../lib/archive.ts'
import { browse_levels, gridCode, idBeside, sceneItemId, stampOf, tileItemId } from './rules.ts'

const levels: [string, string][] = [
  ['l1d-sr', 'L1D_SR'],
  ['quickview-toa', 'L1B'],
  ['l0', 'L0'],
  ['of-somebody-else', 'L1B'],
]
for (const [collection, level] of levels) {
  test(`items of ${collection} are of the level ${level}`, () => assert.equal(levelOf(collection), level))
}

const stamps: [string, string, string][] = [
  ['2026-01-02T03:04:05.678Z', 'newsat40', '20260102_030405_678_SN40'],
  ['2026-01-02T03:04:05Z', 'newsat7', '20260102_030405_000_SN07'],
  ['2026-01-02T03:04:05Z', 'aleph', '20260102_030405_000_SN00'],
  ['2026-01-02T03:04:05Z', 'sat123456', '20260102_030405_000_SN3456'],
]
for (const [time, platform, stamp] of stamps) {
  test(`an image of ${platform} at ${time} is stamped ${stamp}`, () => {
    assert.equal(stampOf(new Date(time), platform), stamp)
  })
}

test('an item is named by its image and product, and a tile by its square as well', () => {
  const square = { zone: '31N', easting_km: 440, northing_km: 5410 }
  assert.equal(sceneItemId({ stamp: 's', product_name: 'QUICKVIEW_TOA' }), 's_QUICKVIEW_TOA')
  assert.equal(tileItemId({ stamp: 's', product_name: 'L1D' }, square), 's_L1D_MS_31N_440_5410')
  assert.equal(gridCode(square), 'SATL-2KM-31N_440_5410')
  assert.equal(idBeside('s', '0197f3a0-0000-7000-8000-123456789abc'), 's_123456789abc')
})

test('what only shows what there is is no consumption', () => {
  assert.deepEqual(['preview', 'thumbnail', 'visual', 'analytic'].map(isBrowse), [true, true, false, false])
  assert.equal(new Set(browse_levels).size, 6)
})
