import { sql } from 'kysely'
import { type Columns, columns, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { type FeedPlace, feed_horizon } from '../record/event-feed.ts'
import { down_failures, type Health, isDown } from './rules.ts'
import type { WebhookRow } from './store.ts'

const message_columns = columns('webhook_messages as m', 'event_id, type, tries, first_tried_at')

/** A message that is to be sent now. */
export type DueMessage = Selected<typeof message_columns> & Columns<'webhook_bodies', 'body'>

export type Claim = Columns<'webhooks', 'webhook_id' | 'contract_id'>

/**
 * The messages `m` of webhooks `w` that are due, with nothing older of their entity in front of them. Two events of
 * one entity may lie the other way round in the feed, so the older may not even be a message yet. While the
 * receiver is down, the pauses of the webhook count and not those of its messages: any of them finds out
 * whether it is back.
 */
function isSendable(now: Date) {
  return sql`m.webhook_id = w.webhook_id and m.state = 'pending'
    and (m.next_try_at <= ${now} or w.failures >= ${down_failures})
    and not exists (
      select from webhook_messages older where older.webhook_id = m.webhook_id and older.entity_id = m.entity_id
        and older.state = 'pending' and older.sequence < m.sequence)
    and not exists (
      select from events older where older.entity_id = m.entity_id and older.sequence < m.sequence
        and (older.transaction_id, older.sequence) > (w.transaction_id, w.sequence))`
}

/** Gives webhooks with something to do to the caller, for whom alone they are until `until`. */
export async function claimDue(
  tx: Transaction,
  lease: { lease_id: string; until: Date; limit: number },
  now: Date,
): Promise<Claim[]> {
  return tx.rows(sql<Claim>`
    ${update('webhooks', { lease_id: lease.lease_id, lease_until: lease.until })}
    where webhook_id in (
      select webhook_id from webhooks w
      where is_enabled and coalesce(lease_until <= ${now}, true) and coalesce(paused_until <= ${now}, true)
        and (exists (select from webhook_messages m where ${isSendable(now)})
          or exists (select from events e where e.contract_id = w.contract_id
            and (e.transaction_id, e.sequence) > (w.transaction_id, w.sequence)
            and e.transaction_id < ${feed_horizon}))
      order by lease_until nulls first, webhook_id limit ${lease.limit} for update skip locked)
    returning webhook_id, contract_id`)
}

/** The oldest first. To find out whether a receiver is back, that which was not tried for longest. */
export function sendableMessages(tx: Transaction, webhook: WebhookRow, limit: number, now: Date) {
  const order = isDown(webhook) ? sql`m.next_try_at, m.sequence` : sql`m.sequence`
  return tx.rows(sql<DueMessage>`
    select ${message_columns}, b.body
    from webhooks w join webhook_messages m using (webhook_id) join webhook_bodies b on b.event_id = m.event_id
    where w.webhook_id = ${webhook.webhook_id} and ${isSendable(now)}
    order by ${order} limit ${limit}`)
}

export async function moveCursor(
  tx: Transaction,
  webhook_id: string,
  { transaction_id, sequence }: FeedPlace,
) {
  await tx.run(sql`
    ${update('webhooks', { transaction_id, sequence })} where webhook_id = ${webhook_id}`)
}

/** The result of a try of a message. A message that is not pending any more keeps its state. */
export type MessageChange = { event_id: string; first_tried_at: Date; tries: number } & (
  | { state: 'delivered' }
  | { state: 'dead'; last_error: string }
  | { state: 'pending'; last_error: string; next_try_at: Date }
)

export async function changeMessages(
  tx: Transaction,
  webhook_id: string,
  changes: readonly MessageChange[],
  now: Date,
) {
  const changed = update('webhook_messages as m', {
    state: sql`given.state`,
    tries: sql`given.tries`,
    first_tried_at: sql`given.first_tried_at`,
    last_error: sql`given.last_error`,
    next_try_at: sql`coalesce(given.next_try_at, m.next_try_at)`,
    delivered_at: sql`case when given.state = 'delivered' then ${now}::timestamptz end`,
  })
  await tx.run(sql`
    ${changed}
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as given (event_id text, state text, tries integer,
      first_tried_at timestamptz, last_error text, next_try_at timestamptz)
    where m.webhook_id = ${webhook_id} and m.event_id = given.event_id and m.state = 'pending'`)
}

/** The receiver is back, or is another one: what waits for another try need not wait longer. */
export async function hurryMessages(tx: Transaction, webhook_id: string, now: Date): Promise<void> {
  await tx.run(sql`
    ${update('webhook_messages', { next_try_at: now })}
    where webhook_id = ${webhook_id} and state = 'pending' and next_try_at > ${now}`)
}

export async function storeHealth(
  tx: Transaction,
  webhook_id: string,
  { failures, failing_since, paused_until }: Health & Pick<WebhookRow, 'paused_until'>,
): Promise<void> {
  await tx.run(sql`
    ${update('webhooks', { failures, failing_since, paused_until })}
    where webhook_id = ${webhook_id}`)
}

export async function disableWebhook(
  tx: Transaction,
  webhook_id: string,
  reason: WebhookRow['disabled_reason'],
  now: Date,
) {
  const disabled = update('webhooks', {
    is_enabled: false,
    disabled_reason: reason,
    disabled_at: now,
    updated_at: now,
  })
  await tx.run(sql`
    ${disabled} where webhook_id = ${webhook_id} and is_enabled`)
}

export async function keepLease(tx: Transaction, lease_id: string, webhook_id: string, until: Date) {
  await tx.run(sql`
    ${update('webhooks', { lease_until: until })} where webhook_id = ${webhook_id} and lease_id = ${lease_id}`)
}

/** The end of the lease stays, so that whoever waits longest comes first. */
export async function giveBack(tx: Transaction, lease_id: string, webhook_id: string, now: Date) {
  await tx.run(sql`
    ${update('webhooks', { lease_id: null, lease_until: now })}
    where webhook_id = ${webhook_id} and lease_id = ${lease_id}`)
}
