import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const unwritten = ['2026-06-31T00:00:00Z', '9999-12-31T00:00:00Z', '0000-01-01T00:00:00Z']

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const parametersOf = async (parameters: object) =>
    (await swath.place(aPointOrder({ parameters }))).properties.parameters

  const aTask = (more: object) => ({
    task_name: 'timed',
    project_name: 'tests',
    product: 169,
    target: { type: 'Point', coordinates: [2.35, 48.85] },
    start: '2026-06-02T10:00:00Z',
    end: '2026-06-05T10:00:00Z',
    ...more,
  })

  test('the window of an order is told to the microsecond, as it came', async () => {
    const told = { start: '2026-06-02T10:00:00.123456Z', end: '2026-06-05T10:00:00.000001Z' }
    const { id, properties } = await swath.place(aPointOrder({ parameters: told }))
    assert.partialDeepStrictEqual(properties.parameters, told)
    const path = `/v2/orders/${id}`
    assert.partialDeepStrictEqual((await swath.order(id)).properties.parameters, told)
    const later = { end: '2026-06-06T10:00:00.654321Z' }
    const changed = await swath.call('demo', 'PATCH', path, { properties: { parameters: later } })
    assert.partialDeepStrictEqual(changed.body.properties.parameters, { ...told, ...later })
    const count = async (filter: string) =>
      (await swath.call('demo', 'GET', `/v2/orders/?order_id=${id}&${filter}`)).body.count
    assert.equal(await count(`window_start=${told.start}`), 1)
    assert.equal(await count('window_start__gt=2026-06-02T10:00:00.123456Z'), 0)
    assert.equal(await count('window_end__lt=2026-06-06T10:00:00.654322Z'), 1)
  })

  test('bodies of v2 and v1, and filters, take a time in each of its spellings', async () => {
    for (const start of [
      '2026-06-02t10:00:00z',
      '2026-06-02 10:00:00',
      '2026-06-02T10:00',
      '2026-06-02T12:00:00+0200',
      '2026-06-02 10:00:00 +0000',
    ]) {
      const told = await parametersOf({ start, end: '2026-06-04T24:00:00Z' })
      assert.equal(told.start, '2026-06-02T10:00:00.000000Z', start)
      assert.equal(told.end, '2026-06-05T00:00:00.000000Z')
      const task = await swath.call('demo', 'POST', '/tasking/tasks/', aTask({ start }))
      assert.equal(task.body.start, '2026-06-02T10:00:00Z', JSON.stringify(task.body))
      for (const path of [
        `/v2/orders/?task_id=${task.body.task_id}&window_start=${encodeURIComponent(start)}`,
        `/v2/orders/?task_id=${task.body.task_id}&window_start=${start}`.replaceAll(' ', '%20'),
        `/tasking/tasks/?task_id=${task.body.task_id}&start=${encodeURIComponent(start)}`,
      ]) {
        assert.equal((await swath.call('demo', 'GET', path)).body.count, 1, path)
      }
    }
  })

  test('what is no time is refused everywhere, and is not moved', async () => {
    for (const time of unwritten) {
      const order = await swath.call(
        'demo',
        'POST',
        '/v2/orders/',
        aPointOrder({ parameters: { end: time } }),
      )
      assert.equal(order.status, 400, time)
      assert.equal(order.body.errors[0].pointer, '/properties/parameters/end')
      const task = await swath.call('demo', 'POST', '/tasking/tasks/', aTask({ end: time }))
      assert.deepEqual([task.status, task.body.errors[0].pointer], [400, '/end'], time)
      const price = { amount_minor: 1, valid_from: time }
      const path = `/ops/v1/contracts/${demo_contracts.demo}/skus/TSKPOI-M/prices`
      if (!time.startsWith('9999')) {
        assert.equal((await swath.call('operator', 'POST', path, price)).status, 400, time)
        assert.equal((await swath.call('demo', 'GET', `/v2/orders/?created_at__gte=${time}`)).status, 400)
        assert.equal((await swath.call('demo', 'GET', `/tasking/tasks/?start__gte=${time}`)).status, 400)
      }
    }
  })

  test('a provider reports to the microsecond, and in years with satellites', async () => {
    const { captures, order_id } = await swath.placeAndPlan()
    const { capture_id } = captures[0]!
    const at = { start: '2026-06-02 10:00:00.000001+0000', end: '2026-06-02T10:00:10.123456Z' }
    const access = { ...swath.access, ...at }
    for (const time of unwritten) {
      const wrong = await swath.report(capture_id, 'scheduled', { access: { ...access, end: time } })
      assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [400, '/access/end'], time)
      const late = await swath.report(capture_id, 'scheduled', { access, occurred_at: time })
      assert.deepEqual([late.status, late.body.errors[0].pointer], [400, '/occurred_at'], time)
    }
    const occurred_at = '2026-06-01T09:00:00.123456+01:00'
    assert.equal((await swath.report(capture_id, 'scheduled', { access, occurred_at })).status, 202)
    await swath.report(capture_id, 'collecting')
    const acquired = { access, outcome_id: crypto.randomUUID(), footprint: captures[0]!.target }
    assert.equal((await swath.report(capture_id, 'acquired', acquired)).status, 202)
    const [capture] = await swath.captures(order_id)
    assert.equal(capture!.acquired_at, '2026-06-02T10:00:10.123456Z')
    assert.partialDeepStrictEqual(capture!.access, {
      start: '2026-06-02T10:00:00.000001Z',
      end: '2026-06-02T10:00:10.123456Z',
    })
    const events = await swath.events(order_id)
    const scheduled = events.find(({ type }) => type === 'CaptureScheduled')
    assert.equal(scheduled!.data.occurred_at, '2026-06-01T08:00:00.123456Z')
  })
})
