import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Terms } from './placement.rules.ts'
import { feeAt, feeSteps, feesUntil, priceShare } from './price.rules.ts'

const cancellation_fees = [
  { hours_before: 24, fee_pct: 50 },
  { hours_before: 72, fee_pct: 12.5 },
]
const terms = { cancellation_fees } as unknown as Terms
const collection = new Date('2026-01-10T00:00:00Z')

test('the steps of a fee begin with the earliest, each rounded by itself', () => {
  assert.deepEqual(
    feeSteps(terms, 1001).map(({ hours_before, fee_minor }) => [hours_before, fee_minor]),
    [
      [72, 125],
      [24, 501],
    ],
  )
})

test('as long as no collection is planned, no fee is due', () => {
  assert.deepEqual(feesUntil(terms, 1000, null), [])
})

const fees: [string, number][] = [
  ['2026-01-06T23:59:59Z', 0],
  ['2026-01-07T00:00:00Z', 125],
  ['2026-01-09T00:00:00Z', 500],
  ['2026-02-01T00:00:00Z', 500],
]
for (const [now, fee_minor] of fees) {
  test(`at ${now} a cancellation costs ${fee_minor}`, () => {
    assert.equal(feeAt(feesUntil(terms, 1000, collection), new Date(now)), fee_minor)
  })
}

test('parts of an order have the share of its price that they have of its area', () => {
  assert.equal(priceShare(100, { some: 1, all: 3 }), 33)
})
