import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event_types } from '@swath/contract/events'
import { reason_codes } from '@swath/contract/reasons'
import fc from 'fast-check'
import { headline, lineOf, nextAt, nextTry, told_types } from './rules.ts'

test('a digest is due at the next full hour, or at the next six in the morning, never now or in the past', () => {
  const at = (frequency: 'hourly' | 'daily', now: string) => nextAt(frequency, new Date(now)).toISOString()
  assert.equal(at('hourly', '2026-06-01T08:00:00Z'), '2026-06-01T09:00:00.000Z')
  assert.equal(at('hourly', '2026-06-01T08:59:59.999Z'), '2026-06-01T09:00:00.000Z')
  assert.equal(at('daily', '2026-06-01T05:59:59Z'), '2026-06-01T06:00:00.000Z')
  assert.equal(at('daily', '2026-06-01T06:00:00Z'), '2026-06-02T06:00:00.000Z')
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
      fc.constantFrom('hourly', 'daily'),
      (now, frequency) => {
        const wait_ms = nextAt(frequency, now).getTime() - now.getTime()
        assert.ok(wait_ms > 0 && wait_ms <= (frequency === 'hourly' ? 1 : 24) * 3_600_000)
      },
    ),
  )
})

test('a mail is tried again soon, then every hour, for ever', () => {
  const now = new Date(0)
  assert.deepEqual(
    [1, 2, 3, 6, 7, 1000].map((tries) => nextTry(tries, now).getTime() / 60_000),
    [1, 2, 5, 60, 60, 60],
  )
})

test('every kind of news has words in the headline, and a reason says what can be done', () => {
  for (const type of told_types) {
    assert.ok(type in event_types)
    const counts = { [type]: 2 }
    assert.match(headline({ orders: 1, counts }), /^2 (orders|products) /, type)
    assert.match(headline({ orders: 1, counts: { [type]: 1 } }), /^1 (order|product) /, type)
    for (const reason_code of [null, ...reason_codes]) {
      const { text, why } = lineOf({ type, reason_code, outcome: null, count: 1 })
      assert.ok(text.length > 0)
      assert.equal(why === null, reason_code === null)
      assert.doesNotMatch(why ?? '', /undefined|`|Nothing:/)
    }
  }
  const fulfilled = lineOf({
    type: 'OrderCompleted',
    reason_code: 'ALL_DELIVERED',
    outcome: 'fulfilled',
    count: 1,
  })
  assert.equal(fulfilled.why, null)
})
