import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { countOpenCaptures } from '../src/orders/store.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onPostgres } from './databases.ts'
import { overwrite } from './tables.ts'

const box = (size: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [10, 0],
      [10 + size, 0],
      [10 + size, size],
      [10, size],
      [10, 0],
    ],
  ],
})

onPostgres((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const { demo } = demo_contracts
  const days = (count: number) => new Date(swath.clock.now().getTime() + count * 86_400_000).toISOString()
  const makeUnplannable = (order_id: string) =>
    overwrite(
      swath,
      'a wrong version of us took a geometry that nobody can plan',
      'update orders set requested_geometry = $1::jsonb where order_id = $2',
      [JSON.stringify(box(60)), order_id],
    )
  const accept = async (feature: unknown) => {
    const { id } = await swath.place(feature)
    await swath.app.features.orders.service.assess(demo, id)
    return id
  }
  const endOf = async (order_id: string) => {
    const { status, outcome, status_report } = (await swath.order(order_id)).properties
    return [status, outcome, status_report.reason_code]
  }
  const heldFor = async (order_id: string) => {
    const { results } = (await swath.call('demo', 'GET', '/v2/ledger/?limit=1000')).body
    return results
      .filter(
        (entry: { order_id: string; account: string }) =>
          entry.order_id === order_id && entry.account === 'held',
      )
      .reduce((sum: number, { amount_minor }: { amount_minor: number }) => sum + amount_minor, 0)
  }

  test('a worker goes on planning where another one stopped, and the order does not end before', async () => {
    const { features } = swath.app
    const id = await accept(anAreaOrder({ parameters: { end: days(30), remapping_period: 'P1D' } }))
    await assert.rejects(features.captures.planning.plan(demo, id, AbortSignal.abort()), /aborted/)
    const begun = (await swath.captures(id)).length
    assert.ok(begun > 0 && begun <= 50, `${begun}`)
    await overwrite(
      swath,
      'all that is planned so far has failed',
      "update captures set status = 'failed', reason_code = 'SATELLITE_ANOMALY' where order_id = $1",
      [id],
    )
    await features.orders.service.progress(demo, id)
    assert.equal((await swath.order(id)).properties.status, 'in_progress')
    await swath.drain()
    const captures = await swath.captures(id)
    assert.equal(captures.length, 90)
    assert.deepEqual(
      captures.map(({ strip, period }) => [strip, period]).sort(([a], [b]) => a! - b!),
      Array.from({ length: 90 }, (_, at) => [at, Math.floor(at / 3)]),
    )
    const { left } = await swath.app.db.system((tx) =>
      tx.one(sql<{ left: number }>`select count(*) as left from plans`),
    )
    assert.equal(Number(left), 0)
  })

  test('an order of which many captures move at once is read twice, not once for each of them', async ({
    mock,
  }) => {
    const { id } = await swath.place(anAreaOrder())
    const { db, features } = swath.app
    const tenant = mock.method(db, 'tenant')
    await Promise.all(Array.from({ length: 50 }, () => features.orders.service.progress(demo, id)))
    assert.equal(tenant.mock.callCount(), 2)
  })

  describe('an order that cannot be planned', () => {
    test('is rejected, wakes somebody up, and holds no money', async () => {
      const { id } = await swath.place(anAreaOrder())
      await makeUnplannable(id)
      swath.errors.length = 0
      await swath.drain()
      assert.deepEqual(await endOf(id), ['closed', 'rejected', 'CANNOT_BE_PLANNED'])
      assert.equal((await swath.eventTypes(id)).at(-1), 'OrderAnalysisFailed')
      assert.match(swath.errors.join(), /orders\.assess.*job ends, since it can never succeed/)
      assert.equal(await heldFor(id), 0)
    })

    test('fails when it was accepted before', async () => {
      const id = await accept(anAreaOrder())
      await makeUnplannable(id)
      await swath.drain()
      assert.deepEqual(await endOf(id), ['closed', 'failed', 'CANNOT_BE_PLANNED'])
      assert.equal((await swath.eventTypes(id)).at(-1), 'OrderFailed')
      assert.equal(await heldFor(id), 0)
    })
  })

  test('an order without captures closes with its window', async () => {
    const id = await accept(anAreaOrder({ parameters: { end: days(2) } }))
    // No worker has planned it.
    await swath.app.features.orders.service.closeWindows()
    assert.equal((await swath.order(id)).properties.status, 'in_progress')
    swath.advance({ hours: 49 })
    await swath.app.features.orders.service.closeWindows()
    assert.deepEqual(await endOf(id), ['closed', 'unfulfilled', 'WINDOW_CLOSED'])
    await swath.drain()
    assert.equal(await heldFor(id), 0)
  })

  describe('what an order may take of the sky is told at the door, by validate and quote too', () => {
    const refusalsOf = async (order: unknown) => {
      const { body } = await swath.call('demo', 'POST', '/v2/orders/validate', order)
      const [quote, placed] = await Promise.all(
        ['/v2/orders/quote', '/v2/orders/'].map((path) => swath.call('demo', 'POST', path, order)),
      )
      assert.equal(quote!.body.errors[0].message, body.errors[0].message)
      return { ...body.errors[0], status: placed!.status, placed: placed!.body.code }
    }

    test('at most 2,000 captures', async () => {
      const parameters = { end: days(15), remapping_period: 'PT1H' }
      const found = await refusalsOf(anAreaOrder({ parameters }, box(0.3)))
      assert.deepEqual([found.status, found.placed, found.code], [400, 'strips_out_of_range', found.placed])
      assert.match(found.message, /takes 3240 captures, 9 strips in each of 360 periods; at most 2000/)
    })

    test('and that the one pass which it may be taken in is not free, while nothing is held for it', async ({
      mock,
    }) => {
      const [start, end] = [days(1), days(1.01)]
      const one_pass = aPointOrder({ parameters: { start, end } })
      const entries = async () => (await swath.call('demo', 'GET', '/v2/ledger/')).body.count
      const before = await entries()
      const message = 'Every pass is taken by other orders'
      swath.provider.assessment = { feasible: false, reason_code: 'NO_CAPACITY', message }
      const found = await refusalsOf(one_pass)
      assert.deepEqual([found.status, found.placed, found.code], [409, 'pass_taken', found.placed])
      const task = { task_name: 'a', project_name: 'a', product: 169, target: one_pass.geometry }
      const v1 = await swath.call('demo', 'POST', '/tasking/tasks/', { ...task, start, end })
      assert.deepEqual([v1.status, v1.body.errors[0].pointer], [409, '/start'])
      const bulk = (await swath.call('demo', 'POST', '/v2/orders/bulk', { orders: [one_pass] })).body
      assert.equal(bulk.results[0].error.code, 'pass_taken')
      assert.equal(await entries(), before)
      swath.provider.assessment = { feasible: true }
      // An order is placed although the provider does not answer, and assessed later.
      const assess = mock.method(swath.provider, 'assess', () => Promise.reject(new Error('away')))
      for (let at = 0; at < 2; at++)
        assert.equal((await swath.call('demo', 'POST', '/v2/orders/', one_pass)).status, 201)
      assert.equal(assess.mock.callCount(), 1)
      assess.mock.restore()
    })

    test('and at most 20,000 open ones of the contract, those that are still to be planned among them', async () => {
      const { id } = await swath.place(anAreaOrder())
      await overwrite(
        swath,
        'an order has nearly as many captures as a contract may have',
        'update orders set capture_count = 19998 where order_id = $1',
        [id],
      )
      const found = await refusalsOf(anAreaOrder())
      assert.deepEqual(
        [found.status, found.placed, found.code],
        [409, 'too_many_open_captures', found.placed],
      )
      assert.match(found.message, /takes 3 more; at most 20000 may be open/)
      assert.equal((await swath.call('demo', 'POST', '/v2/orders/', aPointOrder())).status, 201)
      assert.equal((await swath.call('demo', 'DELETE', `/v2/orders/${id}`)).status, 200)
      assert.equal((await swath.call('demo', 'POST', '/v2/orders/', anAreaOrder())).status, 201)
    })

    test('nor more of them by simultaneous requests', async () => {
      const { id } = await swath.place(anAreaOrder())
      const open = await swath.app.db.tenant(demo, (tx) => countOpenCaptures(tx, demo))
      const room_for_three = 20_000 - open - 10
      await overwrite(
        swath,
        'an order has so many captures that three more orders can have theirs',
        'update orders set capture_count = capture_count + $1 where order_id = $2',
        [room_for_three, id],
      )
      const place = () => swath.call('demo', 'POST', '/v2/orders/', anAreaOrder())
      const placed = await Promise.all(Array.from({ length: 8 }, place))
      const codes = placed.map(({ body }) => body.code ?? 'placed').sort()
      assert.deepEqual(codes, [...Array(3).fill('placed'), ...Array(5).fill('too_many_open_captures')])
    })
  })
})
