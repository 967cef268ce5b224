import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routeOf, type SkuRule } from './routes.ts'

const rule = (provider: string, more: Partial<SkuRule> = {}): SkuRule => ({
  provider,
  rank: 100,
  priority_classes: null,
  share_pct: null,
  highest_price_minor: null,
  highest_price_currency: null,
  has_region: false,
  ...more,
})
const order = {
  order_id: 'ordr.1',
  sku: 'TSKPOI-M',
  priority_class: 'standard',
  price_minor: 1000,
  currency: 'USD',
} as const
const nowhere = new Set<string>()

test('the lowest rank is asked first, and the others follow', () => {
  assert.deepEqual(routeOf(order, [rule('b', { rank: 2 }), rule('a', { rank: 1 })], nowhere), ['a', 'b'])
})

test('a provider with a region gets only what lies in it', () => {
  const rules = [rule('near', { has_region: true, rank: 1 }), rule('all')]
  assert.deepEqual(routeOf(order, rules, nowhere), ['all'])
  assert.deepEqual(routeOf(order, rules, new Set(['near'])), ['near', 'all'])
})

test('a provider gets orders of its classes, up to its price and in its currency', () => {
  assert.deepEqual(routeOf(order, [rule('a', { priority_classes: ['urgent'] })], nowhere), [])
  assert.deepEqual(routeOf(order, [rule('a', { priority_classes: ['urgent', 'standard'] })], nowhere), ['a'])
  const up_to = (minor: number, currency: string) => [
    rule('a', { highest_price_minor: minor, highest_price_currency: currency }),
  ]
  assert.deepEqual(routeOf(order, up_to(1000, 'USD'), nowhere), ['a'])
  assert.deepEqual(routeOf(order, up_to(999, 'USD'), nowhere), [])
  assert.deepEqual(routeOf(order, up_to(5000, 'EUR'), nowhere), [])
})

test('of an order that is not known yet, whatever may come is asked', () => {
  const rules = [
    rule('a', {
      priority_classes: ['urgent'],
      share_pct: 1,
      highest_price_minor: 1,
      highest_price_currency: 'USD',
    }),
  ]
  assert.deepEqual(routeOf({ sku: 'TSKPOI-M' }, rules, nowhere), ['a'])
})

test('a share of the orders comes first to a provider, the same ones whenever it is asked, and the others to it last', () => {
  const rules = [rule('a', { rank: 1, share_pct: 30 }), rule('b', { rank: 2 })]
  const first = (order_id: string) => routeOf({ ...order, order_id }, rules, nowhere)
  const ids = Array.from({ length: 2000 }, (_, at) => `ordr.${at}`)
  const share = ids.filter((id) => first(id)[0] === 'a').length / ids.length
  assert.ok(Math.abs(share - 0.3) < 0.04, `${share}`)
  for (const id of ids) {
    assert.deepEqual(first(id), first(id))
    assert.deepEqual(first(id).toSorted(), ['a', 'b'])
  }
})
