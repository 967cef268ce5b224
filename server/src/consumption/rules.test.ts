import assert from 'node:assert/strict'
import { test } from 'node:test'
import { areAboutOrders, areInRollups, deliverablesHref } from './rules.ts'

const is = (on: string, operator: string, ...values: string[]) => ({ on, operator, values })

const rollups: [string, Parameters<typeof areInRollups>, boolean][] = [
  ['no filter', [['day'], []], true],
  ['a SKU', [['sku'], [is('sku', 'in', 'A')]], true],
  ['single orders', [['order'], []], false],
  ['the name of a project', [['day'], [is('project_name', 'eq', 'x')]], false],
  ['whole days', [['day'], [is('delivered_at', 'gte', '2026-01-01T00:00:00Z')]], true],
  [
    'whole days to the microsecond',
    [['day'], [is('delivered_at', 'lt', '2026-01-01T00:00:00.000000Z')]],
    true,
  ],
  ['a part of a day', [['day'], [is('delivered_at', 'gte', '2026-01-01T00:00:01Z')]], false],
  ['the end of a day, included', [['day'], [is('delivered_at', 'lte', '2026-01-01T00:00:00Z')]], false],
]
for (const [what, asked, expected] of rollups) {
  test(`days can${expected ? '' : 'not'} answer what is asked by ${what}`, () => {
    assert.equal(areInRollups(...asked), expected)
  })
}

test('of the fee of a canceled order it can be asked what orders have, and what only deliverables have cannot', () => {
  assert.equal(areAboutOrders([is('order_id', 'eq', '1'), is('delivered_at', 'gte', 'x')]), true)
  assert.equal(areAboutOrders([is('processing_level', 'eq', 'L1D')]), false)
})

const group = { unit: 'km2', currency: 'USD' }
const hrefs: [string, string, Parameters<typeof deliverablesHref>[1], object, string][] = [
  ['without a period, what was delivered', '', [], {}, 'unit=km2&currency=USD&status=DELIVERED%2CREJECTED'],
  [
    'of a status, no other',
    'status=DELIVERED',
    [is('status', 'eq', 'DELIVERED')],
    {},
    'status=DELIVERED&unit=km2&currency=USD',
  ],
  [
    'of a month, until the next begins',
    '',
    [],
    { month: '2026-12' },
    'unit=km2&currency=USD&delivered_at__gte=2026-12-01T00%3A00%3A00.000Z&delivered_at__lt=2027-01-01T00%3A00%3A00.000Z',
  ],
  [
    'of a day, no more than was asked for',
    'delivered_at__gte=2026-01-01T12%3A00%3A00Z',
    [is('delivered_at', 'gte', '2026-01-01T12:00:00Z')],
    { day: '2026-01-01' },
    'delivered_at__gte=2026-01-01T12%3A00%3A00Z&unit=km2&currency=USD&delivered_at__lt=2026-01-02T00%3A00%3A00.000Z',
  ],
]
for (const [what, filters, conditions, key, expected] of hrefs) {
  test(`the link of a group shows, ${what}`, () => {
    const href = deliverablesHref(new URLSearchParams(filters), conditions, { ...group, ...key })
    assert.equal(href, `/v2/deliverables/?${expected}`)
  })
}
