import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeEarly } from './rules.ts'

const prospect = {
  order_status: 'in_progress',
  capture_status: 'scheduled',
  processing_levels: ['L1D'],
} as const

const cases: [string, Parameters<typeof judgeEarly>, string][] = [
  ['waits for an image that can come', ['L1D', prospect], 'waiting'],
  ['is late for an order that is closed', ['L1D', { ...prospect, order_status: 'closed' }], 'ignored'],
  ['of a level that nobody ordered is ignored', ['L1B', prospect], 'ignored'],
  ['of an image that failed is ignored', ['L1D', { ...prospect, capture_status: 'failed' }], 'ignored'],
  [
    'of an image that is canceled is ignored',
    ['L1D', { ...prospect, capture_status: 'canceled' }],
    'ignored',
  ],
]
for (const [promise, asked, result] of cases) {
  test(`news of a product that does not exist yet ${promise}`, () => {
    assert.equal(judgeEarly(...asked).result, result)
  })
}
