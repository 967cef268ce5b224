import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContractSku, SkuConditions } from '@swath/contract/skus'
import { skuChanges } from './sku-changes.ts'

const [march, may, july] = ['03', '05', '07'].map((month) => `2027-${month}-01T00:00:00.000000Z`) as [
  string,
  string,
  string,
]
const terms = { max_area_km2: 100, is_offered: true } as SkuConditions

function skuWith(
  prices: [string | null, number][],
  changes: [string, Partial<SkuConditions>][] = [],
): ContractSku {
  const of = { contract_id: 'cont.a', sku: 'TSKPOI-M', currency: 'EUR', v1_product: 169 }
  return {
    ...of,
    ...terms,
    prices: prices.map(([valid_from, amount_minor]) => ({ valid_from, amount_minor, valid_until: null })),
    changes: changes.map(([valid_from, change]) => ({
      valid_from,
      created_by: 'client.a',
      terms: { ...terms, ...change },
    })),
  }
}
const before = skuWith([[null, 800]])

test('what is the same differs in nothing', () => {
  assert.deepEqual(skuChanges(before, before), [])
})

test('a change is told with its time, and with what held until then', () => {
  const after = skuWith(
    [
      [null, 800],
      [may, 900],
    ],
    [[may, { max_area_km2: 200 }]],
  )
  assert.deepEqual(skuChanges(before, after), [
    { from: may, field: 'amount_minor', before: 800, after: 900 },
    { from: may, field: 'max_area_km2', before: 100, after: 200 },
  ])
})

test('a change before another one that is planned is told once, and the planned one is not told again', () => {
  const planned = skuWith([[null, 800]], [[july, { max_area_km2: 50 }]])
  const after = skuWith(
    [
      [null, 800],
      [march, 700],
    ],
    [
      [march, { max_area_km2: 300 }],
      [july, { max_area_km2: 50 }],
    ],
  )
  assert.deepEqual(skuChanges(planned, after), [
    { from: march, field: 'amount_minor', before: 800, after: 700 },
    { from: march, field: 'max_area_km2', before: 100, after: 300 },
  ])
})

test('of a new SKU all is told, and the product of v1 at once', () => {
  const changes = skuChanges(undefined, skuWith([[null, 800]], [[march, {}]]))
  assert.deepEqual(changes, [
    { from: null, field: 'v1_product', before: null, after: 169 },
    { from: march, field: 'amount_minor', before: null, after: 800 },
    { from: march, field: 'max_area_km2', before: null, after: 100 },
    { from: march, field: 'is_offered', before: null, after: true },
  ])
})
