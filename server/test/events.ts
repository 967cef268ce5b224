// Events for tests: written as the server writes them, read as a customer does.
import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import type { EventType } from '@swath/contract/events'
import type { EventFeed } from '@swath/contract/feed'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import type { Transaction } from '../src/database/db.ts'
import { readHorizon } from '../src/feed/store.ts'
import { appendEvent } from '../src/record/events.ts'
import { aPointOrder, type TestApp } from './app.ts'

type Customer = 'demo' | 'demo-two'

export class TestEvents {
  /** The order of each customer that the events are about. */
  readonly orders: Readonly<Record<Customer, string>>
  #swath: TestApp

  private constructor(swath: TestApp, orders: Record<Customer, string>) {
    this.#swath = swath
    this.orders = orders
  }

  static async open(swath: TestApp): Promise<TestEvents> {
    const place = async (client: Customer) =>
      (await swath.call(client, 'POST', '/v2/orders/', aPointOrder())).body.id as string
    const events = new TestEvents(swath, { demo: await place('demo'), 'demo-two': await place('demo-two') })
    await untilReadable(swath)
    return events
  }

  append(tx: Transaction, client: Customer, type: EventType = 'OrderUpdated', message = 'A test') {
    return appendEvent(tx, {
      contract_id: demo_contracts[client],
      order_id: this.orders[client],
      entity: 'order',
      entity_id: this.orders[client],
      type,
      action: 'update',
      status: 'received',
      outcome: null,
      reason_code: null,
      message,
      actor: 'test',
      occurred_at: null,
      time: this.#swath.clock.now(),
      changes: { b: 1, a: [1.5, 'ü'] },
    })
  }

  write(type?: EventType, client: Customer = 'demo', message?: string): Promise<void> {
    return this.#swath.app.db.tenant(demo_contracts[client], (tx) => this.append(tx, client, type, message))
  }

  /** Writes, and waits until it can be read. */
  async publish(type?: EventType, client?: Customer, message?: string): Promise<void> {
    await this.write(type, client, message)
    await untilReadable(this.#swath)
  }

  /** Many events in one statement, each with a message of the given length. */
  writeMany(count: number, length = 10): Promise<void> {
    return this.#swath.app.db.tenant(demo_contracts.demo, (tx) =>
      tx.run(sql`
        insert into events (event_id, contract_id, order_id, entity, entity_id, type, action, status, message, actor,
          time, changes)
        select 'evt.' || gen_random_uuid(), ${demo_contracts.demo}, ${this.orders.demo}, 'order', ${this.orders.demo},
          'OrderUpdated', 'update', 'received', repeat('x', ${length}::int), 'test', now(), '{}'
        from generate_series(1, ${count}::int)`),
    )
  }

  async read(query: Record<string, unknown> = {}, client: Customer = 'demo'): Promise<EventFeed> {
    const { status, body } = await this.#swath.call(client, 'GET', `/v2/events/?${queryString(query)}`)
    assert.equal(status, 200, JSON.stringify(body))
    return body
  }

  async latest(client: Customer = 'demo'): Promise<string> {
    return (await this.read({ cursor: 'latest' }, client)).cursor
  }
}

/** Waits until the feed serves what is written: it serves nothing behind an open transaction of the whole cluster. */
export async function untilReadable({ app: { db } }: TestApp): Promise<void> {
  const newest = await db.system((tx) =>
    tx.one(sql<{ id: string }>`select coalesce(max(transaction_id), '0')::text as id from events`),
  )
  while ((await db.system(readHorizon)) <= BigInt(newest.id)) await setTimeout(10)
}

/** Without what is undefined; a list gives a name several times. */
export function queryString(query: Record<string, unknown>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))
  return new URLSearchParams(
    pairs.filter(([, value]) => value !== undefined) as [string, string][],
  ).toString()
}
