import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { DrawnTiles } from '../threads/drawn-tiles.ts'
import { Threads } from '../threads/threads.ts'
import { Delivery } from './delivery.service.ts'

const threads = new Threads(0)
after(() => threads.close())

test('a tile of a raster that is no image says so, without the path of the file', async () => {
  const delivery = new Delivery({ tiles: new DrawnTiles(threads) } as never, '')
  const raster = { path: import.meta.filename, sha256: '0' }
  await assert.rejects(delivery.tile(raster, { x: 0, y: 0, z: 0 }, {}, { method: 'GET', headers: {} }), {
    code: 'raster_not_drawable',
    status: 422,
    message: /^delivery\.service\.test\.ts is damaged/,
  })
})
