import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withDecimals } from './decimals.ts'

test('what is measured has a decimal point, and what is counted or a code has none', () => {
  const item = {
    id: '"gsd":10,',
    properties: {
      gsd: 10,
      'eo:cloud_cover': 0,
      'view:off_nadir': -5,
      'view:azimuth': 3.5,
      'satl:valid_pixel': 100,
      'satl-qa:snr_red': 1e21,
      'proj:epsg': 32631,
      'proj:shape': [200, 200],
      'proj:transform': [10, 0, 499_999.5, 0, -10, 1e-7, 0, 0, 1],
      count: 3,
    },
    assets: {
      visual: { 'file:size': 1000, 'raster:bands': [{ nodata: 0, spatial_resolution: 10, scale: 1 }] },
    },
  }
  const text = withDecimals(JSON.stringify(item))
  assert.deepEqual(JSON.parse(text), item)
  assert.deepEqual(text.match(/:-?\d+\.0|\[10[^\]]*\]/g), [
    ':10.0',
    ':0.0',
    ':-5.0',
    ':100.0',
    '[10.0,0.0,499999.5,0.0,-10.0,1e-7,0.0,0.0,1.0]',
    ':10.0',
    ':1.0',
  ])
  assert.match(text, /"proj:shape":\[200,200\].*"count":3.*"file:size":1000.*"nodata":0,/)
})
