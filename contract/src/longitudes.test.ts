import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onGlobe } from './longitudes.ts'

const ring = (...lons: number[]) => [[...lons.map((lon) => [lon, 51]), [lons[0]!, 52], [lons[0]!, 51]]]

test('longitudes of a map that goes on beyond 180 are those of the globe, in either direction', () => {
  assert.deepEqual(onGlobe(ring(179, 181)), ring(179, -179))
  assert.deepEqual(onGlobe(ring(-180.1, -300)), ring(179.9, 60))
  assert.deepEqual(onGlobe([ring(530, 540)]), [ring(170, 180)])
  assert.deepEqual(
    onGlobe([
      [
        [170, 1, 9],
        [190, 2, 9],
      ],
    ]),
    [
      [
        [170, 1, 9],
        [-170, 2, 9],
      ],
    ],
  )
})

test('a rounding error is taken back, on the map and at the poles', () => {
  assert.deepEqual(onGlobe(ring(-180.0000000001, 180.0000000001)), ring(-180, 180))
  assert.deepEqual(onGlobe([180.00000001, -90.00000001]), [180, -90])
})

test('what is on the globe, unclear or no coordinates stays as it is', () => {
  // A turn less, an edge of 180 degrees or more would lead the other way round.
  for (const kept of [
    ring(179, -179),
    ring(10, 200),
    [ring(0, 5), ring(-170, 190)],
    [190, 10],
    [0, 91],
    'a',
    [1],
    {},
  ])
    assert.deepEqual(onGlobe(kept), kept)
})
