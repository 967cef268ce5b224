import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { missingGdal, transformWithGdal } from '../../simulator/src/imagery/gdal.testing.ts'
import { epsgAt, type LonLat, projectionOf, wrapLongitude } from './utm.ts'

const position = fc.tuple(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: -90, max: 90, noNaN: true }),
)

test('every position on Earth comes back within a millimetre', () => {
  fc.assert(
    fc.property(position, ([lon, lat]) => {
      const plane = projectionOf(epsgAt([lon, lat]))
      const [lonBack, latBack] = plane.inverse(plane.forward([lon, lat]))
      const east_m = wrapLongitude(lonBack - lon) * 111_320 * Math.cos((lat * Math.PI) / 180)
      assert.ok(Math.hypot(east_m, (latBack - lat) * 110_574) < 1e-3)
    }),
    { numRuns: 2000 },
  )
})

test('the zone follows the map, with the exceptions of Norway and Svalbard', () => {
  const expected: [LonLat, number][] = [
    [[-180, 10], 32601],
    [[180, 10], 32601],
    [[179.99999999999997, 0], 32601],
    [[179.9, -10], 32760],
    [[-58.4, -34.6], 32721],
    [[2.17, 41.38], 32631],
    [[5.3, 60.4], 32632],
    [[10, 78], 32633],
    [[8.9, 78], 32631],
    [[41, 73], 32637],
    [[0, 84], 32661],
    [[0, -80.1], 32761],
  ]
  for (const [at, epsg] of expected) assert.equal(epsgAt(at), epsg, at.join())
})

test('a code that is no UTM zone is refused', () => {
  assert.throws(() => projectionOf(4326), /EPSG:4326/)
  assert.throws(() => projectionOf(32700), /EPSG:32700/)
})

test('plane coordinates agree with PROJ to the millimetre', { skip: missingGdal }, () => {
  const positions: LonLat[] = [
    [2.17, 41.38],
    [-58.4, -34.6],
    [179.99, -17.2],
    [12.01, 70.3],
    [-70, 84.5],
    [100, -89],
  ]
  for (const at of positions) {
    const epsg = epsgAt(at)
    const ours = projectionOf(epsg).forward(at)
    const theirs = transformWithGdal(at, epsg)
    assert.ok(Math.hypot(ours[0] - theirs[0], ours[1] - theirs[1]) < 1e-3, `${ours} ${theirs}`)
  }
})
