import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cut, durationMs, type Interval, openInterval, recur } from './intervals.ts'

test('durations of weeks, days, hours and minutes are read, others are not', () => {
  assert.equal(durationMs('P1D'), 86_400_000)
  assert.equal(durationMs('P2W'), 14 * 86_400_000)
  assert.equal(durationMs('P1DT12H30M'), 36.5 * 3_600_000)
  for (const wrong of ['', 'P', 'PT', 'P1DT', '1D', 'P1M', 'P1Y', 'P-1D', 'P1.5D', 'one day']) {
    assert.equal(durationMs(wrong), undefined, wrong)
  }
})

test('the pieces of an interval follow each other without gap or overlap, from its start to its end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 5000 }), (total, length) => {
      const whole = { start: new Date(1000), end: new Date(1000 + total) }
      const pieces = cut(whole, length)
      assert.deepEqual([pieces[0]!.start, pieces.at(-1)!.end], [whole.start, whole.end])
      assert.equal(pieces.length, Math.ceil(total / length))
      for (const [index, piece] of pieces.entries()) {
        if (index > 0) assert.deepEqual(piece.start, pieces[index - 1]!.end)
      }
    }),
  )
})

test('what recurs does so every period, at most so many times, or spread evenly over the window', () => {
  const window = { start: new Date('2026-01-01T00:00:00Z'), end: new Date('2026-01-11T00:00:00Z') }
  const days = (pieces: Interval[]) => pieces.map(({ start, end }) => [start.getUTCDate(), end.getUTCDate()])
  const day_ms = 86_400_000
  assert.deepEqual(days(recur(window, undefined, undefined)), [[1, 11]])
  assert.deepEqual(days(recur(window, undefined, 1)), [[1, 11]])
  assert.deepEqual(days(recur(window, undefined, 2)), [
    [1, 6],
    [6, 11],
  ])
  assert.deepEqual(days(recur(window, 4 * day_ms, undefined)), [
    [1, 5],
    [5, 9],
    [9, 11],
  ])
  assert.deepEqual(days(recur(window, 4 * day_ms, 2)), [
    [1, 5],
    [5, 9],
  ])
})

test('an interval of STAC has two ends of which one may be open; anything else is none', () => {
  const [start, end] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-02-01T00:00:00Z')]
  assert.deepEqual(openInterval('2026-01-01T00:00:00Z/2026-02-01T01:00:00+01:00'), { start, end })
  assert.deepEqual(openInterval('2026-01-01T00:00:00Z/..'), { start, end: null })
  assert.deepEqual(openInterval('2026-01-01 00:00/..'), { start, end: null })
  assert.deepEqual(openInterval('/2026-02-01T00:00:00.000Z'), { start: null, end })
  for (const text of [
    '',
    '../..',
    '/',
    '2026-01-01T00:00:00Z',
    '2026-01-01/2026-02-01',
    '2026-02-01T00:00:00Z/2026-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z/..',
    '2026-01-01T25:00:00Z/..',
    '../2026-01-01T00:00:00Z/..',
  ]) {
    assert.equal(openInterval(text), undefined, text)
  }
})
