import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitAtAntimeridian } from './antimeridian.ts'
import { centreOf } from './centre.ts'
import { footprintAround } from './footprint.ts'

for (const [lon, lat] of [
  [4.5, 51.9],
  [-179.99, 10],
  [179.999, -60],
  [0, 0],
] as const) {
  test(`the middle of an image around ${lon}, ${lat} is there`, () => {
    const { lon: east, lat: north } = centreOf(splitAtAntimeridian(footprintAround({ lon, lat }, 5, 5, 193)))
    const off = Math.abs(east - lon) % 360
    assert.ok(Math.min(off, 360 - off) < 1e-4 && Math.abs(north - lat) < 1e-4, `${east} ${north}`)
  })
}
