import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Condition } from '../lists/filters.ts'
import { type Cell, gridOf, withoutOverlaps } from './map-grid.ts'

const bbox = (...boxes: number[][]): Condition => ({
  on: 'geometry',
  operator: 'bbox',
  kind: 'text',
  values: boxes.map((box) => JSON.stringify(box)),
})

test('cells are as large as the zoom says, wherever the view is', () => {
  for (const west of [-180, -31.4, 100])
    assert.equal(gridOf(5.9, bbox([west, 10, west + 30, 30])).cells_around, 8 * 2 ** 5)
  assert.equal(gridOf(0, undefined).cells_around, 8)
})

test('a box that is too large for its zoom has larger cells, also in two parts and of a point', () => {
  assert.equal(gridOf(24, undefined).cells_around, 64)
  assert.equal(gridOf(24, bbox([170, 0, 180, 10], [-180, 0, -170, 10])).cells_around, 1024)
  assert.ok(Number.isFinite(gridOf(24, bbox([5, 5, 5, 5])).cells_around))
})

test('no two clusters cover each other, and every order stays in one that says where it is', () => {
  const places = fc.array(
    fc.record({
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
      lat: fc.double({ min: -85, max: 85, noNaN: true }),
      count: fc.integer({ min: 1, max: 50 }),
    }),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(places, (found) => {
      const cells = found.map(
        ({ lon, lat, count }): Cell => ({
          order_id: '1',
          count,
          states: { failed: count },
          lon,
          lat,
          west: lon,
          south: lat,
          east: lon,
          north: lat,
        }),
      )
      const kept = withoutOverlaps(cells, { cells_around: 8, tolerance_deg: 1 })
      const sum = (all: Cell[]) => all.reduce((total, { count, states }) => total + count + states.failed!, 0)
      assert.equal(sum(kept), sum(cells))
      for (const { lon, lat } of cells)
        assert.ok(
          kept.some(
            ({ west, south, east, north }) => lon >= west && lon <= east && lat >= south && lat <= north,
          ),
        )
      for (const [at, one] of kept.entries())
        for (const other of kept.slice(at + 1)) assert.ok(cellsBetween(one, other) > 0.7)
    }),
    { numRuns: 200 },
  )
})

/** In cells of 45 degrees, on a map in web mercator. */
function cellsBetween(one: Cell, other: Cell): number {
  const up = ({ lat }: Cell) => Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)
  return 8 * Math.hypot((one.lon - other.lon) / 360, up(one) - up(other))
}
