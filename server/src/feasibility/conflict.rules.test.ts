import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conflictOf } from './conflict.rules.ts'

const at = (second: number) => Date.UTC(2026, 5, 1, 8, 0, second)
const pass = {
  satellite_name: 'newsat31',
  start: new Date(at(0)).toISOString(),
  end: new Date(at(8)).toISOString(),
}
const own = (satellite_name: string, from: number, until: number) => ({
  passes: [{ satellite_name, start_ms: at(from), end_ms: at(until) }],
  waiting: [],
})

test('a pass conflicts with a capture of the same satellite while it has no time to turn', () => {
  assert.equal(conflictOf(pass, own('newsat31', 60, 68)), 'expected')
  assert.equal(conflictOf(pass, own('newsat31', -68, -60)), 'none')
  assert.equal(conflictOf(pass, own('newsat31', -60, -59)), 'expected')
  assert.equal(conflictOf(pass, own('newsat31', 69, 77)), 'none')
  assert.equal(conflictOf(pass, own('newsat32', 0, 8)), 'none')
})

test('a capture that waits for a pass may take one in its window', () => {
  const waiting = (from: number, until: number) => ({
    passes: [],
    waiting: [{ start_ms: at(from), end_ms: at(until) }],
  })
  assert.equal(conflictOf(pass, waiting(5, 900)), 'possible')
  assert.equal(conflictOf(pass, waiting(9, 900)), 'none')
  assert.equal(conflictOf(pass, { passes: [], waiting: [] }), 'none')
})
