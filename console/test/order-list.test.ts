import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { order_filters } from '@swath/contract/filters'
import type { Order } from '@swath/contract/orders'
import { csvOf, divide, sumsOf } from '../src/pages/orders/bulk-rules.ts'
import { askedOf, isAsked, order_fields, searchOf, tellValue } from '../src/pages/orders/order-filters.ts'
import { readOrdersSearch } from '../src/search.ts'

const fieldOf = (name: string) => order_fields.find(({ field }) => field === name)!

describe('a filter of the list of orders', () => {
  test('comes back from the address as it was asked', () => {
    const asked = [
      ['order_name', { kind: 'text', part: 'north, a' }],
      ['order_id', { kind: 'ids', values: ['000001', '000002'] }],
      ['state', { kind: 'words', values: ['failed'] }],
      ['total_minor', { kind: 'money', from: '100000', to: '' }],
      ['created_at', { kind: 'days', from: '2026-02-27', to: '2026-02-28' }],
    ] as const
    for (const [name, value] of asked) {
      const written = Object.entries(searchOf(fieldOf(name), value as never))
      const routed = written.map(([key, one]) => [key, /^[1-9]\d*$/.test(one ?? '') ? Number(one) : one])
      const search = readOrdersSearch(Object.fromEntries(routed))
      assert.deepEqual(askedOf(fieldOf(name), search), value, name)
      assert.ok(isAsked(askedOf(fieldOf(name), search)), name)
    }
  })

  test('asks the API for whole days, the last one too, and tells itself in words', () => {
    const days = { kind: 'days', from: '', to: '2026-02-28' } as const
    assert.deepEqual(searchOf(fieldOf('closed_at'), days), {
      closed_at__gte: '',
      closed_at__lt: '2026-03-01',
    })
    assert.equal(tellValue(days, 'EUR'), 'up to 28 Feb 2026')
    const money = { kind: 'money', from: '100', to: '250' } as const
    assert.equal(tellValue(money, 'EUR'), '€1.00 to €2.50')
  })

  test('of every field of the API is taken from the address', () => {
    const all = Object.fromEntries(Object.keys(order_filters.fields).map((field) => [`${field}__in`, 'a']))
    assert.deepEqual(readOrdersSearch(all), all)
  })

  test('is left out where the API knows none of that name', () => {
    assert.deepEqual(readOrdersSearch({ colour: 'red', sort: 'order_name', sku__in: 'a,b', query: '' }), {
      sort: 'order_name',
      sku__in: 'a,b',
    })
  })
})

describe('of many orders', () => {
  const anOrder = (properties: object) =>
    ({
      id: '000001',
      properties: { status: 'in_progress', actions: ['update', 'cancel'], ...properties },
    }) as Order

  test('those that cannot be canceled, changed or sent are left out with the reason', () => {
    const closed = anOrder({ status: 'closed', actions: [] })
    const begun = anOrder({ actions: ['update'] })
    const { able, left_out } = divide([anOrder({}), closed, begun], 'cancel')
    assert.equal(able.length, 1)
    assert.deepEqual(
      left_out.map(({ why }) => why),
      ['they are closed', 'all of them has begun'],
    )
    const progress = (deliverables: object) => anOrder({ status_report: { progress: { deliverables } } })
    const sent = divide([progress({ DELIVERED: 1 }), progress({ QUEUED: 2 })], 'send')
    assert.deepEqual([sent.able.length, sent.left_out.length], [1, 1])
  })

  test('amounts are summed in each currency', () => {
    const costing = (total_minor: number, currency: string) => anOrder({ price: { total_minor, currency } })
    const orders = [costing(100, 'EUR'), costing(150, 'EUR'), costing(5, 'USD'), costing(0, 'GBP')]
    assert.deepEqual(
      sumsOf(orders, ({ price }) => price.total_minor),
      ['€2.50', 'US$0.05'],
    )
  })

  test('a name is no formula in the file for spreadsheets', () => {
    const order = anOrder({
      ...{ order_id: '000001', order_name: '=1+1', project_name: 'a, b', metadata: { crop: 'rice' } },
      ...{ status_report: { reason_code: null, message: '', progress: { delivered_km2: 0 } } },
      ...{ price: { total_minor: 5, charged_minor: 0, credited_minor: 0, currency: 'EUR' }, parameters: {} },
    })
    const [, line] = csvOf([order]).split('\r\n')
    assert.match(line!, /^000001,'=1\+1,"a, b",/)
    assert.match(line!, /crop=rice$/)
  })
})
