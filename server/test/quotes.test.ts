import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { LedgerEntry } from '@swath/contract/ledger'
import { sql } from 'kysely'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const post = (path: string, body: unknown) => swath.call('demo', 'POST', path, body)
  const setPrice = (price_minor: number) =>
    swath.app.db.system((tx) =>
      tx.run(sql`update contract_skus set price_minor = ${price_minor} where sku = 'TSKPOI-M'`),
    )

  describe('a quote', () => {
    test('tells the price of each level, and an order that names it gets exactly that price', async () => {
      const quote = (await post('/v2/orders/quote', aPointOrder())).body
      assert.deepEqual([quote.total_minor, quote.currency, quote.line_items.length], [80_000, 'USD', 2])
      await setPrice(99_999)
      try {
        const order = (await post('/v2/orders/', aPointOrder({ quote_id: quote.quote_id }))).body.properties
        const { total_minor, quoted_minor, currency, quote_id } = order.price
        assert.deepEqual(
          [total_minor, quoted_minor, currency, quote_id],
          [80_000, 80_000, 'USD', quote.quote_id],
        )
        const without = (await post('/v2/orders/', aPointOrder())).body.properties
        assert.equal(without.price.total_minor, 2 * 50 * 99_999)
      } finally {
        await setPrice(800)
      }
    })

    test('serves one order only, also when ten ask at once', async () => {
      const { quote_id } = (await post('/v2/orders/quote', anAreaOrder())).body
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => post('/v2/orders/', anAreaOrder({ quote_id }))),
      )
      assert.equal(answers.filter((one) => one.status === 201).length, 1)
      const refused = answers.filter((one) => one.status === 409)
      assert.equal(refused.length, 9)
      assert.ok(
        refused.every((one) => one.body.code === 'quote_not_usable' && /was used/.test(one.body.detail)),
      )
    })

    test('is refused clearly when it is expired, for another order, unknown or of another contract', async () => {
      const { quote_id } = (await post('/v2/orders/quote', aPointOrder())).body
      const refusal = async (client: 'demo' | 'demo-two', order: unknown) =>
        (await swath.call(client, 'POST', '/v2/orders/', order)).body
      const elsewhere = { type: 'Point', coordinates: [3, 4] }
      assert.match((await refusal('demo', aPointOrder({ quote_id }, elsewhere))).detail, /another geometry/)
      assert.match((await refusal('demo', aPointOrder({ quote_id: 'quote.x' }))).detail, /no quote/)
      assert.match((await refusal('demo-two', aPointOrder({ quote_id }))).detail, /no quote/)
      swath.advance({ hours: 25 })
      const expired = await refusal('demo', aPointOrder({ quote_id }))
      assert.deepEqual(expired.code, 'quote_not_usable')
      assert.match(expired.detail, /expired at/)
    })
  })

  describe('what a cancellation costs', () => {
    /** Rush: a quarter from three days before the first collection on, everything from twelve hours on. */
    async function rushOrder(hours_to_collection: number) {
      const parameters = { end: new Date(swath.clock.now().getTime() + 14 * 86_400_000).toISOString() }
      const { order_id, captures } = await swath.placeAndPlan(
        aPointOrder({ sku: 'TSKRSH-M.NN.NN', parameters }),
      )
      const start = new Date(swath.clock.now().getTime() + hours_to_collection * 3_600_000).toISOString()
      await swath.report(captures[0]!.capture_id, 'scheduled', {
        access: { ...swath.access, start, end: start },
      })
      await swath.drain()
      return order_id
    }

    test('is known beforehand, step by step, and is what is charged', async () => {
      for (const [hours, fee] of [
        [100, 0],
        [50, 40_000],
        [5, 160_000],
      ] as const) {
        const order_id = await rushOrder(hours)
        const { cancellation, price } = (await swath.order(order_id)).properties
        assert.equal(price.total_minor, 160_000)
        assert.deepEqual([cancellation.allowed, cancellation.fee_minor], [true, fee])
        assert.deepEqual(
          cancellation.fees.map((step) => step.fee_minor),
          [40_000, 160_000],
        )
        const canceled = await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
        assert.equal(canceled.body.properties.cancellation.fee_minor, fee)
        await swath.drain()
        const { results } = (await swath.call('demo', 'GET', '/v2/ledger/?limit=1000')).body
        const booked = results.filter(
          (entry: LedgerEntry) => entry.order_id === order_id && entry.kind === 'cancellation_fee',
        )
        assert.deepEqual(
          booked.map((entry: LedgerEntry) => entry.amount_minor),
          fee === 0 ? [] : [-fee, fee],
          'out of what was held for the order',
        )
      }
    })

    test('is nothing while no collection is planned', async () => {
      const { order_id } = await swath.placeAndPlan(aPointOrder({ sku: 'TSKRSH-M.NN.NN' }))
      const { cancellation } = (await swath.order(order_id)).properties
      assert.deepEqual([cancellation.fee_minor, cancellation.fees], [0, []])
    })
  })
})
