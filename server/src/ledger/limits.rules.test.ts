import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SwathError } from '@swath/contract/errors'
import type { QuotaUse } from '@swath/contract/ledger'
import { max_amount_minor } from '@swath/contract/money'
import { budgetOverrun, overrunError, quotaOverrun, requireReckonable } from './limits.rules.ts'
import { move } from './rules.ts'

const balance = {
  contract_id: 'c',
  currency: 'USD',
  granted_minor: 10,
  available_minor: 10,
  held_minor: 0,
  consumed_minor: 0,
  is_limited: true,
}

const budgets: [string, number, Partial<typeof balance>, boolean][] = [
  ['all that is available', 10, {}, false],
  ['more than is available', 11, {}, true],
  ['more, without a budget', 11, { is_limited: false }, false],
  ['nothing, of a budget that is overdrawn', 0, { available_minor: -1 }, false],
]
for (const [what, price_minor, more, is_over] of budgets) {
  test(`an order that costs ${what} ${is_over ? 'goes beyond' : 'is within'} the budget`, () => {
    const overrun = budgetOverrun({ price_minor }, { ...balance, ...more }, { at_limit: 'refuse' })
    assert.equal(overrun !== undefined, is_over)
    if (overrun) assert.equal(overrunError(overrun).code, 'budget_exceeded')
  })
}

const need = { price_minor: 100, area_km2: 20, sku: 'A' }
const quota = (more: Partial<QuotaUse>): QuotaUse => {
  const of = {
    quota_id: 'q',
    measure: 'orders',
    period: 'month',
    sku: null,
    limit: 1,
    at_limit: 'refuse',
    used: 0,
  }
  return { ...of, ...more } as QuotaUse
}
const quotas: [string, QuotaUse[], string | undefined][] = [
  ['the last order', [quota({})], undefined],
  ['one order too many', [quota({ used: 1 })], 'q'],
  ['one too many of another SKU', [quota({ used: 1, sku: 'B' })], undefined],
  ['too much area', [quota({ measure: 'km2', limit: 30, used: 11 })], 'q'],
  ['just the area that is left', [quota({ measure: 'km2', limit: 30, used: 10 })], undefined],
  ['too much money', [quota({ measure: 'amount', limit: 99 })], 'q'],
  [
    'two, of which one refuses',
    [quota({ used: 1, quota_id: 'asks', at_limit: 'approval' }), quota({ used: 1 })],
    'q',
  ],
]
for (const [what, used, quota_id] of quotas) {
  test(`a quota is told of ${what}: ${quota_id ?? 'none'}`, () => {
    assert.equal(quotaOverrun(need, used)?.extra.quota_id, quota_id)
  })
}

test('no account grows beyond what amounts may be', () => {
  const full = { ...balance, granted_minor: max_amount_minor, consumed_minor: max_amount_minor }
  requireReckonable(full, [{ legs: move('available', 'held', 1) }])
  assert.throws(
    () => requireReckonable(full, [{ legs: move('granted', 'available', 1) }]),
    (error) => error instanceof SwathError && error.code === 'amount_out_of_range',
  )
})
