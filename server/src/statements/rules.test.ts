import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastEndedMonth, monthNamed, monthOf, nextMonthToClose, statementNumber } from './rules.ts'

const month = (start: string, end: string) => ({ start: new Date(start), end: new Date(end) })

const months: [string, string, string][] = [
  ['2026-02-28T23:59:59.999Z', '2026-02-01', '2026-03-01'],
  ['2026-03-01T00:00:00Z', '2026-03-01', '2026-04-01'],
  ['2026-12-31T23:00:00-05:00', '2027-01-01', '2027-02-01'],
]
for (const [time, start, end] of months) {
  test(`${time} is in the month from ${start}`, () => {
    assert.deepEqual(monthOf(new Date(time), 'UTC'), month(start, end))
  })
}

const ended: [string, string, string][] = [
  ['2026-03-01T00:59:59Z', '2026-01-01', '2026-02-01'],
  ['2026-03-01T01:00:00Z', '2026-02-01', '2026-03-01'],
  ['2026-01-15T00:00:00Z', '2025-12-01', '2026-01-01'],
]
for (const [now, start, end] of ended) {
  test(`at ${now} the last month that is over, with an hour for late bookings, is that from ${start}`, () => {
    assert.deepEqual(lastEndedMonth(new Date(now), 'UTC'), month(start, end))
  })
}

const closed: [string, string | null, string][] = [
  ['2026-01-20', null, '2026-01-01'],
  ['2026-01-20', '2026-03-01', '2026-03-01'],
  ['2026-04-20', '2026-03-01', '2026-04-01'],
]
for (const [oldest, last, start] of closed) {
  test(`after a statement until ${last}, an entry of ${oldest} is on that of ${start}`, () => {
    const next = nextMonthToClose(new Date(oldest), last === null ? null : new Date(last), 'UTC')
    assert.deepEqual(next.start, new Date(start))
  })
}

test('a month of a zone begins and ends at midnight there, in summer and in winter', () => {
  const march = month('2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z')
  assert.deepEqual(monthNamed('2026-03', 'Europe/Madrid'), march)
  for (const time of ['2026-02-28T23:00:00Z', '2026-03-31T21:59:59.999Z']) {
    assert.deepEqual(monthOf(new Date(time), 'Europe/Madrid'), march)
  }
  assert.deepEqual(lastEndedMonth(new Date('2026-03-31T23:00:00Z'), 'Europe/Madrid'), march)
  assert.notDeepEqual(lastEndedMonth(new Date('2026-03-31T22:59:59Z'), 'Europe/Madrid'), march)
})

const moved: [string, string][] = [
  ['Asia/Tokyo', '2026-06-30T15:00:00Z'],
  ['America/New_York', '2026-07-01T04:00:00Z'],
]
for (const [zone, end] of moved) {
  test(`after a change to ${zone} the next statement goes on where the last one ended, to the end of the month there`, () => {
    const last = new Date('2026-06-01T00:00:00Z')
    for (const oldest of ['2026-05-20T00:00:00Z', '2026-06-01T02:00:00Z', '2026-06-20T00:00:00Z']) {
      assert.deepEqual(nextMonthToClose(new Date(oldest), last, zone), { start: last, end: new Date(end) })
    }
  })
}

test('a statement is numbered by its customer, and by its place among those of the customer', () => {
  assert.equal(statementNumber(12, 3), '00012-000003')
})
