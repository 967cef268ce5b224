import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockIn, startOfDay } from './time-zone.ts'

const starts: [string, string, string, string][] = [
  ['UTC', '2026-06-01', '2026-06-01T00:00:00.000Z', 'nothing to reckon'],
  ['Europe/Madrid', '2026-07-01', '2026-06-30T22:00:00.000Z', 'summer'],
  ['Europe/Madrid', '2026-12-01', '2026-11-30T23:00:00.000Z', 'winter'],
  ['Europe/Madrid', '2026-03-29', '2026-03-28T23:00:00.000Z', 'clocks go forward later on the day'],
  ['Europe/Madrid', '2026-03-30', '2026-03-29T22:00:00.000Z', 'the day after'],
  [
    'America/New_York',
    '2026-11-01',
    '2026-11-01T04:00:00.000Z',
    'clocks go back later on the first of a month',
  ],
  [
    'America/Asuncion',
    '2023-10-01',
    '2023-10-01T04:00:00.000Z',
    'a month that begins at one, as midnight is skipped',
  ],
  [
    'America/Havana',
    '2026-11-01',
    '2026-11-01T04:00:00.000Z',
    'midnight comes twice, and the first one counts',
  ],
  ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z', 'the day before was left out'],
  ['Asia/Kathmandu', '2026-06-01', '2026-05-31T18:15:00.000Z', 'an offset of a quarter'],
  ['Pacific/Kiritimati', '2026-06-01', '2026-05-31T10:00:00.000Z', 'the earliest there is'],
]
for (const [zone, day, instant, why] of starts) {
  test(`${day} begins in ${zone} at ${instant}: ${why}`, () => {
    assert.equal(startOfDay(zone, new Date(day)).toISOString(), instant)
    assert.ok(clockIn(zone, new Date(Date.parse(instant) - 1)) < new Date(day))
  })
}

test('clocks of a zone are read to the second', () => {
  assert.equal(
    clockIn('Asia/Kolkata', new Date('2026-02-28T18:30:05Z')).toISOString(),
    '2026-03-01T00:00:05.000Z',
  )
})
