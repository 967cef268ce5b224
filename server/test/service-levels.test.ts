import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ServiceLevel } from '@swath/contract/service-levels'
import { sql } from 'kysely'
import { aPointOrder, TestApp } from './app.ts'
import { aDownload, importDownloads } from './billing.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    files = await serveFiles()
    await swath.app.db.system((tx) =>
      tx.run(sql`update contract_skus set promised_delivery_hours = 24 where sku = 'TSKPOI-M'`),
    )
    until('2026-06-30T00:00:00Z')
    await orderThatTakes({ decision: 1, collection: 5, processing: 2, delivery: 1 })
    until('2026-07-02T00:00:00Z')
    for (const decision of [1, 2, 6]) {
      await orderThatTakes({ decision, collection: 10, processing: 4, delivery: decision })
    }
    await orderThatTakes({ decision: 3, collection: 12, processing: 8, delivery: 3, attempts: 2 })
    await importDownloads(swath, [aDownload('2026-07-03T00:00:00Z')])
  })
  after(async () => {
    await files.close()
    await swath.close()
  })

  const until = (time: string) =>
    swath.advance({ hours: (Date.parse(time) - swath.clock.now().getTime()) / 3_600_000 })

  interface Hours {
    decision: number
    collection: number
    processing: number
    delivery: number
    attempts?: number
  }

  /** An order for one product, whose stages take so many hours. */
  async function orderThatTakes({ decision, collection, processing, delivery, attempts = 1 }: Hours) {
    const { id } = await swath.place(aPointOrder({ parameters: { processing_level: 'L1D' } }))
    swath.advance({ hours: decision })
    await swath.drain()
    for (let failed = 1; failed < attempts; failed++) {
      swath.advance({ hours: collection / attempts })
      await swath.report((await swath.captures(id))[0]!.capture_id, 'failed')
      await swath.drain()
    }
    swath.advance({ hours: collection / attempts })
    const capture = (await swath.captures(id)).at(-1)!
    await swath.collect(capture)
    swath.advance({ hours: processing })
    const announced = files.announce(capture.capture_id)
    await swath.reportProduct(capture.capture_id, 'L1D', 'ready', { files: announced })
    swath.advance({ hours: delivery })
    await swath.drain()
    assert.deepEqual(
      (await swath.deliverables(id)).map((one) => one.status),
      ['DELIVERED'],
    )
  }

  async function levels(query = '', client: 'demo' | 'demo-two' | 'operator' = 'demo') {
    const path = client === 'operator' ? '/ops/v1/service-levels/' : '/v2/service-levels/'
    const { status, body } = await swath.call(client, 'GET', `${path}?${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    return body.results as ServiceLevel[]
  }
  const hours = ({ stage, count, p50_s, p90_s, max_s }: ServiceLevel) =>
    [stage, count, ...[p50_s, p90_s, max_s].map((s) => s / 3600)] as const
  const july = 'ended_at__gte=2026-07-01&ended_at__lt=2026-08-01'

  test('each stage of an order has its percentiles for each month and SKU', async () => {
    assert.deepEqual((await levels(july)).map(hours), [
      ['decision', 4, 2.5, 5.1, 6],
      ['collection', 4, 10, 11.4, 12],
      ['processing', 4, 4, 6.8, 8],
      ['delivery', 4, 2.5, 5.1, 6],
      ['total', 4, 22, 26, 26],
    ])
    const months = (await levels('stage=total')).map(({ month, sku, count }) => [month, sku, count])
    assert.deepEqual(months, [
      ['2026-06', 'TSKPOI-M', 1],
      ['2026-07', 'TSKPOI-M', 4],
    ])
  })

  test('what was promised is held against what came', async () => {
    const told = (await levels(july)).map(({ stage, promised_hours, kept, missed }) => [
      stage,
      promised_hours,
      kept,
      missed,
    ])
    assert.deepEqual(told.at(-1), ['total', 24, 2, 2])
    assert.deepEqual(told[0], ['decision', null, null, null])
  })

  test('what was imported is nobody’s service here', async () => {
    assert.deepEqual(await levels('sku=ARCLGD-M.NN.NN'), [])
  })

  test('a customer sees its own orders, an operator all or those of a contract', async () => {
    assert.deepEqual(await levels('', 'demo-two'), [])
    assert.deepEqual(await levels('', 'operator'), await levels())
    assert.deepEqual(await levels('contract_id=cont.nobody', 'operator'), [])
    assert.equal((await swath.call('demo', 'GET', '/ops/v1/service-levels/')).status, 403)
    assert.equal((await swath.call('demo', 'GET', '/v2/service-levels/?contract_id=x')).status, 400)
  })

  test('CSV has the same, and a period that ends before it begins is refused', async () => {
    const { body } = await swath.call('demo', 'GET', `/v2/service-levels/?${july}&format=csv`)
    const lines = body.toString().trimEnd().split('\r\n')
    assert.equal(lines[1], '2026-07,TSKPOI-M,decision,4,9000,18360,19980,21600,,,')
    const inverted = 'ended_at__gte=2026-08-01&ended_at__lt=2026-07-01'
    const answer = await swath.call('demo', 'GET', `/v2/service-levels/?${inverted}`)
    assert.deepEqual([answer.status, answer.body.code], [400, 'period_inverted'])
  })
})
