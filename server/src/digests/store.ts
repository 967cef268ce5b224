import { sql } from 'kysely'
import { columns, insertInto, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

const digest_columns = columns(
  'digests',
  `digest_id, contract_id, unsubscribe_token, email, frequency, state, transaction_id, sequence, next_at, last_sent_at,
  last_error, created_by, created_at, updated_at`,
)

export type DigestRow = Selected<typeof digest_columns>

/** The second of two that create at once waits, so that it counts right. */
export async function lockCreation(tx: Transaction, contract_id: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`digests ${contract_id}`}, 0))`)
}

export async function countDigests(tx: Transaction): Promise<number> {
  const { count } = await tx.one(sql<{ count: number }>`select count(*) from digests`)
  return count
}

export async function hasDigest(tx: Transaction, email: string): Promise<boolean> {
  return (await tx.first(sql`select from digests where lower(email) = lower(${email})`)) !== undefined
}

export async function insertDigest(tx: Transaction, row: DigestRow): Promise<void> {
  const insert = insertInto('digests', {
    digest_id: row.digest_id,
    contract_id: row.contract_id,
    unsubscribe_token: row.unsubscribe_token,
    email: row.email,
    frequency: row.frequency,
    state: row.state,
    transaction_id: row.transaction_id,
    sequence: row.sequence,
    next_at: row.next_at,
    created_by: row.created_by,
    created_at: row.created_at,
    updated_at: row.updated_at,
  })
  await tx.run(insert)
}

export function findDigest(tx: Transaction, digest_id: string) {
  return tx.first(sql<DigestRow>`select ${digest_columns} from digests where digest_id = ${digest_id}`)
}

/** Locks the row until the end of the transaction. */
export function lockDigest(tx: Transaction, digest_id: string) {
  return tx.first(
    sql<DigestRow>`select ${digest_columns} from digests where digest_id = ${digest_id} for update`,
  )
}

export function listDigests(tx: Transaction, { limit, offset }: { limit: number; offset: number }) {
  return tx.rows(sql<DigestRow>`
    select ${digest_columns} from digests order by created_at, digest_id limit ${limit} offset ${offset}`)
}

export function activeDigests(tx: Transaction) {
  return tx.rows(sql<DigestRow>`select ${digest_columns} from digests where state = 'active'`)
}

export async function updateDigest(tx: Transaction, row: DigestRow): Promise<void> {
  const { frequency, state, transaction_id, sequence, next_at, last_sent_at, last_error, updated_at } = row
  const place = { transaction_id, sequence }
  const changed = update('digests', {
    frequency,
    state,
    ...place,
    next_at,
    last_sent_at,
    last_error,
    updated_at,
  })
  await tx.run(sql`${changed} where digest_id = ${row.digest_id}`)
}

/** Deletes a digest, with the mails that were not sent yet. */
export async function deleteDigest(tx: Transaction, digest_id: string): Promise<void> {
  await tx.run(sql`delete from digests where digest_id = ${digest_id}`)
  await dropPendingMails(tx, digest_id)
}

export async function dropPendingMails(tx: Transaction, digest_id: string): Promise<void> {
  await tx.run(sql`delete from digest_mails where digest_id = ${digest_id} and state = 'pending'`)
}

/** Those whose time has come. While a mail waits for the mail server, what happens meanwhile waits for the next. */
export function dueDigests(tx: Transaction, now: Date) {
  return tx.rows(sql<Pick<DigestRow, 'digest_id' | 'contract_id'>>`
    select digest_id, contract_id from digests d where state = 'active' and next_at <= ${now}
      and not exists (select from digest_mails m where m.digest_id = d.digest_id and m.state = 'pending')
    order by next_at limit 1000`)
}

/** Hands what a credential has set up to another, or to the house. */
export async function handOn(tx: Transaction, client_id: string, to: string | null): Promise<void> {
  await tx.run(sql`${update('digests', { created_by: to })} where created_by = ${client_id}`)
}

/** Those that a credential asked for which may that no longer; with what was not sent yet. */
export function endOrphans(tx: Transaction, now: Date) {
  return tx.rows(sql<Pick<DigestRow, 'digest_id' | 'contract_id' | 'created_by'>>`
    with ended as (
      ${update('digests', { state: 'revoked', updated_at: now })}
      where state <> 'revoked' and not credential_may(created_by, 'administer', ${now})
      returning digest_id, contract_id, created_by),
    dropped as (delete from digest_mails m using ended e where m.digest_id = e.digest_id and m.state = 'pending')
    select * from ended`)
}
