// Currencies whose minor unit is not a hundredth, from the price list to the paper.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { LedgerEntry } from '@swath/contract/ledger'
import type { Statement } from '@swath/contract/statements'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { checkConsumption } from './billing.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

const contract = `/ops/v1/contracts/${demo_contracts.demo}`

/** Two levels of 50 km2 at a price in minor units, and what that is in major ones. */
const currencies = [
  { currency: 'JPY', minor_digits: 0, price_minor: 137, charge: 6850 },
  { currency: 'KWD', minor_digits: 3, price_minor: 137, charge: 6.85 },
]

onOneDatabase((openDatabase) => {
  for (const { currency, minor_digits, price_minor, charge } of currencies) {
    describe(`${currency}, of ${minor_digits} decimals`, () => {
      let swath: TestApp
      let files: FileServer
      let order_id: string
      before(async () => {
        swath = await TestApp.open(await openDatabase())
        files = await serveFiles()
        await swath.app.db.system((tx) => tx.run(sql`update contracts set currency = ${currency}`))
        const prices = { amount_minor: price_minor }
        await swath.call('operator', 'POST', `${contract}/skus/TSKPOI-M/prices`, prices)
        await swath.call('operator', 'POST', `${contract}/grants`, { amount_minor: 20_000 })
        const placed = await swath.placeAndPlan(aPointOrder())
        order_id = placed.order_id
        await swath.deliver(placed.captures[0]!, files.announce)
      })
      after(async () => {
        await files.close()
        await swath.close()
      })

      test('is told with the price, the quote, the order and the charge', async () => {
        const { price } = (await swath.call('demo', 'GET', '/v2/products/TSKPOI-M')).body
        assert.deepEqual(price, { amount_minor: price_minor, currency, unit: 'km2' })
        const quote = (await swath.call('demo', 'POST', '/v2/orders/quote', aPointOrder())).body
        assert.deepEqual([quote.total_minor, quote.currency], [2 * 50 * price_minor, currency])
        const ordered = (await swath.order(order_id)).properties.price
        assert.deepEqual([ordered.total_minor, ordered.currency], [2 * 50 * price_minor, currency])
        for (const { charge } of await swath.deliverables(order_id))
          assert.deepEqual([charge!.amount_minor, charge!.currency], [50 * price_minor, currency])
      })

      test('limits a budget', async () => {
        const balance = (await swath.call('demo', 'GET', '/v2/balance/')).body
        assert.deepEqual(
          [balance.currency, balance.minor_digits, balance.available_minor, balance.consumed_minor],
          [currency, minor_digits, 20_000 - 100 * price_minor, 100 * price_minor],
        )
        const { status, body } = await swath.call('demo', 'POST', '/v2/orders/', aPointOrder())
        assert.deepEqual([status, body.needed_minor, body.currency], [402, 100 * price_minor, currency])
        const entries: LedgerEntry[] = (await swath.call('demo', 'GET', '/v2/ledger/')).body.results
        assert.deepEqual(new Set(entries.map((one) => one.currency)), new Set([currency]))
      })

      test('is consumed, and stands on the statement, in CSV and on paper', async () => {
        const { totals } = await checkConsumption(swath, `currency=${currency}`, 'sku')
        assert.deepEqual(
          totals.map((one: { amount_minor: number }) => one.amount_minor),
          [100 * price_minor],
        )
        swath.advance({ hours: 31 * 24 })
        const closed = await swath.call('operator', 'POST', `${contract}/statements`, {})
        const [statement]: Statement[] = closed.body.statements
        assert.deepEqual([statement!.currency, statement!.total_minor], [currency, 100 * price_minor])
        const url = `/v2/statements/${statement!.statement_id}`
        const csv: string = (await swath.call('demo', 'GET', `${url}?format=csv`)).body.toString()
        const [head, ...lines] = csv.trimEnd().split('\r\n')
        assert.ok(head!.includes(',amount_minor,amount,currency,'))
        assert.equal(lines.length, 2)
        for (const line of lines)
          assert.ok(line.includes(`,${50 * price_minor},${charge},${currency},`), line)
        const pdf = (await swath.call('demo', 'GET', `${url}?format=pdf`)).body
        assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
      })
    })
  }
})
