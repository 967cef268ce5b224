// Orders compete for passes on the real stack: what a rush order gets, and what becomes of the one that had it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Capture } from '@swath/contract/captures'
import type { Event } from '@swath/contract/events'
import type { LedgerEntry } from '@swath/contract/ledger'
import { aPointOrder } from '../app.ts'
import { Sandbox } from './sandbox.ts'

const hour_ms = 3_600_000
let sandbox: Sandbox
before(async () => {
  // An hour of the sky takes six seconds: long enough that nothing is collected while orders compete.
  sandbox = await Sandbox.open({ speed: 600 })
})
after(() => sandbox.close())

const order = (sku: string, window: { start: Date; end: Date }) => {
  const parameters = { start: window.start.toISOString(), end: window.end.toISOString() }
  const named = { sku, parameters, metadata: { scenario: 'clear' } }
  return aPointOrder(named, { type: 'Point', coordinates: [12, 1] })
}

/** The passes over the place, as an analysis tells them. */
async function passesIn(window: { start: Date; end: Date }): Promise<string[]> {
  const asked = await sandbox.call('POST', '/v2/analysis/opportunities', order('TSKPOI-M', window))
  for (;;) {
    const analysis = await sandbox.call('GET', `/v2/analysis/opportunities/${asked.analysis_id}`)
    if (analysis.status !== 'PENDING')
      return analysis.opportunities.map((one: { start: string }) => one.start)
    await wait(100)
  }
}

/** No pass is in the hours before the first of these, in which windows may begin. */
const afterNight = (passes: readonly number[]) =>
  passes.slice(passes.findIndex((at, index) => index > 0 && at - passes[index - 1]! > 4 * hour_ms))

async function place(sku: string, window: { start: Date; end: Date }): Promise<string> {
  const placed = await sandbox.call('POST', '/v2/orders/', order(sku, window))
  assert.ok(placed.id, JSON.stringify(placed))
  await sandbox.until(placed.id, ({ latest_event }) => latest_event.type === 'CaptureScheduled')
  return placed.id
}

const captureOf = async (order_id: string): Promise<Capture> =>
  (await sandbox.call('GET', `/v2/orders/${order_id}/captures`)).results[0]
const startOf = async (order_id: string) => Date.parse((await captureOf(order_id)).access!.start)

test('a rush order gets the pass of the first of three standard ones, which has another, an event that says why, and a credit', async () => {
  const from_ms = Date.now() + 48 * hour_ms
  const passes = await passesIn({ start: new Date(from_ms), end: new Date(from_ms + 120 * hour_ms) })
  const [first, second, third, last] = afterNight(passes.map((start) => Date.parse(start)))
  const window = { start: new Date(first! - 3 * hour_ms), end: new Date(last! + 60_000) }

  const standard = [
    await place('TSKPOI-M', window),
    await place('TSKPOI-M', window),
    await place('TSKPOI-M', window),
  ]
  const before = await Promise.all(standard.map(startOf))
  assert.deepEqual(before, [first, second, third])
  const { consumed_minor } = await sandbox.call('GET', '/v2/balance/')

  const rush = await place('TSKRSH-M.NN.NN', window)
  const [bumped, ...others] = standard as [string, string, string]
  const { price } = await sandbox.until(bumped, (told) => told.latest_event.type === 'CaptureRescheduled')
  assert.equal(await startOf(rush), first)
  assert.equal(await startOf(bumped), last)
  assert.deepEqual(await Promise.all(others.map(startOf)), before.slice(1))

  const { results } = await sandbox.call('GET', `/v2/orders/${bumped}/events?limit=100`)
  const event = (results as Event[]).at(-1)!
  assert.deepEqual([event.type, event.data.reason_code], ['CaptureRescheduled', 'BUMPED_BY_PRIORITY'])
  assert.ok(!JSON.stringify(event).includes(rush), 'nobody is told whose order it was')

  assert.equal(price.credited_minor, price.quoted_minor / 10)
  assert.equal((await captureOf(bumped)).compensation_minor, price.credited_minor)
  let balance = await sandbox.call('GET', '/v2/balance/')
  for (; balance.consumed_minor === consumed_minor; await wait(100)) {
    balance = await sandbox.call('GET', '/v2/balance/')
  }
  assert.equal(balance.consumed_minor, consumed_minor - price.credited_minor)
  const { results: entries } = await sandbox.call('GET', '/v2/ledger/?limit=1000')
  const booked = (entries as LedgerEntry[]).filter(({ kind }) => kind === 'compensation')
  assert.deepEqual(
    booked.map((one) => [one.order_id, one.account, one.amount_minor, one.event_id]),
    [
      [bumped, 'consumed', -price.credited_minor, event.id],
      [bumped, 'available', price.credited_minor, event.id],
    ],
  )
})

test('once every pass is taken, the next order is told so before it is placed', async () => {
  const from_ms = Date.now() + 48 * hour_ms
  const [first] = await passesIn({ start: new Date(from_ms), end: new Date(from_ms + 120 * hour_ms) })
  const window = { start: new Date(Date.parse(first!) - 30_000), end: new Date(Date.parse(first!) + 30_000) }
  await place('TSKRSH-M.NN.NN', window)
  const refused = await sandbox.call('POST', '/v2/orders/', order('TSKPOI-M', window))
  assert.equal(refused.code, 'pass_taken')
})
