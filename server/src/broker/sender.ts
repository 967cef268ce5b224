import pLimit from 'p-limit'
import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import { isDatabaseUnavailable } from '../platform/database-unavailable.ts'
import type { Log } from '../platform/log.ts'
import type { EventFeed, FeedPlace } from '../record/event-feed.ts'
import { type EventRow, publicEvent } from '../record/events.ts'
import type { Broker, BrokerMessage } from './nats.ts'
import { contractsBehind, giveLeaseBack, movePlace, takeLease } from './store.ts'

/** Contracts whose events are under way at the same time. */
const max_at_once = 16
/** Events after which the place is stored: so many come again after a kill. */
const batch = 200
const lease_ms = 30_000
/** A sender stops so long before its lease ends: the next one must not overtake it. */
const margin_ms = 10_000
const look_ms = 500
const longest_pause_ms = 30_000

interface Parts {
  db: Database
  clock: Clock
  log: Log
  feed: Pick<EventFeed, 'end' | 'between'>
  broker: Broker
}

/**
 * Publishes every event to a broker, from places in the feeds that are kept in the database: each contract's in
 * the order of its feed, one after the other was stored. Of many processes one publishes, as long as it holds
 * the lease of the stream. Wherever it breaks off, the next begins at the place that was stored; what comes
 * twice has the same id.
 */
export class BrokerSender {
  #parts: Parts
  readonly #lease_id = crypto.randomUUID()
  /** By `performance.now()`. */
  #leased_until = 0
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #failures = 0
  #is_closing = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Publishes everything that can be read, if no other process does. @throws what the broker said */
  run(): Promise<void> {
    this.#running ??= this.#publishAll().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Publishes from now on, without being asked. */
  start() {
    this.#timer = setTimeout(() => this.#look(), look_ms)
  }

  async stop(): Promise<void> {
    const { db, broker } = this.#parts
    this.#is_closing = true
    clearTimeout(this.#timer)
    await this.#running?.catch(() => undefined)
    await broker.close()
    if (this.#leased_until === 0) return
    // Without a database the lease ends by itself.
    await db
      .system((tx) => giveLeaseBack(tx, broker.stream, this.#lease_id))
      .catch((error) => {
        if (!isDatabaseUnavailable(error)) throw error
      })
  }

  async #look() {
    try {
      await this.run()
      this.#failures = 0
    } catch (error) {
      // Once, and not every half minute of a night.
      if (this.#failures++ === 0)
        this.#parts.log.error({ err: error }, 'the broker takes no events; trying again')
      await this.#parts.broker.close()
    }
    const pause_ms = Math.min(look_ms * 2 ** Math.min(this.#failures, 10), longest_pause_ms)
    if (!this.#is_closing) this.#timer = setTimeout(() => this.#look(), pause_ms)
  }

  async #publishAll(): Promise<void> {
    const { db, broker } = this.#parts
    const limited = pLimit(max_at_once)
    while (!this.#is_closing) {
      // To look costs no write, which would make kept answers useless (ADR 11).
      const behind = await db.system((tx) => contractsBehind(tx, broker.stream))
      if (behind.length === 0 || !(await this.#holdLease())) return
      const done = await Promise.allSettled(behind.map((one) => limited(() => this.#publishBatch(one))))
      // Events of one contract that are refused hold up no other: the others go on while they get through.
      const failed = done.filter((one) => one.status === 'rejected')
      if (failed.length === done.length) throw failed[0]!.reason
    }
  }

  async #publishBatch({ contract_id, ...after }: { contract_id: string } & FeedPlace): Promise<void> {
    const { db, feed, broker } = this.#parts
    const events = await db.system(async (tx) => {
      const last = await feed.end(tx, contract_id)
      return feed.between(tx, { contract_id, after, last, limit: batch })
    })
    let stored: FeedPlace | undefined
    try {
      for (const event of events) {
        if (this.#is_closing || performance.now() > this.#leased_until) break
        await broker.publish(messageOf(event))
        stored = event
      }
    } finally {
      const lease = { stream: broker.stream, lease_id: this.#lease_id }
      const place = stored
      if (place) await db.system((tx) => movePlace(tx, lease, contract_id, place))
    }
  }

  async #holdLease(): Promise<boolean> {
    const { db, clock, broker } = this.#parts
    const now = clock.now()
    const asked_at = performance.now()
    const lease = { lease_id: this.#lease_id, until: new Date(now.getTime() + lease_ms) }
    const is_held = await db.system((tx) => takeLease(tx, broker.stream, lease, now))
    this.#leased_until = is_held ? asked_at + lease_ms - margin_ms : 0
    return is_held
  }
}

/** The same bytes as in the feed and in webhooks. */
function messageOf(event: EventRow): BrokerMessage {
  const { event_id, contract_id, entity, type } = event
  // These characters would end a token of a subject, or stand for many.
  const contract = contract_id.replaceAll(/[.*>\s]/g, '_')
  return { id: event_id, subject: `${contract}.${entity}.${type}`, body: JSON.stringify(publicEvent(event)) }
}
