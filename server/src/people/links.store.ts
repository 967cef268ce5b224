import { sql } from 'kysely'
import { columns, insertInto, type Narrow, type Row, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

const link_columns = columns('one_time_links', 'purpose, person_id, is_mailed, created_at, expires_at')
type LinkRow = Narrow<Selected<typeof link_columns>, { purpose: 'setup' | 'reset' }>

export async function insertLink(tx: Transaction, row: Row<'one_time_links'>): Promise<void> {
  await tx.run(insertInto('one_time_links', row))
}

/** It is good for nobody else any more, even if it turns out to be too old. */
export function takeLink(tx: Transaction, digest: string, purpose: LinkRow['purpose']) {
  return tx.first(sql<LinkRow>`
    delete from one_time_links where token_sha256 = ${digest} and purpose = ${purpose} returning ${link_columns}`)
}

/** When it ends. */
export async function findLinkEnd(tx: Transaction, digest: string, purpose: LinkRow['purpose']) {
  const row = await tx.first(sql<Pick<LinkRow, 'expires_at'>>`
    select expires_at from one_time_links where token_sha256 = ${digest} and purpose = ${purpose}`)
  return row?.expires_at
}

/** When a link of this kind was mailed last. */
export async function lastMailed(tx: Transaction, person_id: string): Promise<Date | undefined> {
  const row = await tx.first(sql<Pick<LinkRow, 'created_at'>>`
    select created_at from one_time_links where person_id = ${person_id} and is_mailed
    order by created_at desc limit 1`)
  return row?.created_at
}

export async function hasSetupLink(tx: Transaction, now: Date): Promise<boolean> {
  const row = await tx.first(sql`
    select from one_time_links where purpose = 'setup' and expires_at > ${now} limit 1`)
  return row !== undefined
}

export async function deleteLinks(tx: Transaction, of: { purpose: 'setup' } | { person_id: string }) {
  await tx.run(
    'purpose' in of
      ? sql`delete from one_time_links where purpose = ${of.purpose}`
      : sql`delete from one_time_links where person_id = ${of.person_id}`,
  )
}

export async function forgetLinks(tx: Transaction, now: Date): Promise<void> {
  await tx.run(sql`delete from one_time_links where expires_at <= ${now}`)
}
