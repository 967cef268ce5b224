import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { anAreaOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const { geometry: square } = anAreaOrder()

let last_id = 9_000_000
const aTask = (sku: string, target: unknown) => ({
  task_id: ++last_id,
  task_name: 'a task',
  sku,
  target,
  start: '2025-01-01T00:00:00Z',
  end: '2025-02-01T00:00:00Z',
  created_time: '2024-12-31T00:00:00Z',
  status: 'completed',
})
const aConsumption = (more: object) => ({
  item_id: `item_${++last_id}`,
  collection: 'l1d',
  outcome_id: crypto.randomUUID(),
  processing_level: 'L1D',
  downloaded_at: '2025-02-01T00:00:00Z',
  acquired_at: '2025-01-20T00:00:00Z',
  geometry: square,
  ...more,
})

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const contract_id = demo_contracts.demo
  const operate = (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) =>
    swath.call('operator', method, `/ops/v1/contracts/${contract_id}/${path}`, body)
  const setPrice = (sku: string, amount_minor: number) =>
    operate('POST', `skus/${sku}/prices`, { amount_minor })
  const product = async (sku: string) => (await swath.call('demo', 'GET', `/v2/products/${sku}`)).body
  const counting = { min_quantity: 0, overlap: 'once', levels: 'each', uplifts: [] as object[] }
  const out_of_range = [400, 'amount_out_of_range']

  test('terms by which one order of all there is would cost too much are refused, and change nothing', async () => {
    const sku = 'TSKRSH-M.NN.NN'
    const before_all = await product(sku)
    const uplifts = Array.from({ length: 20 }, (_, n) => ({ uplift: `uplift_${n}`, pct: 1000 }))
    const count = (terms: object) => operate('PUT', `skus/${sku}/counting`, { ...counting, ...terms })
    assert.equal((await setPrice(sku, 1e9)).status, 201)
    for (const terms of [
      { min_quantity: 1e9 },
      { min_quantity: 1e9, uplifts },
      { min_quantity: 1e4, uplifts },
    ]) {
      const { status, body } = await count(terms)
      assert.deepEqual([status, body.code, body.errors[0].pointer], [...out_of_range, '/min_quantity'])
    }
    assert.deepEqual((await product(sku)).uplifts, before_all.uplifts)
    assert.equal((await count({ uplifts })).status, 200)
    const too_much = await setPrice(sku, 1e13)
    assert.deepEqual(
      [too_much.status, too_much.body.code, too_much.body.errors[0].pointer],
      [...out_of_range, '/amount_minor'],
    )
    assert.equal((await setPrice(sku, 1e12)).status, 201)
    // A price that is announced counts as well.
    const valid_from = new Date(swath.clock.now().getTime() + 3_600_000).toISOString()
    await operate('POST', `skus/${sku}/prices`, { amount_minor: 1, valid_from })
    const later = await count({ min_quantity: 1e6 })
    assert.deepEqual([later.status, later.body.code], out_of_range)
    await setPrice(sku, before_all.price.amount_minor)
    await count({})
  })

  test('every amount has one bound at the door', async () => {
    const amount_minor = 1e15 + 1
    const policy = { automatic: true, within_days: 1, max_minor: amount_minor, max_pct: null }
    const quota = { measure: 'amount', period: 'month', sku: null, at_limit: 'refuse', limit: amount_minor }
    const asked = [
      await setPrice('TSKARE-M', amount_minor),
      await operate('POST', 'grants', { amount_minor }),
      await operate('POST', 'grants', { amount_minor: -amount_minor }),
      await operate('PUT', 'rejection-policy', policy),
      await operate('PUT', 'limits', { at_limit: 'refuse', quotas: [quota] }),
    ]
    for (const { status, body } of asked) assert.deepEqual([status, body.code], [400, 'invalid_request'])
  })

  test('an order that would cost too much is refused by whatever way it comes', async () => {
    const { amount_minor } = (await product('TSKARE-M')).price
    assert.equal((await setPrice('TSKARE-M', 1e14)).status, 201)
    const order = anAreaOrder()
    const validated = await swath.call('demo', 'POST', '/v2/orders/validate', order)
    assert.equal(validated.body.valid, false)
    assert.equal(validated.body.errors[0].code, 'amount_out_of_range')
    for (const path of ['/v2/orders/quote', '/v2/orders/']) {
      const { status, body } = await swath.call('demo', 'POST', path, order)
      assert.deepEqual([status, body.code], out_of_range, path)
    }
    const bulk = await swath.call('demo', 'POST', '/v2/orders/bulk', { orders: [order] })
    assert.equal(bulk.body.results[0].error.code, 'amount_out_of_range')
    await setPrice('TSKARE-M', amount_minor)
    assert.equal((await swath.call('demo', 'POST', '/v2/orders/validate', order)).body.valid, true)
  })

  test('a line that would cost too much is refused, and no other', async () => {
    const { amount_minor } = (await product('ARCLGD-M.NN.NN')).price
    await setPrice('ARCLGD-M.NN.NN', 1e13)
    await setPrice('TSKARE-M', 1e14)
    const importAll = (kind: string, lines: unknown[]) =>
      swath.call('operator', 'POST', '/ops/v1/imports', { contract_id, source: 'old', kind, lines })
    const lines = [{ area_km2: 1e6 }, { area_km2: 1e9, amount_minor: 5 }].map(aConsumption)
    const consumptions = await importAll('consumptions', lines)
    assert.deepEqual([consumptions.body.created, consumptions.body.refused], [1, 1])
    assert.equal(consumptions.body.results[0].index, 0)
    assert.equal(consumptions.body.results[0].problems[0].code, 'amount_out_of_range')
    const point = { type: 'Point', coordinates: [1, 1] }
    const tasks = await importAll('tasks', [aTask('TSKARE-M', square), aTask('TSKPOI-M', point)])
    assert.deepEqual([tasks.body.created, tasks.body.refused], [1, 1])
    assert.equal(tasks.body.results[0].problems[0].code, 'amount_out_of_range')
    await setPrice('ARCLGD-M.NN.NN', amount_minor)
  })

  test('what a contract holds, uses and was granted stays within the bound as well', async () => {
    await setPrice('TSKARE-M', 3e12)
    const placed: number[] = []
    for (let times = 0; times < 4; times++) {
      const { status, body } = await swath.call('demo', 'POST', '/v2/orders/', anAreaOrder())
      placed.push(status)
      if (status !== 201) assert.equal(body.code, 'amount_out_of_range')
    }
    assert.deepEqual(placed.includes(201) && placed.at(-1) === 400, true, String(placed))
    assert.equal((await operate('POST', 'grants', { amount_minor: 6e14 })).status, 201)
    const more = await operate('POST', 'grants', { amount_minor: 6e14 })
    assert.deepEqual([more.status, more.body.code], out_of_range)
    assert.equal((await swath.call('demo', 'GET', '/v2/balance/')).body.granted_minor, 6e14)
  })
})
