import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  footprintBbox,
  footprintGeometry,
  gridOf,
  projectFootprint,
  type Ring,
  rowSpans,
} from './footprint.ts'

/** A rectangle of half sizes in degrees, clockwise as captures report it. */
function rectangle(lon: number, lat: number, halfWidth: number, halfHeight: number): Ring {
  return [
    [lon - halfWidth, lat - halfHeight],
    [lon - halfWidth, lat + halfHeight],
    [lon + halfWidth, lat + halfHeight],
    [lon + halfWidth, lat - halfHeight],
    [lon - halfWidth, lat - halfHeight],
  ]
}

function jumping(ring: Ring): Ring {
  return ring.map(([lon, lat]) => [lon > 180 ? lon - 360 : lon, lat])
}

test('a footprint is a counter-clockwise polygon, whichever way round it was given', () => {
  const ring = rectangle(10, 45, 1, 1)
  const expected = [...ring].reverse()
  for (const given of [ring, expected]) {
    assert.deepEqual(footprintGeometry(given), { type: 'Polygon', coordinates: [expected] })
    assert.deepEqual(footprintBbox(given), [9, 44, 11, 46])
  }
})

test('a footprint across the antimeridian is cut in two, whether its longitudes jump or run on', () => {
  const runningOn = rectangle(180, -17, 0.5, 0.25)
  for (const given of [
    runningOn,
    jumping(runningOn),
    runningOn.map(([lon, lat]) => [lon - 360, lat] as const),
  ]) {
    assert.deepEqual(footprintBbox(given), [179.5, -17.25, -179.5, -16.75])
    const geometry = footprintGeometry(given)
    assert.ok(geometry.type === 'MultiPolygon')
    const extents = geometry.coordinates.map(([part]) => {
      const lons = part!.map(([lon]) => lon)
      return [Math.min(...lons), Math.max(...lons)]
    })
    assert.deepEqual(extents, [
      [179.5, 180],
      [-180, -179.5],
    ])
  }
})

test('a footprint that only touches the antimeridian stays in one piece', () => {
  assert.equal(footprintGeometry(rectangle(179.5, 10, 0.5, 0.5)).type, 'Polygon')
  assert.equal(footprintGeometry(rectangle(-179.5, 10, 0.5, 0.5)).type, 'Polygon')
})

test('a footprint around a pole contains the pole', () => {
  const around: Ring = [0, 90, 180, -90, 0].map((lon) => [lon, 88] as const)
  assert.deepEqual(footprintBbox(around), [-180, 88, 180, 90])
  assert.equal(projectFootprint(around).epsg, 32661)
})

test('both ways to write a footprint across the antimeridian give the same pixels', () => {
  const runningOn = rectangle(180, -17, 0.05, 0.05)
  const grids = [runningOn, jumping(runningOn)].map((ring) => gridOf(projectFootprint(ring), 10, true))
  assert.deepEqual(grids[0], grids[1])
  assert.ok(grids[0]!.width < 1200)
})

test('an aligned grid starts a whole number of pixels from the central meridian and holds the footprint', () => {
  const footprint = projectFootprint(rectangle(2.17, 41.38, 0.03, 0.05))
  const grid = gridOf(footprint, 0.7, true)
  const steps = (grid.origin_easting_m - 500_000) / 0.7
  assert.ok(Math.abs(steps - Math.round(steps)) < 1e-6)
  for (const [easting, northing] of footprint.ring) {
    const column = (easting - grid.origin_easting_m) / 0.7
    const row = (grid.origin_northing_m - northing) / 0.7
    assert.ok(column >= 0 && column <= grid.width && row >= 0 && row <= grid.height)
  }
})

test('as many pixels are inside as fit into the area of the footprint', () => {
  const angle = fc.double({ min: 0, max: Math.PI, noNaN: true })
  const side = fc.double({ min: 800, max: 3000, noNaN: true })
  fc.assert(
    fc.property(angle, side, side, (turn, length_m, width_m) => {
      const corners = [-1, 1, 1, -1, -1].map((side, index) => {
        const [x, y] = [(side * length_m) / 2, ([-1, -1, 1, 1, -1][index]! * width_m) / 2]
        const easting = 500_000 + x * Math.cos(turn) - y * Math.sin(turn)
        return [easting, 5_000_000 + x * Math.sin(turn) + y * Math.cos(turn)] as const
      })
      const grid = gridOf({ epsg: 32631, ring: corners }, 10, false)
      const inside = rowSpans(corners, grid)
        .flatMap((row) => row.map((column, index) => (index % 2 === 0 ? -column : column)))
        .reduce((sum, term) => sum + term, 0)
      assert.ok(Math.abs(inside * 100 - length_m * width_m) < 0.02 * length_m * width_m)
    }),
  )
})
