import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAutomatic } from './rejections.rules.ts'

const now = new Date('2026-06-30T00:00:00Z')
const policy = { automatic: true, within_days: 30, max_minor: null, max_pct: null }
const facts = {
  delivered_at: new Date('2026-05-31T00:00:00Z'),
  refund_minor: 10,
  refunded_minor: 20,
  delivered_minor: 300,
}

const cases: [string, object, object, boolean][] = [
  ['on the last day', {}, {}, true],
  ['a moment after it', {}, { delivered_at: new Date('2026-05-30T23:59:59.999Z') }, false],
  ['where no policy accepts any', { automatic: false }, {}, false],
  ['of just the most money of a month', { max_minor: 30 }, {}, true],
  ['of more than the most money of a month', { max_minor: 29 }, {}, false],
  ['of just the largest share of what was delivered', { max_pct: 10 }, {}, true],
  ['of more than the largest share', { max_pct: 9.8 }, {}, false],
]
for (const [what, of_policy, of_facts, expected] of cases) {
  test(`a rejection ${what} is ${expected ? 'accepted at once' : 'for the order desk'}`, () => {
    assert.equal(isAutomatic({ ...policy, ...of_policy }, { ...facts, ...of_facts }, now), expected)
  })
}
