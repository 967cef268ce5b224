import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Task } from './lines.rules.ts'
import { type KnownOrder, newsOf, orderRowOf, type Terms, termsOf, wholeHistory } from './tasks.rules.ts'

const now = new Date('2026-02-01T00:00:00Z')
const task = (more: Partial<Task> = {}): Task => ({
  task_id: 7,
  task_name: 'Port',
  project_name: 'old',
  product: 169,
  target: { type: 'Point', coordinates: [1, 2] },
  start: new Date('2026-01-01T00:00:00Z'),
  end: new Date('2026-01-11T00:00:00Z'),
  created_time: new Date('2025-12-31T00:00:00Z'),
  status: 'received',
  ...more,
})
const swath = { swath_width_km: 5, overlap_km: 1, max_length_km: 60, track_heading_deg: 190 }
const terms = {
  sku: 'TSKPOI-M',
  v1_product: 169,
  unit: 'km2',
  price_minor: 10,
  currency: 'USD',
  footprint_width_km: 5,
  footprint_length_km: 4,
  priority: 30,
  processing_levels: ['L1B', 'L1D'],
  default_processing_levels: ['L1D'],
  min_quantity: 0,
  min_strip_km2: 0,
  overlap: 'once',
  levels: 'each',
} as unknown as Terms

const found: [string, Partial<Task>, string][] = [
  ['by its product', {}, 'TSKPOI-M'],
  ['by the SKU that it names', { product: 1, sku: 'TSKPOI-M' }, 'TSKPOI-M'],
  ['not by another product', { product: 1 }, 'sku_not_in_contract'],
  ['not by a SKU that nobody orders', { sku: 'ARCLGD-M' }, 'sku_not_in_contract'],
  ['not of an area', { target: { type: 'Polygon', coordinates: [] } }, 'geometry_not_for_sku'],
  ['not with an outcome of another status', { status: 'failed', outcome: 'fulfilled' }, 'invalid_value'],
]
for (const [how, more, expected] of found) {
  test(`the terms of a task are found ${how}`, () => {
    const result = termsOf(task(more), [terms, { ...terms, sku: 'ARCLGD-M', v1_product: null }])
    assert.equal('code' in result ? result.code : result.sku, expected)
  })
}

test('an order costs what its terms count, in each period', () => {
  const price = (of_task: Partial<Task>, of_terms: Partial<Terms> = {}) => {
    const { price_minor, periods, parameters } = orderRowOf(task(of_task), { ...terms, ...of_terms }, swath)
    return { price_minor, periods, parameters }
  }
  assert.deepEqual(price({}), { price_minor: 200, periods: 1, parameters: {} })
  const recurring = price({ expected_age: '5 days, 0:00:00' })
  assert.deepEqual(recurring, { price_minor: 400, periods: 2, parameters: { revisit_period: 'P5D' } })
  assert.equal(price({}, { min_quantity: 30 }).price_minor, 300)
  assert.equal(orderRowOf(task({ priority: 99 }), terms, swath).terms.priority, 99)
})

const histories: [Partial<Task>, string[], string?][] = [
  [{}, ['place', 'accept']],
  [{ status: 'rejected' }, ['place', 'reject'], 'rejected'],
  [{ status: 'completed' }, ['place', 'accept', 'complete'], 'fulfilled'],
  [{ status: 'canceled' }, ['place', 'accept', 'cancel'], 'canceled'],
  [{ status: 'failed' }, ['place', 'accept', 'fail'], 'failed'],
  [{ status: 'failed', reason: 'CLOUD_COVER_EXCEEDED' }, ['place', 'accept', 'expire'], 'unfulfilled'],
]
for (const [more, actions, outcome] of histories) {
  test(`a task that is ${more.status ?? 'received'} (${more.reason ?? 'no reason'}) is an order with ${actions}`, () => {
    const steps = wholeHistory(task(more), now) as { action: string; outcome?: string }[]
    assert.deepEqual(
      steps.map(({ action }) => action),
      actions,
    )
    assert.equal(steps.at(-1)!.outcome, outcome)
  })
}

const order: KnownOrder = {
  order_id: '1',
  origin_id: '7',
  status: 'in_progress',
  outcome: null,
  order_name: 'Port',
  window_end: new Date('2026-01-11T00:00:00Z'),
  has_gap: false,
}
const news: [string, Partial<Task>, Partial<KnownOrder>, string[]][] = [
  ['that says nothing new', {}, {}, []],
  ['that has another name', { task_name: 'Harbour' }, {}, ['update']],
  ['that has another end', { end: now }, {}, ['update']],
  ['that ended', { status: 'completed' }, {}, ['complete']],
  ['whose order is closed', { status: 'failed' }, { status: 'closed' }, []],
  ['that was rejected after it had been seen', { status: 'rejected' }, {}, ['force_close']],
]
for (const [what, of_task, of_order, actions] of news) {
  test(`of a task ${what} there is to be done: ${actions.join() || 'nothing'}`, () => {
    const steps = newsOf(task(of_task), { ...order, ...of_order }, now)
    assert.deepEqual(
      steps.map(({ action }) => action),
      actions,
    )
  })
}

test('a task that is completed with a gap is partially fulfilled', () => {
  const [end] = newsOf(task({ status: 'completed' }), { ...order, has_gap: true }, now)
  assert.deepEqual([(end as { outcome?: string }).outcome], ['partially_fulfilled'])
})
