// The layout of passes in the calendar, tested without a browser.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conflictsOf, type Lane, lanesOf, neighbourOf, type Pass } from '../src/pages/calendar/lanes.ts'
import { besides, dateOf, periodOf, shareOf, titleOf } from '../src/pages/calendar/period.ts'
import { readCalendarSearch } from '../src/search.ts'

const slot_ms = 30 * 60_000

let count = 0
function pass(satellite_name: string, start: string, seconds = 20, more: Partial<Pass> = {}): Pass {
  const at = Date.parse(`2026-03-20T${start}Z`)
  const access = {
    satellite_name,
    start: new Date(at).toISOString(),
    end: new Date(at + seconds * 1000).toISOString(),
  }
  count += 1
  return { capture_id: `capt.${count}`, status: 'scheduled', outcome_id: null, access, ...more } as Pass
}

const lanes = (passes: Pass[]) => lanesOf(passes, slot_ms, conflictsOf(passes))
const shape = ({ marks }: Lane) => marks.map(({ row, passes }) => [row, passes.length])

test('each satellite has a lane, in the order of their numbers', () => {
  const found = lanes([pass('sat10', '10:00'), pass('sat9', '11:00'), pass('sat10', '12:00')])
  assert.deepEqual(
    found.map(({ satellite_name, passes, rows }) => [satellite_name, passes, rows]),
    [
      ['sat9', 1, 1],
      ['sat10', 2, 1],
    ],
  )
})

test('passes that would cover each other stand above each other, and come back down', () => {
  const [lane] = lanes([pass('a', '10:20'), pass('a', '10:00'), pass('a', '10:31'), pass('a', '12:00')])
  assert.deepEqual(shape(lane!), [
    [0, 1],
    [1, 1],
    [0, 1],
    [0, 1],
  ])
})

test('more than three within a slot become a bundle that keeps all of them', () => {
  const crowd = ['10:00', '10:05', '10:10', '10:15', '10:29'].map((start) => pass('a', start))
  const [lane] = lanes([...crowd, pass('a', '10:30')])
  assert.deepEqual(shape(lane!), [
    [0, 5],
    [0, 1],
  ])
  assert.equal(lane!.passes, 6)
})

test('however many passes there are, a lane has three rows and every pass once', () => {
  const many = Array.from({ length: 2000 }, (_, index) => {
    const minute = (index * 7919) % 1440
    const clock = [Math.floor(minute / 60), minute % 60]
      .map((part) => String(part).padStart(2, '0'))
      .join(':')
    return pass('a', clock, 5)
  })
  const [lane] = lanes(many)
  assert.ok(lane!.rows <= 3, `${lane!.rows} rows`)
  const told = lane!.marks.flatMap(({ passes }) => passes.map(({ capture_id }) => capture_id))
  assert.deepEqual(told.sort(), many.map(({ capture_id }) => capture_id).sort())
})

test('two captures that want one satellite at the same time are in conflict', () => {
  const first = pass('a', '10:00:00', 60)
  const second = pass('a', '10:00:30', 60)
  const third = pass('a', '10:01:20', 60)
  const others = [pass('b', '10:00:00', 60), pass('a', '10:02:20', 60)]
  const conflicts = conflictsOf([third, first, ...others, second])
  assert.deepEqual(conflicts.get(first.capture_id), [second])
  assert.deepEqual(conflicts.get(second.capture_id), [first, third])
  assert.equal(conflicts.size, 3)
  const [lane] = lanesOf([first, second, third], slot_ms, conflicts)
  assert.deepEqual(
    lane!.marks.map(({ row, is_in_conflict }) => [row, is_in_conflict]),
    [0, 1, 2].map((row) => [row, true]),
  )
})

test('what has failed, was canceled, is of the same image or of nobody knows which satellite is in no conflict', () => {
  const outcome_id = '00000000-0000-4000-8000-000000000001'
  const passes = [
    pass('a', '10:00', 60, { status: 'published', outcome_id }),
    pass('a', '10:00', 60, { status: 'published', outcome_id }),
    pass('a', '10:00', 60, { status: 'failed' }),
    pass('a', '10:00', 60, { status: 'canceled' }),
    pass('unknown', '10:00', 60),
    pass('unknown', '10:00', 60),
  ]
  assert.equal(conflictsOf(passes).size, 0)
})

test('the arrow keys go along a lane, and to what is nearest in the next one', () => {
  const found = lanes([pass('a', '10:00'), pass('a', '14:00'), pass('b', '09:00'), pass('b', '13:00')])
  const [a, b] = found as [Lane, Lane]
  assert.equal(neighbourOf(found, a.marks[0]!, 'ArrowRight'), a.marks[1])
  assert.equal(neighbourOf(found, a.marks[0]!, 'ArrowLeft'), undefined)
  assert.equal(neighbourOf(found, a.marks[1]!, 'ArrowDown'), b.marks[1])
  assert.equal(neighbourOf(found, b.marks[0]!, 'ArrowUp'), a.marks[0])
  assert.equal(neighbourOf(found, b.marks[0]!, 'ArrowDown'), undefined)
  assert.equal(neighbourOf(found, b.marks[1]!, 'Home'), b.marks[0])
})

test('days and weeks are those of UTC, and a week begins on Monday', () => {
  const day = periodOf('2026-11-29', 'day')
  assert.deepEqual([dateOf(day.start), dateOf(day.end)], ['2026-11-29', '2026-11-30'])
  const week = periodOf('2026-11-29', 'week')
  assert.deepEqual([dateOf(week.start), dateOf(week.end)], ['2026-11-23', '2026-11-30'])
  assert.equal(dateOf(periodOf('2026-11-30', 'week').start), '2026-11-30')
  assert.deepEqual(
    [besides(week, -1), besides(week, 1), besides(day, 1)],
    ['2026-11-16', '2026-11-30', '2026-11-30'],
  )
  assert.equal(shareOf(day, Date.parse('2026-11-29T06:00:00Z')), 0.25)
  assert.equal(titleOf(day), 'Sunday, 29 November 2026')
})

test('an address that names no day is that of today', () => {
  for (const date of ['tomorrow', '2026-13-01', '2026-11-29T10:00:00Z', '0202-11-29', undefined]) {
    const { date: day, view, as } = readCalendarSearch({ date, view: 'month', as: 'lanes' })
    assert.deepEqual([day, view, as], [undefined, undefined, undefined])
  }
  const whole = {
    date: '2026-11-29',
    view: 'week',
    as: 'table',
    satellite: 'a',
    contract_id: 'b',
    capture: 'c',
  }
  assert.deepEqual(readCalendarSearch(whole), whole)
})
