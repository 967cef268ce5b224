import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Capture } from '@swath/contract/captures'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Event } from '@swath/contract/events'
import type { LedgerEntry } from '@swath/contract/ledger'
import { anAreaOrder, aPointOrder } from '../app.ts'
import { postgres } from '../databases.ts'
import { Sandbox } from './sandbox.ts'

const kills = 3

/** Server, worker and simulator die at random moments of the story; in the end all is as if they had not. */
async function survive(embedded: boolean) {
  const sandbox = await Sandbox.open({ speed: 10_000, embedded })
  const moments: number[] = []
  try {
    const scenarios = ['clear', 'cloudy-once', 'clear']
    const orders: string[] = []
    for (const scenario of scenarios) {
      const make = orders.length === 2 ? anAreaOrder : aPointOrder
      const at = orders.length === 2 ? undefined : { type: 'Point', coordinates: [12, 1] }
      orders.push((await sandbox.call('POST', '/v2/orders/', make({ metadata: { scenario } }, at))).id)
    }
    for (let kill = 0; kill < kills; kill++) {
      // Not to wait for something: the moment of the crash is what varies.
      moments.push(randomInt(50, 3000))
      await wait(moments.at(-1))
      await sandbox.stack.kill()
      await sandbox.start()
    }
    for (const order_id of orders) {
      const { outcome } = await sandbox.closed(order_id, 180)
      assert.equal(outcome, 'fulfilled', order_id)
    }
    await nothingTwice(sandbox, orders)
  } catch (error) {
    throw new Error(`killed after ${moments.join(', ')} ms: ${(error as Error).message}`, { cause: error })
  } finally {
    await sandbox.close()
  }
}

async function nothingTwice(sandbox: Sandbox, orders: string[]) {
  const all = (path: string) => sandbox.call('GET', `${path}?limit=1000`).then((body) => body.results)
  const captures: Capture[] = await all('/v2/captures/')
  const deliverables: Deliverable[] = await all('/v2/deliverables/')
  const unique = (keys: string[], what: string) => assert.equal(new Set(keys).size, keys.length, what)
  const published = captures.filter((one) => one.status === 'published')
  unique(
    published.map((one) => `${one.order_id}/${one.strip}`),
    'one published capture per part',
  )
  unique(
    captures.map((one) => `${one.order_id}/${one.strip}/${one.attempt}`),
    'one capture per attempt',
  )
  assert.equal(captures.filter((one) => one.status === 'failed').length, 1, 'the cloudy one')
  assert.equal(captures.length, published.length + 1)
  unique(
    deliverables.map((one) => `${one.capture_id}/${one.processing_level}`),
    'one deliverable per level',
  )
  assert.equal(deliverables.length, published.length * 2)
  assert.ok(deliverables.every((one) => one.status === 'DELIVERED'))

  // Charges are booked by a job after the delivery, which may still be under way.
  const entries: LedgerEntry[] = await booked(sandbox, deliverables.length * 2)
  unique(
    entries.map((one) => `${one.deliverable_id}/${one.account}`),
    'one charge per deliverable',
  )
  assert.equal(
    entries.reduce((sum, one) => sum + one.amount_minor, 0),
    0,
  )
  for (const order_id of orders) {
    const events: Event[] = await all(`/v2/orders/${order_id}/events`)
    unique(
      events.map((one) => `${one.data.entity_id} ${one.type}`),
      `no event twice in ${order_id}`,
    )
  }
}

async function booked(sandbox: Sandbox, count: number): Promise<LedgerEntry[]> {
  for (let tries = 0; tries < 300; tries++) {
    const { results } = await sandbox.call('GET', '/v2/ledger/?limit=1000')
    const charges = results.filter((one: LedgerEntry) => one.kind === 'charge')
    if (charges.length >= count) return charges
    await wait(100)
  }
  throw new Error(`fewer than ${count} ledger entries`)
}

describe('a story that is cut off by SIGKILL at random moments ends in the same final state, with nothing twice', () => {
  test('on PGlite', () => survive(true))
  test('on PostgreSQL', { skip: 'skipped' in postgres && postgres.skipped }, () => survive(false))
})
