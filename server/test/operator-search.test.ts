import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Found } from '@swath/contract/search'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import type { Transaction } from '../src/database/db.ts'
import { findAnything } from '../src/operations/search.store.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { aDownload, importDownloads } from './billing.ts'
import { onOneDatabase } from './databases.ts'
import { untilReadable } from './events.ts'
import { type FileServer, serveFiles } from './files.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  before(async () => {
    files = await serveFiles()
    swath = await TestApp.open(await openDatabase())
  })
  after(async () => {
    await swath.close()
    await files.close()
  })

  const find = async (q: string): Promise<Found[]> => {
    const { status, body } = await swath.call('operator', 'GET', `/ops/v1/search?q=${encodeURIComponent(q)}`)
    assert.equal(status, 200, JSON.stringify(body))
    return body.results
  }
  const kinds = (found: Found[]) => [...new Set(found.map(({ kind }) => kind))]

  test('an order is found by its number, its name and its customer, with what belongs to it', async () => {
    const { order_id, captures } = await swath.placeAndPlan(aPointOrder({ order_name: 'مرفأ 100%_of it' }))
    const by_number = await find(order_id)
    assert.deepEqual(kinds(by_number).slice(0, 2), ['order', 'capture'])
    assert.deepEqual(
      [by_number[0]!.contract_id, by_number[0]!.contract_name],
      [demo_contracts.demo, 'Demo contract'],
    )
    for (const words of ['مرفأ', '100%_OF', captures[0]!.capture_id])
      assert.ok(
        (await find(words)).some((one) => one.order_id === order_id),
        words,
      )
    assert.deepEqual(await find('100__of'), [], '_ and % are letters, and no patterns')
    const by_customer = await find('Demo contract')
    assert.equal(by_customer[0]!.kind, 'contract')
    assert.ok(by_customer.some(({ kind, id }) => kind === 'order' && id === order_id))
  })

  test('the words of an order are looked up in the index of texts, and the orders of a customer in their own', async () => {
    const plan = await swath.app.db.system(async (tx) => {
      // The planner would always read all of so few rows.
      await tx.run(sql`set local enable_seqscan = off`)
      const explaining = { rows: (query) => tx.rows(sql`explain ${query}`) } as Transaction
      return findAnything(explaining, 'harbour')
    })
    const told = JSON.stringify(plan)
    for (const index of [/Index Scan on orders_search/, /Scan using orders_by_contract on orders/])
      assert.match(told, index)
  })

  test('a deliverable and a message are found by their ids', async () => {
    const webhook = { url: 'http://127.0.0.1:9/', event_types: ['*'] }
    const { body: made } = await swath.call('demo', 'POST', '/v2/webhooks/', webhook)
    await importDownloads(swath, [aDownload('2026-05-01T00:00:00Z')])
    const { body } = await swath.call('demo', 'GET', '/v2/deliverables/?limit=1')
    const [{ deliverable_id }] = body.results
    await swath.placeAndPlan()
    await untilReadable(swath)
    await swath.app.features.webhooks.sender.run()
    const messages = await swath.call('demo', 'GET', `/v2/webhooks/${made.webhook_id}/messages`)
    const [{ message_id }] = messages.body.results
    assert.deepEqual(kinds(await find(message_id)), ['webhook_message'])
    const [found] = await find(deliverable_id)
    assert.deepEqual(
      [found!.kind, found!.id, found!.at?.slice(0, 10)],
      ['deliverable', deliverable_id, '2026-05-01'],
    )
  })

  test('how an order ended is told, and what it delivered is found by order and by capture', async () => {
    const { order_id, captures } = await swath.placeAndPlan(aPointOrder({ order_name: 'Given up' }))
    await swath.deliver(captures[0]!, (_, level) => files.announce(`image_${level}`))
    for (const q of [order_id, captures[0]!.capture_id])
      assert.ok(kinds(await find(q)).includes('deliverable'), q)
    const canceled = await swath.placeAndPlan(aPointOrder({ order_name: 'Not wanted' }))
    await swath.call('demo', 'POST', `/v2/orders/${canceled.order_id}/cancel`)
    const [ended] = await find('Not wanted')
    assert.equal(ended!.status, 'canceled')
  })

  test('of an order with more than is told, it is the newest that is told', async () => {
    const ring = [
      [10, 0],
      [11.2, 0],
      [11.2, 0.1],
      [10, 0.1],
      [10, 0],
    ]
    const { order_id, captures } = await swath.placeAndPlan(
      anAreaOrder({}, { type: 'Polygon', coordinates: [ring] }),
    )
    assert.ok(captures.length > 21, `${captures.length} captures`)
    const told = (await find(order_id)).filter(({ kind }) => kind === 'capture')
    const newest_first = captures
      .map(({ capture_id }) => capture_id)
      .sort()
      .reverse()
    assert.deepEqual(
      told.map(({ id }) => id),
      newest_first.slice(0, 20),
    )
  })

  test('what is told of a kind is bounded and says so; nothing, and a customer, find nothing', async () => {
    await importDownloads(
      swath,
      Array.from({ length: 25 }, () => aDownload('2026-05-01T00:00:00Z')),
    )
    for (let at = 0; at < 21; at++)
      await swath.call('demo', 'POST', '/v2/orders/', aPointOrder({ order_name: `Many ${at}` }))
    const { body } = await swath.call('operator', 'GET', '/ops/v1/search?q=Many')
    assert.deepEqual([body.results.length, body.is_cut], [20, true])
    assert.deepEqual(await find('nothing like this'), [])
    assert.equal((await swath.call('operator', 'GET', '/ops/v1/search?q=')).status, 400)
    assert.equal((await swath.call('demo', 'GET', '/ops/v1/search?q=Many')).status, 403)
  })
})
