// One Swath mirrors the tasks of another, which it knows only as a system with the v1 APIs.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Order } from '@swath/contract/orders'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'
import { type HttpLine, openLine } from './http-line.ts'

onOneDatabase((openDatabase) => {
  let upstream: TestApp
  let swath: TestApp
  let files: FileServer
  let line: HttpLine
  before(async () => {
    upstream = await TestApp.open(await openDatabase())
    line = await openLine(() => upstream)
    files = await serveFiles()
    swath = await TestApp.open(await openDatabase(), {
      SWATH_UPSTREAM_URL: line.url,
      SWATH_UPSTREAM_CLIENT_ID: 'demo',
      SWATH_UPSTREAM_CLIENT_SECRET: 'a secret of the tests',
      SWATH_UPSTREAM_CONTRACTS: `${demo_contracts.demo}=${demo_contracts['demo-two']}`,
    })
  })
  after(async () => {
    await swath.close()
    await line.close()
    await upstream.close()
    await files.close()
  })

  async function poll() {
    swath.advance({ hours: 0.5 })
    await swath.app.queue.trigger('upstream.poll')
    await swath.drain()
  }

  const mirrored = async (): Promise<Order[]> =>
    (await swath.call('demo-two', 'GET', '/v2/orders/?limit=1000&sort=order_name')).body.features
  const byName = async (name: string) =>
    (await mirrored()).find((order) => order.properties.order_name === name)!
  const status = async () =>
    (await swath.call('operator', 'GET', '/ops/v1/upstream')).body.contracts[0] as Record<string, unknown>
  const place = (order_name: string) => upstream.placeAndPlan(aPointOrder({ order_name }))

  test('tasks appear as orders with their times and the same task_id, and once', async () => {
    for (const name of ['one', 'two', 'three']) await place(name)
    await poll()
    await poll()
    const orders = await mirrored()
    assert.deepEqual(orders.map((order) => order.properties.order_name).sort(), ['one', 'three', 'two'])
    for (const { properties } of orders) {
      const filter = `/v2/orders/?task_id=${properties.parameters.task_id}`
      const [original] = (await upstream.call('demo', 'GET', filter)).body.features
      assert.equal(properties.order_name, original.properties.order_name)
      assert.equal(properties.created_at, original.properties.created_at)
      assert.equal(properties.parameters.end, original.properties.parameters.end)
      assert.equal(properties.status, 'in_progress')
    }
    assert.deepEqual(swath.provider.planned, [], 'what is collected elsewhere is not collected here')
  })

  test('a task that goes on there goes on here: captures, scenes, the end', async () => {
    const { captures } = await place('delivered')
    await poll()
    await upstream.collect(captures[0]!, 'scheduled')
    await poll()
    const order = await byName('delivered')
    const [capture] = (await swath.call('demo-two', 'GET', `/v2/orders/${order.id}/captures`)).body.results
    assert.deepEqual([capture.status, capture.access.satellite_name], ['scheduled', 'newsat31'])
    await upstream.report(captures[0]!.capture_id, 'collecting')
    await upstream.deliver(captures[0]!, files.announce)
    await poll()
    await poll()
    const { properties } = await byName('delivered')
    assert.deepEqual([properties.status, properties.outcome], ['closed', 'fulfilled'])
    const { results } = (await swath.call('demo-two', 'GET', `/v2/orders/${order.id}/deliverables`)).body
    const told = results.map((one: { processing_level: string; status: string }) => [
      one.processing_level,
      one.status,
    ])
    assert.deepEqual(told.sort(), [
      ['L1B', 'DELIVERED'],
      ['L1D', 'DELIVERED'],
    ])
  })

  test('a task that is canceled, or fails, there has ended here; nothing is asked of a task that ended', async () => {
    const canceled = await place('canceled')
    const failed = await place('failed')
    await poll()
    await upstream.call('demo', 'DELETE', `/v2/orders/${canceled.order_id}`)
    await upstream.report(failed.captures[0]!.capture_id, 'failed', { reason_code: 'SATELLITE_ANOMALY' })
    await upstream.drain()
    await poll()
    assert.equal((await byName('canceled')).properties.outcome, 'canceled')
    assert.equal((await byName('failed')).properties.outcome, 'failed')
    const before = await mirrored()
    await poll()
    assert.deepEqual(await mirrored(), before)
  })

  test('an open task is followed when it is not among the newest any more', async () => {
    const { order_id } = await place('old and open')
    const orders = Array.from({ length: 101 }, () => aPointOrder({ order_name: 'newer' }))
    await upstream.call('demo', 'POST', '/v2/orders/bulk', { orders })
    await poll()
    await poll()
    await upstream.call('demo', 'DELETE', `/v2/orders/${order_id}`)
    await poll()
    assert.equal((await byName('old and open')).properties.outcome, 'canceled')
  })

  test('what is mirrored cannot be changed here, and the answer says where it can', async () => {
    const order = await byName('one')
    assert.deepEqual(order.properties.actions, [])
    assert.equal(order.properties.cancellation.allowed, false)
    const { status: code, body } = await swath.call('demo-two', 'DELETE', `/v2/orders/${order.id}`)
    assert.deepEqual([code, body.code], [409, 'managed_elsewhere'])
    assert.ok(body.message.includes(new URL(line.url).host), body.message)
  })

  test('while the other system is down it is asked later and later, all else works, and then nothing is missing', async () => {
    await place('during the outage')
    line.is_cut = true
    const waits: number[] = []
    for (let n = 0; n < 6; n++) {
      await poll()
      const { next_poll_at, failures } = await status()
      assert.equal(failures, n + 1)
      waits.push(Math.round((Date.parse(String(next_poll_at)) - swath.clock.now().getTime()) / 60_000))
    }
    assert.deepEqual(waits, [2, 4, 8, 15, 15, 15])
    assert.match(String((await status()).last_error), /socket hang up|ECONNRE/)
    assert.equal((await swath.call('demo-two', 'GET', '/readyz')).status, 200)
    line.is_cut = false
    await poll()
    assert.equal((await status()).failures, 0)
    assert.equal((await byName('during the outage')).properties.status, 'in_progress')
  })
})
