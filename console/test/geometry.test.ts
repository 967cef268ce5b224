import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Geometry } from '@swath/contract/geometry'

// Not imported by name, because its types are those of a browser, which tests are not checked with.
const source = new URL('../src/map/geometry.ts', import.meta.url).href
const { boundsOf, centreOf, unrolled }: typeof import('../src/map/geometry.ts') = await import(source)

const point = (lon: number, lat: number): Geometry => ({ type: 'Point', coordinates: [lon, lat] })
const box = (west: number, south: number, east: number, north: number): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
})

test('what surrounds places is as narrow as can be, and goes on beyond 180 where they lie around the antimeridian', () => {
  assert.deepEqual(boundsOf([]), undefined)
  assert.deepEqual(boundsOf([point(4, 51)]), [4, 51, 4, 51])
  assert.deepEqual(boundsOf([point(4, 51), point(-70, -23), box(9, 45, 10, 46)]), [-70, -23, 10, 51])
  assert.deepEqual(boundsOf([point(174, -36), point(-150, 61)]), [174, -36, 210, 61])
  assert.deepEqual(boundsOf([point(-150, 61), point(4, 0), point(174, -36)]), [174, -36, 364, 61])
  assert.deepEqual(boundsOf([point(-150, 0), point(-70, 0), point(4, 0)]), [-150, 0, 4, 0])
})

test('an area across the antimeridian is as wide as it is, whether it goes the short way or was cut in two', () => {
  const short_way = box(179, -20, -179, -18)
  const cut: Geometry = {
    type: 'MultiPolygon',
    coordinates: [box(179, -20, 180, -18), box(-180, -20, -179, -18)].map(
      ({ coordinates }) => coordinates as number[][][],
    ),
  }
  for (const area of [short_way, cut]) {
    assert.deepEqual(boundsOf([area]), [179, -20, 181, -18])
    assert.deepEqual(centreOf(area), [180, -19])
    assert.deepEqual(boundsOf([area, point(170, 0), point(-175, 0)]), [170, -20, 185, 0])
  }
  assert.deepEqual(unrolled(short_way), box(179, -20, 181, -18))
  assert.deepEqual(unrolled(box(9, 45, 10, 46)), box(9, 45, 10, 46))
})

test('an area around the whole Earth is no wider than that', () => {
  assert.deepEqual(boundsOf([box(-180, -60, 0, 60), box(0, -60, 180, 60)]), [-180, -60, 180, 60])
})

test('the ring around a pole has the pole inside', () => {
  const cap: Geometry = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 80],
        [120, 80],
        [-120, 80],
        [0, 80],
      ],
    ],
  }
  assert.deepEqual(boundsOf([cap]), [0, 80, 360, 90])
})
