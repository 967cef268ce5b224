import { sql } from 'kysely'
import { columns, insertInto, json, type Narrow, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { PreviousSecret } from './rules.ts'

const webhook_columns = columns(
  'webhooks',
  `webhook_id, contract_id, url, description, event_types, sku, project, order_id, is_enabled, disabled_reason,
  disabled_at, failures, failing_since, paused_until, secret, previous_secrets, transaction_id, sequence, lease_id,
  created_by, created_at, updated_at`,
)

export type WebhookRow = Narrow<Selected<typeof webhook_columns>, { previous_secrets: PreviousSecret[] }>

export async function countWebhooks(tx: Transaction): Promise<number> {
  const { count } = await tx.one(sql<{ count: number }>`select count(*) from webhooks`)
  return count
}

/** The second of two that create at once waits, so that it counts right. */
export async function lockCreation(tx: Transaction, contract_id: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks ${contract_id}`}, 0))`)
}

export async function insertWebhook(tx: Transaction, row: WebhookRow): Promise<void> {
  const insert = insertInto('webhooks', {
    webhook_id: row.webhook_id,
    contract_id: row.contract_id,
    url: row.url,
    description: row.description,
    event_types: row.event_types,
    sku: row.sku,
    project: row.project,
    order_id: row.order_id,
    is_enabled: row.is_enabled,
    disabled_reason: row.disabled_reason,
    disabled_at: row.disabled_at,
    secret: row.secret,
    transaction_id: row.transaction_id,
    sequence: row.sequence,
    created_by: row.created_by,
    created_at: row.created_at,
    updated_at: row.updated_at,
  })
  await tx.run(insert)
}

export function findWebhook(tx: Transaction, webhook_id: string) {
  return tx.first(sql<WebhookRow>`select ${webhook_columns} from webhooks where webhook_id = ${webhook_id}`)
}

/** Locks the row until the end of the transaction. */
export function lockWebhook(tx: Transaction, webhook_id: string) {
  return tx.first(
    sql<WebhookRow>`select ${webhook_columns} from webhooks where webhook_id = ${webhook_id} for update`,
  )
}

export function listWebhooks(tx: Transaction, { limit, offset }: { limit: number; offset: number }) {
  return tx.rows(sql<WebhookRow>`
    select ${webhook_columns} from webhooks order by created_at, webhook_id limit ${limit} offset ${offset}`)
}

/** Stores what a customer may change, and the state that follows from it. */
export async function updateWebhook(tx: Transaction, row: WebhookRow): Promise<void> {
  const changed = update('webhooks', {
    url: row.url,
    description: row.description,
    event_types: row.event_types,
    sku: row.sku,
    project: row.project,
    order_id: row.order_id,
    is_enabled: row.is_enabled,
    disabled_reason: row.disabled_reason,
    disabled_at: row.disabled_at,
    failures: row.failures,
    failing_since: row.failing_since,
    paused_until: row.paused_until,
    created_by: row.created_by,
    updated_at: row.updated_at,
  })
  await tx.run(sql`${changed} where webhook_id = ${row.webhook_id}`)
}

export async function storeSecrets(tx: Transaction, row: WebhookRow): Promise<void> {
  const { secret, previous_secrets, updated_at } = row
  const changed = update('webhooks', { secret, previous_secrets: json(previous_secrets), updated_at })
  await tx.run(sql`${changed} where webhook_id = ${row.webhook_id}`)
}

export async function deleteWebhook(tx: Transaction, webhook_id: string): Promise<void> {
  await tx.run(sql`delete from webhooks where webhook_id = ${webhook_id}`)
}

/** Hands what a credential has set up to another, or to the house. */
export async function handOn(tx: Transaction, client_id: string, to: string | null): Promise<void> {
  await tx.run(sql`${update('webhooks', { created_by: to })} where created_by = ${client_id}`)
}

/** Those that a credential set up which may that no longer. */
export function disableOrphans(tx: Transaction, now: Date) {
  const disabled = update('webhooks', {
    is_enabled: false,
    disabled_reason: 'credential_ended',
    disabled_at: now,
    updated_at: now,
  })
  return tx.rows(sql<Pick<WebhookRow, 'webhook_id' | 'contract_id' | 'created_by'>>`
    ${disabled}
    where is_enabled and not credential_may(created_by, 'administer', ${now})
    returning webhook_id, contract_id, created_by`)
}

// Housekeeping -----------------------------------------------------------------------------------------

/** Webhooks with a secret that another key than the current one encrypted. */
export function webhooksOfOldKeys(tx: Transaction, prefix: string) {
  return tx.rows(sql<WebhookRow>`
    select ${webhook_columns} from webhooks
    where not starts_with(secret, ${prefix})
      or exists (select from jsonb_array_elements(previous_secrets) p where not starts_with(p ->> 'secret', ${prefix}))
    limit 100 for update`)
}

/** Previous secrets that are valid no longer are removed, and so is the log of long ago. */
export async function forgetOld(tx: Transaction, now: Date, log_before: Date): Promise<void> {
  const still_valid = sql`(
    select coalesce(jsonb_agg(p order by p ->> 'until' desc), '[]') from jsonb_array_elements(previous_secrets) p
    where (p ->> 'until')::timestamptz > ${now})`
  await tx.run(sql`
    ${update('webhooks', { previous_secrets: still_valid })} where previous_secrets <> '[]'`)
  await tx.run(sql`delete from webhook_tries where started_at < ${log_before}`)
  await tx.run(sql`delete from webhook_messages where state = 'delivered' and delivered_at < ${log_before}`)
  await tx.run(sql`
    delete from webhook_bodies b where not exists (select from webhook_messages m where m.event_id = b.event_id)`)
}
