// The class of an order reaches whoever plans it, and what becomes of an order that loses its pass to another.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import type { LedgerEntry } from '@swath/contract/ledger'
import { reasons } from '@swath/contract/reasons'
import type { StatementLine } from '@swath/contract/statements'
import { demo_contracts } from '../src/contracts/demo.ts'
import { Pseudonyms } from '../src/contracts/pseudonyms.ts'
import { openProtocol } from '../src/providers/protocol/provider.ts'
import type { OrderStanding } from '../src/providers/provider.ts'
import { access, anAreaOrder, aPointOrder, type TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { Story } from './story.ts'

const hour_ms = 3_600_000
const contract_id = demo_contracts.demo

onOneDatabase((openDatabase) => {
  let story: Story
  let swath: TestApp
  before(async () => {
    story = await Story.open(await openDatabase())
    swath = story.swath
  })
  after(() => story.close())

  describe('whoever plans an order knows by which SKU it was sold, its class, and what was promised:', () => {
    const urgent = { contract_id, sku: 'TSKRRD-M.NN.NN', priority_class: 'urgent', promised_at: null }
    const told = ({ contract_id, sku, priority_class, promised_at }: OrderStanding) => ({
      contract_id,
      sku,
      priority_class,
      promised_at,
    })

    test('when it is assessed, planned, and looked at before it is placed', async () => {
      const order = aPointOrder({ sku: urgent.sku })
      await swath.placeAndPlan(order)
      await swath.call('demo', 'POST', '/v2/analysis/opportunities', order)
      await swath.drain()
      const { assessed, planned, asked } = swath.provider
      for (const list of [assessed, planned, asked]) assert.deepEqual(told(list.at(-1)!), urgent)
    })

    test('for each image of a recurring order, and for a task of v1', async () => {
      const parameters = { revisit_period: 'P1D', max_captures: 3 }
      await swath.placeAndPlan(aPointOrder({ sku: 'TSKRSH-M.NN.NN', parameters }))
      const classes = swath.provider.planned.slice(-3).map((one) => one.priority_class)
      assert.deepEqual(classes, ['priority', 'priority', 'priority'])
      const start = swath.clock.now().toISOString().slice(0, 19)
      const end = new Date(swath.clock.now().getTime() + 48 * hour_ms).toISOString()
      const target = { type: 'Point', coordinates: [10, 45] }
      const task = { task_name: 'v1', project_name: 'v1', product: 169, target, start, end }
      assert.equal((await swath.call('demo', 'POST', '/tasking/tasks/', task)).status, 201)
      await swath.drain()
      const { sku, priority_class } = swath.provider.planned.at(-1)!
      assert.deepEqual([sku, priority_class], ['TSKPOI-M', 'standard'])
    })

    test('also until when its contract promises it', async () => {
      const skus = `/ops/v1/contracts/${contract_id}/skus`
      const { body } = await swath.call('operator', 'GET', `${skus}/`)
      const rapid = body.results.find(({ sku }: { sku: string }) => sku === urgent.sku)
      const { currency: _, prices: __, changes: ___, contract_id: ____, sku: _____, ...terms } = rapid
      const promising = { ...terms, amount_minor: 2000, promised_delivery_hours: 24 }
      assert.equal((await swath.call('operator', 'PUT', `${skus}/${urgent.sku}`, promising)).status, 200)
      const ordered_at = swath.clock.now().getTime()
      await swath.placeAndPlan(aPointOrder({ sku: urgent.sku }))
      assert.deepEqual(swath.provider.planned.at(-1)!.promised_at, new Date(ordered_at + 24 * hour_ms))
      assert.deepEqual(swath.provider.assessed.at(-1)!.promised_at, new Date(ordered_at + 24 * hour_ms))
    })
  })

  describe('an image that loses its pass to an order of a higher class', () => {
    const later = { ...access, start: '2026-06-03T10:00:00.000Z', end: '2026-06-03T10:00:10.000Z' }
    const bumped = { access: later, reason_code: 'BUMPED_BY_PRIORITY' }
    const entriesOf = async (order_id: string) => {
      const { body } = await swath.call('demo', 'GET', '/v2/ledger/?limit=1000')
      return (body.results as LedgerEntry[]).filter(
        (one) => one.order_id === order_id && one.kind === 'compensation',
      )
    }
    const consumed = async () => (await swath.call('demo', 'GET', '/v2/balance/')).body.consumed_minor

    test('has another one, an event that says why and not for whom, and the share of its price that its contract gives', async () => {
      const before = await consumed()
      const { order_id, captures } = await swath.placeAndPlan()
      const [{ capture_id }] = captures as [Capture]
      await swath.report(capture_id, 'scheduled')
      const { body } = await swath.report(capture_id, 'scheduled', bumped)
      assert.equal(body.result, 'applied')
      await swath.drain()
      const event = (await swath.events(order_id)).at(-1)!
      assert.deepEqual([event.type, event.data.reason_code], ['CaptureRescheduled', 'BUMPED_BY_PRIORITY'])
      assert.equal(event.message, reasons.BUMPED_BY_PRIORITY.meaning)
      const [capture] = await swath.captures(order_id)
      const { properties } = await swath.order(order_id)
      const credit_minor = properties.price.quoted_minor / 10
      assert.equal(capture!.access!.start, later.start)
      assert.deepEqual(
        [capture!.status, capture!.reason_code, capture!.compensation_minor],
        ['scheduled', null, credit_minor],
      )
      assert.deepEqual(
        [properties.price.credited_minor, properties.latest_event.reason_code],
        [credit_minor, 'BUMPED_BY_PRIORITY'],
      )
      const legs = (await entriesOf(order_id)).map((one) => [one.account, one.amount_minor, one.event_id])
      assert.deepEqual(legs, [
        ['consumed', -credit_minor, event.id],
        ['available', credit_minor, event.id],
      ])
      assert.equal(await consumed(), before - credit_minor)
    })

    test('is credited once, however often it is moved, and in whatever order that is told', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const [{ capture_id }] = captures as [Capture]
      const first = swath.clock.now().toISOString()
      swath.advance({ hours: 1 })
      await swath.report(capture_id, 'scheduled', bumped)
      await swath.report(capture_id, 'scheduled', { occurred_at: first })
      swath.advance({ hours: 1 })
      await swath.report(capture_id, 'scheduled', bumped)
      await swath.drain()
      assert.equal((await entriesOf(order_id)).length, 2)
      const [capture] = await swath.captures(order_id)
      assert.deepEqual([capture!.status, capture!.reason_code], ['scheduled', null])
    })

    test('and has no other is credited as well, and is attempted again while the window is open', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const [{ capture_id }] = captures as [Capture]
      await swath.report(capture_id, 'scheduled')
      await swath.report(capture_id, 'failed', {
        reason_code: 'BUMPED_BY_PRIORITY',
        message: 'No pass is left',
      })
      await swath.drain()
      const [bumped_one, next] = await swath.captures(order_id)
      assert.deepEqual([bumped_one!.status, bumped_one!.reason_code], ['failed', 'BUMPED_BY_PRIORITY'])
      assert.deepEqual([next!.status, next!.attempt], ['queued', 2])
      assert.equal((await entriesOf(order_id)).length, 2)
      await swath.report(next!.capture_id, 'scheduled', bumped)
      await swath.drain()
      assert.equal((await entriesOf(order_id)).length, 2, 'The image was credited with its first attempt')
    })

    test('is credited its own share of an order of several, and nothing if it was moved for another reason', async () => {
      const { order_id, captures } = await swath.placeAndPlan(anAreaOrder())
      await swath.report(captures[0]!.capture_id, 'scheduled', bumped)
      await swath.report(captures[1]!.capture_id, 'scheduled')
      await swath.report(captures[1]!.capture_id, 'scheduled', { ...bumped, reason_code: 'PLAN_CHANGED' })
      await swath.drain()
      const { price } = (await swath.order(order_id)).properties
      const after = await swath.captures(order_id)
      assert.ok(price.credited_minor > 0 && price.credited_minor < price.quoted_minor / 10 / 2)
      assert.deepEqual(after.map((one) => one.compensation_minor > 0).sort(), [false, false, true])
    })

    test('is credited by the check of the ledger, if a crash kept the booking from being made', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await swath.report(captures[0]!.capture_id, 'scheduled', bumped)
      assert.deepEqual(await entriesOf(order_id), [])
      await swath.app.features.ledger.service.check()
      assert.equal((await entriesOf(order_id)).length, 2)
      await swath.drain()
      assert.equal((await entriesOf(order_id)).length, 2)
    })

    test('has its credit on the statement of its month', async () => {
      swath.advance({ hours: 24 * 40 })
      await swath.app.features.statements.service.close(contract_id, undefined)
      const { body } = await swath.call('demo', 'GET', '/v2/statements/')
      const { statement_id, credits_minor } = body.results[0]
      const { body: lines } = await swath.call('demo', 'GET', `/v2/statements/${statement_id}/lines`)
      const credits = lines.results.filter(({ kind }: StatementLine) => kind === 'compensation')
      assert.ok(credits.length >= 4)
      assert.equal(
        credits.reduce((sum: number, one: StatementLine) => sum + one.amount_minor, 0),
        credits_minor,
      )
    })
  })

  test('a provider outside is told a pseudonym of the contract: the same each time, another one than others are told', async () => {
    const pseudonyms = new Pseudonyms(swath.app.db)
    const one = await pseudonyms.of(contract_id, 'one')
    assert.match(one, /^cust\.[0-9a-f]{32}$/)
    assert.equal(await new Pseudonyms(swath.app.db).of(contract_id, 'one'), one)
    assert.notEqual(await pseudonyms.of(contract_id, 'two'), one)
    assert.notEqual(await pseudonyms.of(demo_contracts['demo-two'], 'one'), one)

    let heard = ''
    const outside = createServer(async (request, response) => {
      heard = (await request.toArray()).join('')
      response.end('{"feasible":true,"opportunities":[],"has_more":false,"constraint":null}')
    })
    outside.listen(0, '127.0.0.1')
    await once(outside, 'listening')
    const url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`
    const provider = openProtocol(
      { name: 'simulator', settings: {}, secret: null, capabilities: null },
      {
        simulator: { url, secret: 'a secret of thirty-two letters or more' },
        pseudonymOf: (id, name) => pseudonyms.of(id, name),
        work: { ask: async () => undefined, isAwake: async () => false },
        outbound: swath.app.parts.provider_outbound,
      },
    )
    const { planned, assessed, asked } = swath.provider
    const requests = [
      () => provider.plan(planned.at(-1)!),
      () => provider.assess(assessed.at(-1)!),
      () => provider.opportunities!(asked.at(-1)!),
    ]
    for (const request of requests) {
      await request()
      assert.equal(JSON.parse(heard).contract, await pseudonyms.of(contract_id, 'simulator'))
      assert.ok(!heard.includes(contract_id))
    }
    outside.closeAllConnections()
    outside.close()
  })
})
