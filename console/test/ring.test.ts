import assert from 'node:assert/strict'
import { test } from 'node:test'
import { piecesOf, shortCount } from '../src/map/ring.ts'

test('the ring of a cluster has a piece of every colour that there is, and no gap', () => {
  assert.deepEqual(piecesOf([0, 999, 0, 1, 0]), [0, 23, 0, 1, 0])
  assert.deepEqual(piecesOf([1, 1, 1, 1, 1]), [4, 5, 5, 5, 5])
  assert.deepEqual(piecesOf([2, 0]), [24, 0])
})

test('a count fits into its ring', () => {
  assert.deepEqual([2, 999, 5000, 12_345].map(shortCount), ['2', '999', '5,000', '12k'])
})
