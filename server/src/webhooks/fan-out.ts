import type { Transaction } from '../database/db.ts'
import type { EventFeed } from '../record/event-feed.ts'
import { type EventRow, publicEvent } from '../record/events.ts'
import { type NewMessage, orderFacts, putMessages } from './messages.store.ts'
import { isWanted } from './rules.ts'
import { moveCursor } from './sending.store.ts'
import type { WebhookRow } from './store.ts'

/** Events that are looked at in one transaction. */
const batch = 500

/**
 * Makes messages of the events that follow the webhook's place in the feed, and moves it, in one transaction:
 * whatever happens, no event is left out.
 *
 * @returns whether there was anything
 */
export async function fanOut(
  tx: Transaction,
  feed: EventFeed,
  webhook: WebhookRow,
  now: Date,
): Promise<boolean> {
  const { contract_id } = webhook
  const last = await feed.end(tx, contract_id)
  const events = await feed.between(tx, { contract_id, after: webhook, last, limit: batch })
  if (events.length === 0) return false
  await putMessages(tx, webhook, await wantedMessages(tx, webhook, events), now)
  await moveCursor(tx, webhook.webhook_id, events.at(-1)!)
  return true
}

/** Those of the events that the webhook is for. */
export async function wantedMessages(
  tx: Transaction,
  webhook: WebhookRow,
  events: readonly EventRow[],
): Promise<NewMessage[]> {
  const asks_for_orders = webhook.sku.length > 0 || webhook.project.length > 0
  const orders = asks_for_orders
    ? await orderFacts(tx, [...new Set(events.map((event) => event.order_id))])
    : undefined
  return events
    .filter((event) => isWanted(webhook, event, orders?.get(event.order_id)))
    .map((event) => ({
      event_id: event.event_id,
      entity_id: event.entity_id,
      sequence: event.sequence,
      type: event.type,
      // The same text as in the feed and in the stream.
      body: JSON.stringify(publicEvent(event)),
    }))
}
