import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileNameIn } from './delivery.rules.ts'

test('the url of a tile names a file, wherever the address has it', () => {
  for (const url of [
    'x_visual.tif',
    's3://bucket/x/x_visual.tif',
    'https://swath.test/telluric/files/deliv.1/x_visual.tif?signature=%',
    'https://vendor.test/assets?s=s3%3A//bucket/x/x_visual.tif',
    'https://vendor.test/assets?a=%&href=s3%3A%2F%2Fbucket%2Fx_visual.tif&b=1',
  ]) {
    assert.equal(fileNameIn(url), 'x_visual.tif', url)
  }
})

test('an address in it that cannot be decoded is refused, and the refusal says which', () => {
  for (const inner of ['%', '%zz', '100%', 's3%3A//bucket/%E0%A4%A', '%FF']) {
    assert.throws(() => fileNameIn(`https://vendor.test/assets?s=${inner}`), {
      code: 'invalid_filter',
      message: new RegExp(`^\\?url: .*${inner}`),
    })
  }
})
