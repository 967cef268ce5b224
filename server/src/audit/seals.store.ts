import type { AuditEntry } from '@swath/contract/audit'
import { sql } from 'kysely'
import { type Columns, columns, insertInto, type Row, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

/** One process seals at a time. */
export async function lockSealing(tx: Transaction): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('audit seals', 0))`)
}

/** The last number that some entry has taken, and a transaction that is younger than all that have taken one. */
export async function lastTaken(tx: Transaction): Promise<{ sequence: number; transaction_id: string }> {
  const { sequence } = await tx.one(sql<{ sequence: number }>`
    select case when is_called then last_value else 0 end as sequence from audit_sequence`)
  const { transaction_id } = await tx.one(sql<{ transaction_id: string }>`
    select pg_current_xact_id()::text as transaction_id`)
  return { sequence, transaction_id }
}

/** Whether every transaction up to one has ended. */
export async function haveEnded(tx: Transaction, transaction_id: string): Promise<boolean> {
  const { ended } = await tx.one(sql<{ ended: boolean }>`
    select pg_snapshot_xmin(pg_current_snapshot()) > ${transaction_id}::xid8 as ended`)
  return ended
}

export async function isAnyUnsealed(tx: Transaction): Promise<boolean> {
  const row = await tx.first(sql`
    select from audit_entries where sequence > (select coalesce(max(sequence), 0) from audit_links) limit 1`)
  return row !== undefined
}

const link_columns = columns(
  'audit_links',
  'number, sequence, is_genuine, sha256, contract_id, contract_number, contract_sha256',
)
export type LinkRow = Selected<typeof link_columns>

export function lastLink(tx: Transaction): Promise<LinkRow | undefined> {
  return tx.first(sql<LinkRow>`select ${link_columns} from audit_links order by number desc limit 1`)
}

export function lastLinkOf(tx: Transaction, contract_id: string): Promise<LinkRow | undefined> {
  return tx.first(sql<LinkRow>`
    select ${link_columns} from audit_links where contract_id = ${contract_id} order by contract_number desc limit 1`)
}

export interface UnsealedEntry {
  entry: AuditEntry
  signature: string
}

export async function entriesAfter(
  tx: Transaction,
  stretch: { after: number; last: number; limit: number },
): Promise<UnsealedEntry[]> {
  const rows = await tx.rows(sql<Columns<'all_audit_entries', 'document'> & { signature: string }>`
    select document, signature from all_audit_entries join audit_entries using (sequence)
    where sequence > ${stretch.after} and sequence <= ${stretch.last} order by sequence limit ${stretch.limit}`)
  return rows.map(({ document, signature }) => ({ entry: JSON.parse(document!), signature }))
}

export async function insertLinks(tx: Transaction, links: readonly LinkRow[]): Promise<void> {
  await tx.run(sql`
    insert into audit_links (${link_columns})
    select ${link_columns} from json_populate_recordset(null::audit_links, ${JSON.stringify(links)}::json)`)
}

export async function insertHead(tx: Transaction, head: Row<'audit_heads'>): Promise<void> {
  await tx.run(sql`${insertInto('audit_heads', head)} on conflict do nothing`)
}

const head_columns = columns('audit_heads', 'chain, number, sha256, public_key, signature, signed_at')
export type HeadRow = Selected<typeof head_columns>

/** The newest of a chain: after a change of key several are of one number. */
export function lastHead(tx: Transaction, chain: string): Promise<HeadRow | undefined> {
  return tx.first(sql<HeadRow>`
    select ${head_columns} from audit_heads where chain = ${chain} order by number desc, signed_at desc limit 1`)
}

/** Chains whose last head is by another key. */
export async function chainsToSign(tx: Transaction, public_key: string): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'audit_heads', 'chain'>>`
    select chain from (select chain, max(number) as number from audit_heads group by chain) ends
    where not exists (select from audit_heads h
      where h.chain = ends.chain and h.number = ends.number and h.public_key = ${public_key})
    order by chain`)
  return rows.map(({ chain }) => chain)
}

/** The end of a chain: all entries, or those of a contract. */
export interface End {
  chain: string
  number: number
  sha256: string
}

export function endsOfAll(tx: Transaction): Promise<End[]> {
  return tx.rows(sql<End>`
    (select '' as chain, number, sha256 from audit_links order by number desc limit 1)
    union all
    (select distinct on (contract_id) contract_id, contract_number, contract_sha256 from audit_links
      where contract_id is not null order by contract_id, contract_number desc)`)
}
