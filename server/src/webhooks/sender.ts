import type { Database, Transaction } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { DueWork } from '../queue/due-work.ts'
import type { EventFeed } from '../record/event-feed.ts'
import { fanOut } from './fan-out.ts'
import { recordTries, type SentMessage } from './recording.ts'
import { isDown, messagesPerStep, parallel } from './rules.ts'
import {
  type Claim,
  claimDue,
  type DueMessage,
  giveBack,
  keepLease,
  sendableMessages,
} from './sending.store.ts'
import type { SignedRequests } from './signed-requests.ts'
import { lockWebhook, type WebhookRow } from './store.ts'

/** Receivers that a process sends to at the same time. */
const max_at_once = 64
const look_ms = 500
/** Then a receiver with much to come lets others in front. */
const turn_ms = 30_000
/** After this, what was sent is recorded: the lease is kept in that moment. */
const step_ms = 5_000
/** A worker counts as dead so long after its last sign of life, besides the time that a request may take. */
const lease_margin_ms = 60_000

interface Turn extends Claim {
  lease_id: string
  /** By `performance.now()`. */
  ends: number
}

interface Work {
  webhook: WebhookRow
  messages: DueMessage[]
}

interface Parts {
  db: Database
  clock: Clock
  feed: EventFeed
  requests: SignedRequests
  log: Log
}

/**
 * Sends messages to several receivers at once, so that none waits for another. A receiver's turn goes on where the
 * webhook's row says, as long as this process holds the lease, in steps: a short transaction records what was sent and
 * takes what comes next, then the requests are made, without any connection to the database. Wherever a turn breaks
 * off, everything that is not recorded as delivered is sent again.
 */
export class WebhookSender {
  #parts: Parts
  #due: DueWork<Turn>
  #is_closing = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#due = new DueWork({
      max: max_at_once,
      claim: (limit) => this.#claim(limit),
      work: (turn) => this.#drain(turn),
      log: parts.log,
    })
  }

  /** Sends everything that is due, until nothing is. */
  run(): Promise<void> {
    return this.#due.run()
  }

  /** Looks for something to send from now on, without being asked. */
  start() {
    this.#due.start(look_ms)
  }

  /** Lets requests end that are under way, and records them. */
  stop(): Promise<void> {
    this.#is_closing = true
    return this.#due.stop()
  }

  async #claim(limit: number): Promise<Turn[]> {
    const lease_id = crypto.randomUUID()
    const now = this.#parts.clock.now()
    const lease = { lease_id, until: this.#leaseEnd(now), limit }
    const claims = await this.#parts.db.system((tx) => claimDue(tx, lease, now))
    return claims.map((claim) => ({ ...claim, lease_id, ends: performance.now() + turn_ms }))
  }

  async #drain(turn: Turn): Promise<void> {
    const { db } = this.#parts
    for (let sent: SentMessage[] = []; ; ) {
      const work = await db.tenant(turn.contract_id, (tx) => this.#step(tx, turn, sent))
      if (!work) return
      sent = await this.#sendAll(work)
    }
  }

  /** Some at once. After a failure, or a time, what is not under way waits for the next step. */
  async #sendAll({ webhook, messages }: Work): Promise<SentMessage[]> {
    const ends = performance.now() + step_ms
    const waiting = messages.values()
    const sent: SentMessage[] = []
    let is_over = false
    const sendOnes = async () => {
      for (const message of waiting) {
        const tried = await this.#parts.requests.send(webhook, message)
        sent.push({ message, ...tried })
        is_over ||= tried.row.state === 'failed' || performance.now() > ends
        if (is_over) return
      }
    }
    await Promise.all(Array.from({ length: parallel }, sendOnes))
    return sent
  }

  /** Records what was sent. @returns what comes next, or undefined at the end of the turn */
  async #step(tx: Transaction, turn: Turn, sent: readonly SentMessage[]): Promise<Work | undefined> {
    const { webhook_id, contract_id, lease_id } = turn
    const now = this.#parts.clock.now()
    const before = await lockWebhook(tx, webhook_id)
    if (!before) return undefined
    const webhook = await recordTries(tx, before, sent, now)
    if (before.is_enabled && !webhook.is_enabled) {
      this.#parts.log.warn({ webhook_id, contract_id }, 'a webhook was disabled')
    }
    if (webhook.lease_id !== lease_id) return undefined
    const work = this.#mayGoOn(turn, webhook, now) ? await this.#nextWork(tx, webhook, now) : undefined
    if (work) await keepLease(tx, lease_id, webhook_id, this.#leaseEnd(now))
    else await giveBack(tx, lease_id, webhook_id, now)
    return work
  }

  async #nextWork(tx: Transaction, webhook: WebhookRow, now: Date): Promise<Work | undefined> {
    const find = () => sendableMessages(tx, webhook, messagesPerStep(webhook), now)
    const read = () => fanOut(tx, this.#parts.feed, webhook, now)
    // A new message may get through where everything fails that is there.
    let has_news = isDown(webhook) && (await read())
    let messages = await find()
    if (messages.length === 0 && !has_news) {
      has_news = await read()
      messages = await find()
    }
    return messages.length > 0 || has_news ? { webhook, messages } : undefined
  }

  #mayGoOn({ ends }: Turn, { is_enabled, paused_until }: WebhookRow, now: Date): boolean {
    const is_paused = paused_until !== null && paused_until > now
    return is_enabled && !is_paused && !this.#is_closing && performance.now() < ends
  }

  #leaseEnd(now: Date): Date {
    return new Date(now.getTime() + this.#parts.requests.timeout_ms + lease_margin_ms)
  }
}
