import { sql } from 'kysely'
import { type Columns, insertInto } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

/** The secret is encrypted. */
export type SigningKeyRow = Columns<'signing_keys', 'key_id' | 'secret' | 'created_at'>

/** Until the end of the transaction nobody else changes them. */
export async function lockKeys(tx: Transaction): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('signing keys', 0))`)
}

/**
 * The newest first, which signs.
 * @param since without those whose successor was made before
 */
export function listKeys(tx: Transaction, since: Date) {
  return tx.rows(sql<SigningKeyRow>`
    select key_id, secret, created_at from signing_keys_in_use where coalesce(retired_at > ${since}, true)
    order by position desc`)
}

export async function insertKey(
  tx: Transaction,
  { key_id, secret, created_at }: SigningKeyRow,
): Promise<void> {
  await tx.run(insertInto('signing_keys', { key_id, secret, created_at }))
}

export async function deleteKeys(tx: Transaction): Promise<void> {
  await tx.run(sql`delete from signing_keys`)
}

/** @param since those whose successor was made before */
export async function deleteOldKeys(tx: Transaction, since: Date): Promise<void> {
  await tx.run(sql`
    delete from signing_keys where key_id in (select key_id from signing_keys_in_use where retired_at <= ${since})`)
}
