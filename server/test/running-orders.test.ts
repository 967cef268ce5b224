import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import type { LedgerEntry } from '@swath/contract/ledger'
import { sql } from 'kysely'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    files = await serveFiles()
  })
  after(async () => {
    await files.close()
    await swath.close()
  })

  const hours = (count: number) => new Date(swath.clock.now().getTime() + count * 3_600_000).toISOString()
  const accessAt = (start: string) => ({ access: { ...swath.access, start, end: start } })
  const schedule = (capture: Capture, in_hours: number) =>
    swath.report(capture.capture_id, 'scheduled', accessAt(hours(in_hours)))
  const daily = (days: number, properties = {}) =>
    swath.placeAndPlan(
      aPointOrder({ ...properties, parameters: { end: hours(24 * days), revisit_period: 'P1D' } }),
    )
  const cancel = (order_id: string) => swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
  const endAt = (order_id: string, end: string) =>
    swath.call('demo', 'PATCH', `/v2/orders/${order_id}`, { properties: { parameters: { end } } })
  const statusesOf = async (order_id: string) =>
    (await swath.captures(order_id)).map(({ status, reason_code }) => [status, reason_code])

  async function acquire({ capture_id, target }: Capture, in_hours = 1) {
    const seen = { outcome_id: crypto.randomUUID(), footprint: target }
    await swath.report(capture_id, 'scheduled', accessAt(hours(in_hours)))
    await swath.report(capture_id, 'collecting')
    await swath.report(capture_id, 'acquired', { ...accessAt(hours(in_hours)), ...seen })
    await swath.drain()
  }
  const produce = ({ capture_id }: Capture) => swath.produce(capture_id, files.announce)
  /** The bookings of the order in the ledger. */
  async function moneyOf(order_id: string) {
    const entries = await swath.app.db.system((tx) =>
      tx.rows(sql<Pick<LedgerEntry, 'kind' | 'account' | 'amount_minor'>>`
        select kind, account, amount_minor from ledger_entries where order_id = ${order_id}`),
    )
    const sum = (account: string, kind?: string) =>
      entries
        .filter((entry) => entry.account === account && (kind === undefined || entry.kind === kind))
        .reduce((total, entry) => total + entry.amount_minor, 0)
    return { held: sum('held'), consumed: sum('consumed'), fee: sum('consumed', 'cancellation_fee') }
  }

  describe('a running order', () => {
    test('is canceled after its first image: that stays and is charged, the rest is canceled and released', async () => {
      const { order_id, captures } = await daily(4)
      await swath.deliver(captures[0]!, files.announce)
      await schedule(captures[1]!, 30)
      await swath.drain()
      const { cancellation, actions } = (await swath.order(order_id)).properties
      assert.deepEqual(
        [
          cancellation.allowed,
          cancellation.captures_to_cancel,
          cancellation.captures_kept,
          cancellation.fee_minor,
        ],
        [true, 3, 1, 0],
      )
      assert.ok(actions.includes('cancel'))

      const { status, body } = await cancel(order_id)
      assert.equal(status, 200)
      const { properties } = body
      assert.deepEqual([properties.status, properties.outcome], ['closed', 'partially_fulfilled'])
      assert.equal(properties.status_report.reason_code, 'CANCELED_BY_CUSTOMER')
      await swath.drain()
      const given_up = ['canceled', 'CANCELED_BY_CUSTOMER']
      assert.deepEqual(await statusesOf(order_id), [['published', null], given_up, given_up, given_up])
      for (const { capture_id } of captures.slice(1)) assert.ok(swath.provider.canceled.includes(capture_id))
      assert.deepEqual(await moneyOf(order_id), { held: 0, consumed: 80_000, fee: 0 })
      const again = await cancel(order_id)
      assert.deepEqual([again.status, again.body.properties.outcome], [200, 'partially_fulfilled'])
    })

    test('goes on with what has begun when the rest is canceled, and attempts nothing again', async () => {
      const { order_id, captures } = await daily(3)
      await swath.collect(captures[0]!, 'collecting')
      const { body } = await cancel(order_id)
      assert.deepEqual([body.properties.status, body.properties.cancellation.allowed], ['in_progress', false])
      const late = await swath.report(captures[1]!.capture_id, 'scheduled')
      assert.deepEqual([late.body.result, late.body.detail], ['ignored', 'The order is canceled'])
      await swath.drain()
      assert.deepEqual(
        (await statusesOf(order_id)).map(([status]) => status),
        ['collecting', 'canceled', 'canceled'],
      )
      assert.ok((await moneyOf(order_id)).held < 90_000, 'only what has begun is held')
      assert.equal((await cancel(order_id)).status, 200)

      await swath.report(captures[0]!.capture_id, 'failed')
      await swath.drain()
      assert.equal((await swath.captures(order_id)).length, 3, 'no further attempt')
      const { outcome, status_report } = (await swath.order(order_id)).properties
      assert.deepEqual([outcome, status_report.reason_code], ['canceled', 'CANCELED_BY_CUSTOMER'])
      assert.deepEqual(await moneyOf(order_id), { held: 0, consumed: 0, fee: 0 })
      const types = await swath.eventTypes(order_id)
      assert.equal(types.filter((type) => type === 'OrderCanceledInPart').length, 1)
    })

    test('delivers what had begun after the cancellation, and is then partially fulfilled', async () => {
      const { order_id, captures } = await swath.placeAndPlan(anAreaOrder())
      await acquire(captures[0]!)
      await cancel(order_id)
      await swath.drain()
      await produce(captures[0]!)
      const { outcome, price } = (await swath.order(order_id)).properties
      assert.equal(outcome, 'partially_fulfilled')
      assert.ok(price.total_minor > 0 && price.total_minor < price.quoted_minor)
      assert.deepEqual(await moneyOf(order_id), { held: 0, consumed: price.total_minor, fee: 0 })
    })

    test('costs the fee of what is canceled, as it was told, and never more than its price', async () => {
      for (const [in_hours, pct] of [
        [100, 0],
        [50, 25],
        [5, 100],
      ] as const) {
        const sku = 'TSKRSH-M.NN.NN'
        const parameters = { end: hours(14 * 24), max_captures: 4 }
        const { order_id, captures } = await swath.placeAndPlan(aPointOrder({ sku, parameters }))
        await swath.deliver(captures[0]!, files.announce)
        await acquire(captures[1]!)
        await schedule(captures[2]!, in_hours)
        await swath.drain()
        const { cancellation, price } = (await swath.order(order_id)).properties
        const fee = (price.quoted_minor / 2) * (pct / 100)
        assert.deepEqual(
          [cancellation.fee_minor, cancellation.fees.at(-1)!.fee_minor],
          [fee, price.quoted_minor / 2],
        )
        assert.equal(Date.parse(cancellation.until!), Date.parse(hours(in_hours)))
        assert.equal((await cancel(order_id)).body.properties.cancellation.fee_minor, fee)
        await swath.drain()
        assert.equal((await moneyOf(order_id)).fee, fee)
        await produce(captures[1]!)
        const closed = (await swath.order(order_id)).properties
        assert.equal(closed.outcome, 'partially_fulfilled')
        assert.ok(closed.price.total_minor <= price.quoted_minor)
        assert.deepEqual(await moneyOf(order_id), { held: 0, consumed: closed.price.total_minor, fee })
      }
    })

    test('cannot be canceled when all of it has begun', async () => {
      const { order_id, captures } = await daily(2)
      for (const capture of captures) await swath.collect(capture, 'collecting')
      assert.equal((await swath.order(order_id)).properties.cancellation.allowed, false)
      assert.deepEqual([(await cancel(order_id)).status], [409])
    })

    test('is canceled as a v1 task likewise, which says what becomes of it', async () => {
      const { order_id, captures } = await daily(3)
      await acquire(captures[0]!)
      const { task_id } = (await swath.order(order_id)).properties.parameters
      const url = `/tasking/tasks/${task_id}/`
      const ask = async () => (await swath.call('demo', 'PATCH', `${url}cancel/`, '{}')).body
      assert.deepEqual(await ask(), { task_id, status: 'received' })
      await swath.drain()
      await produce(captures[0]!)
      assert.deepEqual(await ask(), { task_id, status: 'completed' })
      assert.equal((await swath.call('demo', 'GET', url)).body.status, 'completed')
    })
  })

  describe('an earlier end', () => {
    test('withdraws the periods behind it and what was held for them', async () => {
      const { order_id, captures } = await daily(4)
      await swath.deliver(captures[0]!, files.announce)
      for (const [n, capture] of captures.slice(1).entries()) await schedule(capture, 30 + 24 * n)
      await swath.drain()
      const asked = swath.provider.planned.length
      assert.equal((await endAt(order_id, hours(40))).status, 200)
      await swath.drain()
      const taken_back = ['canceled', 'WINDOW_SHORTENED']
      const found = [['published', null], ['scheduled', null], taken_back, taken_back]
      assert.deepEqual(await statusesOf(order_id), found)
      assert.equal(swath.provider.planned.length, asked, 'a pass before the end stays as it is')
      for (const { capture_id } of captures.slice(2)) assert.ok(swath.provider.canceled.includes(capture_id))
      assert.ok((await moneyOf(order_id)).held < 90_000)

      await swath.deliver(captures[1]!, files.announce)
      const { outcome, status_report, price } = (await swath.order(order_id)).properties
      assert.deepEqual([outcome, status_report.reason_code], ['partially_fulfilled', 'WINDOW_SHORTENED'])
      assert.deepEqual(await moneyOf(order_id), { held: 0, consumed: price.total_minor, fee: 0 })
    })

    test('plans anew what lies behind it and was to be taken before as well', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await schedule(captures[0]!, 100)
      await endAt(order_id, hours(48))
      await swath.drain()
      const found = await swath.captures(order_id)
      assert.deepEqual(
        found.map(({ status, attempt }) => [status, attempt]),
        [
          ['canceled', 1],
          ['queued', 2],
        ],
      )
      const { capture_id, window } = swath.provider.planned.at(-1)!
      assert.deepEqual([capture_id, window.end.toISOString()], [found[1]!.capture_id, hours(48)])
      await swath.report(capture_id, 'failed', { reason_code: 'NO_ACCESS_IN_WINDOW', message: 'None' })
      await swath.drain()
      const { outcome, status_report } = (await swath.order(order_id)).properties
      assert.deepEqual([outcome, status_report.reason_code], ['unfulfilled', 'NO_ACCESS_IN_WINDOW'])
      assert.deepEqual(await moneyOf(order_id), { held: 0, consumed: 0, fee: 0 })
    })

    test('has the provider told of it, also where no pass is chosen yet; asked twice, once', async () => {
      const { order_id } = await swath.placeAndPlan(anAreaOrder())
      await endAt(order_id, hours(48))
      await swath.drain()
      const before = await swath.captures(order_id)
      assert.deepEqual(
        before.map(({ status }) => status),
        ['canceled', 'canceled', 'canceled', 'queued', 'queued', 'queued'],
      )
      await endAt(order_id, hours(48))
      const { contract_id } = before[0]!
      await swath.app.db.system(async (tx) =>
        tx.enqueue({ name: 'captures.shorten', data: { contract_id, order_id, entity_id: order_id } }),
      )
      await swath.drain()
      assert.deepEqual(await swath.captures(order_id), before)
    })

    test('of an order that is not planned yet leaves out the later periods, and their money', async () => {
      const parameters = { end: hours(96), revisit_period: 'P1D' }
      const { id } = await swath.place(aPointOrder({ parameters }))
      await endAt(id, hours(30))
      await swath.drain()
      assert.equal((await swath.captures(id)).length, 2)
      assert.ok((await moneyOf(id)).held < 170_000)
    })

    test('holds for further attempts', async () => {
      const { order_id, captures } = await daily(3)
      await schedule(captures[1]!, 30)
      await endAt(order_id, hours(36))
      await swath.drain()
      await swath.report(captures[1]!.capture_id, 'failed', { occurred_at: hours(40) })
      await swath.drain()
      const of_second = (await swath.captures(order_id)).filter(({ period }) => period === 1)
      assert.deepEqual(
        of_second.map(({ status }) => status),
        ['failed'],
      )
    })

    test('is refused where what lies behind it can be canceled for a fee only', async () => {
      const sku = 'TSKRSH-M.NN.NN'
      const { order_id, captures } = await swath.placeAndPlan(
        aPointOrder({ sku, parameters: { end: hours(72) } }),
      )
      await schedule(captures[0]!, 30)
      const { status, body } = await endAt(order_id, hours(20))
      assert.deepEqual(
        [status, body.code, body.errors[0].pointer],
        [400, 'window_invalid', '/properties/parameters/end'],
      )
      assert.match(body.detail, /costs 40000 minor units of USD by now/)
      assert.equal((await endAt(order_id, hours(40))).status, 200)
    })

    test('judges what a provider does behind it: nothing is delivered or charged', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const { capture_id, target } = captures[0]!
      await schedule(captures[0]!, 10)
      await endAt(order_id, hours(24))
      await swath.drain()
      const seen = { outcome_id: crypto.randomUUID(), footprint: target }
      const collecting = await swath.report(capture_id, 'collecting', { occurred_at: hours(30) })
      assert.equal(collecting.body.result, 'ignored')
      await swath.report(capture_id, 'collecting')
      await swath.report(capture_id, 'acquired', { ...accessAt(hours(30)), ...seen })
      await swath.drain()
      assert.deepEqual(await statusesOf(order_id), [['failed', 'WINDOW_CLOSED']])
      assert.equal((await swath.order(order_id)).properties.outcome, 'unfulfilled')
      assert.deepEqual(await moneyOf(order_id), { held: 0, consumed: 0, fee: 0 })
    })

    test('has a pass that is moved behind it planned anew, as long as the provider knows the later end', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await schedule(captures[0]!, 10)
      await endAt(order_id, hours(24))
      await swath.drain()
      const moved = await schedule(captures[0]!, 30)
      assert.match(moved.body.detail, /planned anew/)
      await swath.drain()
      const [, second] = await swath.captures(order_id)
      assert.equal(second!.status, 'queued')
      const stubborn = await schedule(second!, 30)
      assert.equal(stubborn.body.result, 'ignored')
      assert.equal((await swath.captures(order_id)).length, 2)
    })
  })
})
