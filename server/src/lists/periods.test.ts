import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countedPeriod } from './periods.ts'

const from = new Date('2026-01-01T00:00:00Z')
const until = new Date('2026-02-01T00:00:00Z')
const oldest = new Date('2026-01-20T00:00:00Z')

test('figures of all that there is are those of the period that was asked for', () => {
  const whole = { from: '2026-01-01T00:00:00.000000Z', until: '2026-02-01T00:00:00.000000Z', is_whole: true }
  assert.deepEqual(countedPeriod({ from, until }, { count: 99_999, most: 100_000, oldest }), whole)
  assert.deepEqual(countedPeriod({ from, until }, { count: 0, most: 100_000, oldest: null }), whole)
})

test('figures of too many begin with the oldest that was counted, and say so', () => {
  const newest = countedPeriod({ from, until }, { count: 100_000, most: 100_000, oldest })
  assert.deepEqual([newest.is_whole, newest.from], [false, '2026-01-20T00:00:00.000000Z'])
})
