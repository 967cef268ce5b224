import assert from 'node:assert/strict'
import { test } from 'node:test'
import { distanceKm, formatPlace, gridStep, lengthKm } from '../src/map/measure.ts'

const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value / expected - 1) < 0.006, `${value} is not about ${expected}`)

test('distances are those of the Earth, also across the antimeridian', () => {
  // Geodesics of WGS84, by GeographicLib.
  near(distanceKm([4.48, 51.92], [-74, 40.71]), 5883)
  near(distanceKm([179.5, 0], [-179.5, 0]), 111.32)
  near(
    lengthKm([
      [0, 0],
      [0, 1],
      [0, 2],
    ]),
    221.15,
  )
  assert.equal(lengthKm([[5, 5]]), 0)
})

test('a place is told as exactly as the view is, on the Earth', () => {
  assert.equal(formatPlace([4.479_17, 51.9225], 9), '51.9225° N, 4.4792° E')
  assert.equal(formatPlace([-181, -0.5], 1), '0.5° S, 179.0° E')
})

test('a view has a few lines of the grid, near or far', () => {
  for (let zoom = 0; zoom < 14; zoom += 0.5) {
    const lines = 720 / 2 ** zoom / gridStep(zoom)
    assert.ok((lines >= 4 && lines < 12) || gridStep(zoom) === 30, `${lines} at ${zoom}`)
  }
})
