import type { Transaction } from '../database/db.ts'
import { insertTries } from './messages.store.ts'
import { failureOf, healthAfter, isDown, nextTry, pauseAfter, reasonToDisable } from './rules.ts'
import {
  changeMessages,
  type DueMessage,
  disableWebhook,
  hurryMessages,
  type MessageChange,
  storeHealth,
} from './sending.store.ts'
import type { Tried } from './signed-requests.ts'
import type { WebhookRow } from './store.ts'

export interface SentMessage extends Tried {
  message: DueMessage
}

/** Records tries that were made at the same time, and what follows from them. @returns the webhook as it is now */
export async function recordTries(
  tx: Transaction,
  webhook: WebhookRow,
  sent: readonly SentMessage[],
  now: Date,
): Promise<WebhookRow> {
  if (sent.length === 0) return webhook
  const { webhook_id } = webhook
  await insertTries(
    tx,
    sent.map(({ row }) => row),
  )
  const outcomes = sent.map(({ outcome }) => outcome)
  const health = healthAfter(webhook, outcomes, now)
  const reason = reasonToDisable(health, outcomes, now)
  // A disabled webhook gives up nothing: what is pending goes on when it is enabled again.
  const gives_up = reason === null
  const changes = sent.map((one) => changeAfter(one, now, gives_up))
  await changeMessages(tx, webhook_id, changes, now)
  const paused_until = pauseAfter(health, outcomes, now, Math.random())
  await storeHealth(tx, webhook_id, { ...health, paused_until })
  if (health.failures === 0 && isDown(webhook)) await hurryMessages(tx, webhook_id, now)
  if (reason !== null) {
    await disableWebhook(tx, webhook_id, reason, now)
    const { contract_id } = webhook
    tx.enqueue({
      name: 'digests.tell_webhook_disabled',
      data: { contract_id, order_id: '', entity_id: webhook_id },
    })
  }
  return { ...webhook, ...health, paused_until, is_enabled: webhook.is_enabled && reason === null }
}

function changeAfter({ message, row, outcome }: SentMessage, now: Date, gives_up: boolean): MessageChange {
  const { event_id, tries, first_tried_at } = message
  const tried = { event_id, tries: tries + 1, first_tried_at: first_tried_at ?? row.started_at }
  const last_error = failureOf(outcome)
  if (last_error === null) return { ...tried, state: 'delivered' }
  const next_try_at = nextTry(tried, now, Math.random())
  if (next_try_at === null && gives_up) return { ...tried, state: 'dead', last_error }
  return { ...tried, state: 'pending', last_error, next_try_at: next_try_at ?? now }
}
