import type { Database, Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { EventFeed, FeedPlace } from '../record/event-feed.ts'
import type { DigestLinks } from './links.ts'
import { confirmationText, digestText, disabledWebhookText, type OrderNews } from './mail-text.ts'
import { insertMail, type MailText } from './mails.store.ts'
import { countNews, findDisabledWebhook, findNews } from './news.store.ts'
import { lineOf, nextAt, type Totals, told_types } from './rules.ts'
import { activeDigests, type DigestRow, dueDigests, lockDigest, updateDigest } from './store.ts'

/** Orders that are told in full in one mail. */
const max_orders = 50

interface Parts {
  db: Database
  clock: Clock
  feed: EventFeed
  links: DigestLinks
}

/** Writes the mails. They are sent later, as they stand here. */
export class DigestWriter {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Writes what is due, each digest in a transaction of its own: one that fails holds up no other. */
  async writeDue(): Promise<void> {
    const { db, clock } = this.#parts
    const now = clock.now()
    const failures: unknown[] = []
    for (const { digest_id, contract_id } of await db.system((tx) => dueDigests(tx, now))) {
      const written = db.tenant(contract_id, (tx) => this.#writeDigest(tx, digest_id, now))
      await written.catch((error) => failures.push(error))
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Digests could not be written')
  }

  async writeConfirmation(tx: Transaction, digest: DigestRow, now: Date): Promise<void> {
    const { links } = this.#parts
    const confirm = await links.confirm(digest)
    await this.#put(
      tx,
      digest,
      'confirmation',
      confirmationText(digest.contract_id, confirm, links.unsubscribe(digest)),
      now,
    )
  }

  /** Tells every address of the contract that the server disabled a webhook; once, however often it is asked to. */
  async writeDisabledWebhook(contract_id: string, webhook_id: string): Promise<void> {
    const { db, clock, links } = this.#parts
    await db.tenant(contract_id, async (tx) => {
      const webhook = await findDisabledWebhook(tx, webhook_id)
      if (!webhook) return
      const about = `${webhook_id} ${webhook.disabled_at.toISOString()}`
      for (const digest of await activeDigests(tx)) {
        const url = links.toPage(contract_id, `webhooks/${webhook_id}`)
        const text = disabledWebhookText(webhook, url, links.unsubscribe(digest))
        await this.#put(tx, digest, about, text, clock.now())
      }
    })
  }

  /**
   * The mail and the place up to which it tells are stored together: every event is in exactly one digest.
   * When nothing happened, only the time of the next one moves.
   */
  async #writeDigest(tx: Transaction, digest_id: string, now: Date): Promise<void> {
    const digest = await lockDigest(tx, digest_id)
    if (digest?.state !== 'active' || digest.next_at > now) return
    const last = await this.#parts.feed.end(tx, digest.contract_id)
    const next_at = nextAt(digest.frequency, now)
    const stretch = { contract_id: digest.contract_id, after: digest, last, types: told_types }
    const totals = await countNews(tx, stretch)
    if (totals.orders > 0) {
      const orders = this.#ordersOf(digest, await findNews(tx, stretch, max_orders))
      await this.#put(tx, digest, placeName(last), await this.#digestText(digest, totals, orders), now)
    }
    await updateDigest(tx, { ...digest, ...last, next_at })
  }

  #ordersOf({ contract_id }: DigestRow, rows: Awaited<ReturnType<typeof findNews>>): OrderNews[] {
    return [...Map.groupBy(rows, (row) => row.order_id)].map(([order_id, of_order]) => ({
      order_id,
      order_name: of_order[0]!.order_name,
      sku: of_order[0]!.sku,
      url: this.#parts.links.toPage(contract_id, `orders/${order_id}`),
      lines: of_order.map(lineOf),
    }))
  }

  async #digestText(digest: DigestRow, totals: Totals, orders: OrderNews[]): Promise<MailText> {
    const { links } = this.#parts
    const { contract_id } = digest
    const unsubscribe_url = links.unsubscribe(digest)
    const orders_url = links.toPage(contract_id, 'orders')
    return digestText({ contract_id, totals, orders, orders_url, unsubscribe_url })
  }

  async #put(tx: Transaction, digest: DigestRow, about: string, text: MailText, now: Date) {
    const { digest_id, contract_id } = digest
    await insertMail(tx, { mail_id: newId('mail', now), digest_id, contract_id, about, ...text }, now)
  }
}

function placeName({ transaction_id, sequence }: FeedPlace): string {
  return `news up to ${transaction_id} ${sequence}`
}
