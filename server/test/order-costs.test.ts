// However an order ends, its document tells what it did cost, and at what it was ordered.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import type { LedgerEntry } from '@swath/contract/ledger'
import { demo_contracts } from '../src/contracts/demo.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { aDownload, importDownloads } from './billing.ts'
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

  const fail = (one: Capture | undefined) =>
    swath.report(one!.capture_id, 'failed', { reason_code: 'SATELLITE_ANOMALY' })

  /** The costs that the order names, after a look that the ledger says the same. */
  async function priceOf(order_id: string) {
    await swath.drain()
    const { outcome, price } = (await swath.order(order_id)).properties
    const booked = (await swath.call('demo', 'GET', '/v2/ledger/?limit=1000')).body.results.filter(
      (one: LedgerEntry) => one.order_id === order_id && one.account === 'consumed',
    )
    const sum = (entries: LedgerEntry[]) => entries.reduce((total, one) => total + one.amount_minor, 0)
    const is_credit = ({ kind }: LedgerEntry) => kind === 'refund' || kind === 'adjustment'
    assert.equal(price.charged_minor, sum(booked.filter((one: LedgerEntry) => !is_credit(one))))
    assert.equal(price.credited_minor + sum(booked.filter(is_credit)), 0)
    const { total_minor, quoted_minor, charged_minor, credited_minor } = price
    return { outcome, costs: [total_minor, quoted_minor, charged_minor, credited_minor] }
  }

  test('while it is open, it costs what was ordered, and tells what was charged already', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    assert.deepEqual(await priceOf(order_id), { outcome: null, costs: [80_000, 80_000, 0, 0] })
    await swath.deliver(captures[0]!, files.announce, ['L1B'])
    assert.deepEqual(await priceOf(order_id), { outcome: null, costs: [80_000, 80_000, 40_000, 0] })
    await swath.reportProduct(captures[0]!.capture_id, 'L1D', 'failed', {
      reason_code: 'PROCESSING_FAILED',
      message: 'No',
    })
    assert.deepEqual(await priceOf(order_id), {
      outcome: 'partially_fulfilled',
      costs: [40_000, 80_000, 40_000, 0],
    })
  })

  test('fulfilled, it costs what was ordered', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    await swath.deliver(captures[0]!, files.announce)
    assert.deepEqual(await priceOf(order_id), { outcome: 'fulfilled', costs: [80_000, 80_000, 80_000, 0] })
  })

  test('partially fulfilled, it costs the parts that were delivered', async () => {
    const { order_id, captures } = await swath.placeAndPlan(anAreaOrder())
    await fail(captures[0])
    for (const capture of captures.slice(1)) await swath.deliver(capture, files.announce)
    const { outcome, costs } = await priceOf(order_id)
    assert.equal(outcome, 'partially_fulfilled')
    const deliverables = await swath.deliverables(order_id)
    const charged = deliverables.reduce((sum, { charge }) => sum + (charge?.amount_minor ?? 0), 0)
    assert.deepEqual(costs, [charged, costs[1], charged, 0])
    assert.ok(charged > 0 && charged < costs[1]!)
  })

  test('failed, expired, rejected or canceled in time, it costs nothing', async () => {
    const failed = await swath.placeAndPlan()
    await fail(failed.captures[0])
    assert.deepEqual(await priceOf(failed.order_id), { outcome: 'failed', costs: [0, 80_000, 0, 0] })
    swath.provider.assessment = { feasible: false, reason_code: 'NO_ACCESS_IN_WINDOW', message: 'No' }
    const rejected = await swath.placeAndPlan()
    swath.provider.assessment = { feasible: true }
    assert.deepEqual(await priceOf(rejected.order_id), { outcome: 'rejected', costs: [0, 80_000, 0, 0] })
    const canceled = await swath.placeAndPlan()
    await swath.call('demo', 'DELETE', `/v2/orders/${canceled.order_id}`)
    assert.deepEqual(await priceOf(canceled.order_id), { outcome: 'canceled', costs: [0, 80_000, 0, 0] })
    const expired = await swath.placeAndPlan()
    swath.advance({ hours: 8 * 24 })
    await swath.app.queue.trigger('captures.close_windows')
    assert.deepEqual(await priceOf(expired.order_id), { outcome: 'unfulfilled', costs: [0, 80_000, 0, 0] })
  })

  test('canceled late, it costs the fee', async () => {
    const { order_id, captures } = await swath.placeAndPlan(aPointOrder({ sku: 'TSKRSH-M.NN.NN' }))
    const start = new Date(swath.clock.now().getTime() + 20 * 3_600_000).toISOString()
    await swath.report(captures[0]!.capture_id, 'scheduled', {
      access: { ...swath.access, start, end: start },
    })
    await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
    assert.deepEqual(await priceOf(order_id), { outcome: 'canceled', costs: [40_000, 160_000, 40_000, 0] })
  })

  test('closed by hand, it costs what was delivered until then', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    await swath.deliver(captures[0]!, files.announce, ['L1D'])
    const body = { outcome: 'partially_fulfilled', message: 'Enough' }
    await swath.call('operator', 'POST', `/ops/v1/orders/${order_id}/force-close`, body)
    assert.deepEqual(await priceOf(order_id), {
      outcome: 'partially_fulfilled',
      costs: [40_000, 80_000, 40_000, 0],
    })
  })

  test('what is given back makes it cheaper, and is told', async () => {
    const policy = { automatic: true, within_days: 30, max_minor: null, max_pct: null }
    const path = `/ops/v1/contracts/${demo_contracts.demo}/rejection-policy`
    await swath.call('operator', 'PUT', path, policy)
    const { order_id, captures } = await swath.placeAndPlan()
    await swath.deliver(captures[0]!, files.announce)
    const [one, other] = await swath.deliverables(order_id)
    const credit = { amount_minor: 1_500, message: 'Haze' }
    await swath.call('operator', 'POST', `/ops/v1/deliverables/${one!.deliverable_id}/credits`, credit)
    assert.deepEqual((await priceOf(order_id)).costs, [78_500, 80_000, 80_000, 1_500])
    const reject = `/v2/deliverables/${other!.deliverable_id}/reject`
    await swath.call('demo', 'POST', reject, { category: 'blur', comment: 'Not sharp' })
    assert.deepEqual(await priceOf(order_id), {
      outcome: 'fulfilled',
      costs: [38_500, 80_000, 80_000, 41_500],
    })
  })

  test('downloads from an archive cost what they were charged, also those of a year ago', async () => {
    const outcome_id = crypto.randomUUID()
    const lines = [7, 8].map((amount_minor) =>
      aDownload('2025-06-01T00:00:00Z', { outcome_id, amount_minor }),
    )
    await importDownloads(swath, lines)
    const { features } = (await swath.call('demo', 'GET', '/v2/orders/?sku=ARCLGD-M.NN.NN')).body
    const { total_minor, charged_minor } = features[0].properties.price
    assert.deepEqual([features.length, total_minor, charged_minor], [1, 15, 15])
  })
})
