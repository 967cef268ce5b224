import type { ReplayWebhook, WebhookReplay } from '@swath/contract/webhooks'
import type { Transaction } from '../database/db.ts'
import { beginning, type EventFeed, isAfter } from '../record/event-feed.ts'
import { wantedMessages } from './fan-out.ts'
import { countDead, putMessages, resendMessages } from './messages.store.ts'
import type { WebhookRow } from './store.ts'

/** Messages, and events looked at, in one request. */
const max_messages = 1000
const max_events = 10_000
const batch = 500

/**
 * Makes messages pending again. Those that are pending already stay as they are, so to ask twice sends once.
 * Messages beyond the webhook's place in the feed are left out: they come anyway.
 */
export async function replay(
  tx: Transaction,
  feed: EventFeed,
  webhook: WebhookRow,
  asked: ReplayWebhook,
  now: Date,
): Promise<WebhookReplay> {
  const { webhook_id } = webhook
  if (asked.message_ids) {
    const replayed = await resendMessages(tx, webhook_id, { message_ids: asked.message_ids }, now)
    return { replayed, has_more: false, cursor: null }
  }
  if (asked.dead) {
    const replayed = await resendMessages(tx, webhook_id, { state: 'dead', limit: max_messages }, now)
    return { replayed, has_more: (await countDead(tx, webhook_id)) > 0, cursor: null }
  }
  return replayRange(tx, feed, webhook, asked, now)
}

async function replayRange(
  tx: Transaction,
  feed: EventFeed,
  webhook: WebhookRow,
  asked: ReplayWebhook,
  now: Date,
): Promise<WebhookReplay> {
  const { contract_id } = webhook
  const from = asked.from === undefined ? -Infinity : Date.parse(asked.from)
  const to = asked.to === undefined ? Infinity : Date.parse(asked.to)
  let after = asked.cursor === undefined ? beginning : feed.decodeCursor(contract_id, asked.cursor)
  const end = await feed.end(tx, contract_id)
  const last = isAfter(webhook, end) ? end : webhook
  let replayed = 0
  for (let looked_at = 0; looked_at < max_events && replayed + batch <= max_messages; looked_at += batch) {
    const events = await feed.between(tx, { contract_id, after, last, limit: batch })
    const chosen = events.filter(({ time }) => time.getTime() >= from && time.getTime() < to)
    replayed += await putMessages(tx, webhook, await wantedMessages(tx, webhook, chosen), now)
    after = events.at(-1) ?? after
    if (events.length < batch)
      return { replayed, has_more: false, cursor: feed.encodeCursor(contract_id, after) }
  }
  return { replayed, has_more: true, cursor: feed.encodeCursor(contract_id, after) }
}
