import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Instant, isDay, readTime, SpaceAge } from './times.ts'

test('one time is read in every spelling of RFC 3339 and ISO 8601 that leaves no doubt', () => {
  for (const text of [
    '2026-01-31T12:00:00Z',
    '2026-01-31t12:00:00z',
    '2026-01-31 12:00:00Z',
    '2026-01-31 12:00:00',
    '2026-01-31T12:00',
    '2026-01-31T12:00Z',
    '2026-01-31 12:00:00 +0000',
    '2026-01-31T12:00:00-00:00',
    '2026-01-31T12:00:00+00',
    '2026-01-31T14:00:00+02:00',
    '2026-01-31T14:00+0200',
    '2026-01-31T06:30:00-0530',
    '2026-02-01T11:59:00+23:59',
  ]) {
    assert.equal(readTime(text), '2026-01-31T12:00:00Z', text)
  }
  assert.equal(readTime('2026-01-31T24:00:00Z'), '2026-02-01T00:00:00Z')
  assert.equal(readTime('2026-12-31T24:00'), '2027-01-01T00:00:00Z')
  assert.equal(readTime('2016-12-31T23:59:60Z'), '2017-01-01T00:00:00Z')
  assert.equal(readTime('2017-01-01T00:59:60.5+01:00'), '2017-01-01T00:00:00.5Z')
})

test('a time keeps the digits of its fraction, of which nobody keeps more than six', () => {
  for (const fraction of ['.1', '.120', '.000001', '.123456']) {
    assert.equal(readTime(`2026-01-31T14:00:00${fraction}+02:00`), `2026-01-31T12:00:00${fraction}Z`)
  }
  assert.equal(readTime('2026-01-31T12:00:00.123456789Z'), '2026-01-31T12:00:00.123456Z')
  assert.equal(readTime('2026-01-31T12:00:00,5Z'), '2026-01-31T12:00:00.5Z')
})

test('what is no time is not read, above all not as another one', () => {
  for (const text of [
    '',
    'tomorrow',
    '2026-01-31',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-31T25:00:00Z',
    '2026-01-31T24:00:01Z',
    '2026-01-31T24:00:00.1Z',
    '2026-01-31T24:30',
    '2026-01-31T12:60:00Z',
    '2026-01-31T12:00:61Z',
    '2026-01-31T12:00:00+24:00',
    '2026-01-31T12:00:00+02:60',
    '2026-01-31T12:00:00.Z',
    '2026-01-31T12Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-14:00',
    '9999-12-31T24:00:00Z',
    '10000-01-01T00:00:00Z',
    '-0001-01-01T00:00:00Z',
    '2026-01-31T12:00:00Z ',
    '31/01/2026 12:00',
    '1769860800',
  ]) {
    assert.equal(readTime(text), undefined, text)
  }
  assert.equal(readTime('0001-01-01T00:00:00Z'), '0001-01-01T00:00:00Z')
  assert.equal(readTime('2024-02-29T00:00:00Z'), '2024-02-29T00:00:00Z')
  assert.deepEqual(['2024-02-29', '2025-02-29', '0000-01-01', '2026-1-1', '20260101'].map(isDay), [
    true,
    false,
    false,
    false,
    false,
  ])
})

test('a schema reads the time of a request into UTC, or says which time is wrong', () => {
  assert.equal(Instant.parse('2026-01-31 14:00+0200'), '2026-01-31T12:00:00Z')
  const told = (schema: typeof Instant, value: unknown) =>
    schema.safeParse(value).error?.issues.map(({ message }) => message)
  assert.deepEqual(told(Instant, '2026-02-30T00:00:00Z'), [
    '2026-02-30T00:00:00Z is not a time such as 2026-01-31T12:00:00Z',
  ])
  assert.equal(told(SpaceAge, '2026-02-30T00:00:00Z')?.length, 1)
  assert.match(told(SpaceAge, '9999-12-31T00:00:00Z')![0]!, /1957.*2199/)
  assert.match(told(SpaceAge, '1899-12-30T00:00:00Z')![0]!, /1957.*2199/)
  assert.equal(SpaceAge.parse('2199-12-31T23:00'), '2199-12-31T23:00:00Z')
})
