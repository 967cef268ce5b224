import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Condition } from '../lists/filters.ts'
import { gridOf } from './map.rules.ts'

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
