import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rasterIn } from './delivery.rules.ts'

test('the url of a tile names a raster of a scene, wherever the address has it', () => {
  const visual = { scene_id: 'x', name: 'x_visual.tif' }
  const of_deliverable = { scene_id: 'deliv.1', name: 'visual' }
  for (const [url, meant] of [
    ['x_visual.tif', visual],
    ['s3://bucket/x/x_visual.tif', visual],
    ['s3://bucket/x/x_ndvi.tif', { scene_id: 'x', name: 'x_ndvi.tif' }],
    ['https://vendor.test/assets?s=s3%3A//bucket/x/x_visual.tif', visual],
    ['https://vendor.test/assets/deliverables/x/visual?s=s3%3A//bucket/x/x_visual.tif', visual],
    ['https://vendor.test/assets?a=%&href=s3%3A%2F%2Fbucket%2Fx_visual.tif&b=1', visual],
    ['http://swath.test/assets/deliverables/x/deliv.1/x_visual.tif', { ...visual, scene_id: 'deliv.1' }],
    ['http://swath.test/in/front/v2/deliverables/deliv.1/files/visual', of_deliverable],
    ['http://swath.test/files/deliv.1/visual?signature=%', of_deliverable],
    ['http://swath.test/telluric/files/deliv.1/visual?signature=%', of_deliverable],
    ['http://swath.test/telluric/scenes/x/rasters/x_visual.tif/get_tile/?x={x}&y={y}&z={z}', visual],
  ] as const) {
    assert.deepEqual(rasterIn(url), meant, url)
  }
})

test('a link to an asset or a browse image of the archive names the item', () => {
  for (const path of [
    'assets/l1d/a_1/visual',
    'assets/l1d/a_1/visual?s=s3%3A//x/y',
    'v2/browse/l1d/a_1/visual',
  ]) {
    const meant = { collection: 'l1d', item: 'a_1', key: 'visual' }
    assert.deepEqual(rasterIn(`http://swath.test/${path}`), meant, path)
  }
  const preview = rasterIn('http://swath.test/previews/l1d/a%201/preview?contract=c&signature=%')
  assert.deepEqual(preview, { collection: 'l1d', item: 'a 1', key: 'preview' })
})

test('an address in it that cannot be decoded is refused, and the refusal says which', () => {
  for (const inner of ['%', '%zz', '100%', 's3%3A//bucket/%E0%A4%A', '%FF']) {
    assert.throws(() => rasterIn(`https://vendor.test/assets?s=${inner}`), {
      code: 'invalid_filter',
      message: new RegExp(`^\\?url: .*${inner}`),
    })
  }
})
