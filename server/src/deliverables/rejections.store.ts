import type { ContractHistory, Rejection, RejectionPolicy } from '@swath/contract/deliverables'
import { sql } from 'kysely'
import { type Columns, columns, type Narrow, type Row, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { type FileRow, listFiles, type StoredRejection } from './store.ts'

const refundable_columns = columns(
  'deliverables as d',
  'contract_id, order_id, deliverable_id, currency, delivered_at, amount_minor, credited_minor, rejection',
)

/** A delivered product, as far as giving money back is concerned. */
export interface Refundable
  extends Narrow<
    Selected<typeof refundable_columns>,
    { delivered_at: Date; amount_minor: number; rejection: StoredRejection | null }
  > {
  origin: Row<'order_facts'>['origin']
}

/** The caller has locked the row, and knows that it was delivered. */
export function findRefundable(tx: Transaction, deliverable_id: string) {
  return tx.one(sql<Refundable>`
    select ${refundable_columns}, o.origin
    from deliverables d join order_facts o using (order_id) where d.deliverable_id = ${deliverable_id}`)
}

/** Makes those wait who judge another rejection of the contract: what was refunded by itself has a limit. */
export async function lockJudgement(tx: Transaction, contract_id: string) {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`rejections ${contract_id}`}, 0))`)
}

export interface MonthOfRefunds {
  rejection_policy: RejectionPolicy
  refunded_minor: number
  delivered_minor: number
}

/** Undefined: there is no such contract. */
export async function findPolicy(tx: Transaction, contract_id: string): Promise<RejectionPolicy | undefined> {
  const row = await tx.first(sql<Pick<MonthOfRefunds, 'rejection_policy'>>`
    select rejection_policy from contract_facts where contract_id = ${contract_id}`)
  return row?.rejection_policy
}

export function monthOfRefunds(tx: Transaction, contract_id: string, now: Date) {
  const month = sql`date_trunc('month', ${now}::timestamptz, 'UTC')`
  return tx.one(sql<MonthOfRefunds>`
    select c.rejection_policy,
      (select coalesce(sum((rejection ->> 'refund_minor')::bigint), 0)::bigint from deliverables
        where contract_id = c.contract_id and rejection ->> 'status' = 'accepted'
          and rejection ->> 'decided_by' = 'swath'
          and (rejection ->> 'decided_at')::timestamptz >= ${month}) as refunded_minor,
      (select coalesce(sum(amount_minor), 0)::bigint from deliverables
        where contract_id = c.contract_id and coalesce(delivered_at, '-infinity') >= ${month}) as delivered_minor
    from contract_facts c where c.contract_id = ${contract_id}`)
}

/** The documents of rejected deliverables of all contracts, the oldest request first. */
export async function listRejected(
  tx: Transaction,
  status: Rejection['status'],
  { limit, offset }: { limit: number; offset: number },
) {
  const { count } = await tx.one(sql<{ count: number }>`
    select count(*) from deliverables where rejection is not null and rejection ->> 'status' = ${status}`)
  const rows = await tx.rows(sql<Columns<'deliverables', 'document'>>`
    select document from deliverables where rejection is not null and rejection ->> 'status' = ${status}
    order by rejection ->> 'requested_at', deliverable_id limit ${limit} offset ${offset}`)
  return { count, documents: rows.map((row) => row.document) }
}

export interface HistoryRow extends Omit<ContractHistory, 'rejections' | 'last_order_at'> {
  last_order_at: Date | null
  requested: number
  accepted: number
  denied: number
}

/** Undefined: there is no such contract. */
export function findHistory(tx: Transaction, contract_id: string): Promise<HistoryRow | undefined> {
  return tx.first(sql<HistoryRow>`
    select c.contract_id, o.*, d.*
    from contract_facts c
      cross join lateral (
        select count(*) as orders, count(*) filter (where outcome is null) as open_orders,
          count(*) filter (where outcome in ('fulfilled', 'partially_fulfilled')) as fulfilled_orders,
          max(created_at) as last_order_at
        from order_facts where contract_id = c.contract_id) o
      cross join lateral (
        select count(*) filter (where coalesce(delivered_at, '-infinity') > '-infinity') as delivered,
          count(*) filter (where rejection ->> 'status' = 'requested') as requested,
          count(*) filter (where rejection ->> 'status' = 'accepted') as accepted,
          count(*) filter (where rejection ->> 'status' = 'denied') as denied
        from deliverables where contract_id = c.contract_id) d
    where c.contract_id = ${contract_id}`)
}

/** A picture of a deliverable whose rejection was asked for; undefined: there is none. */
export async function findPicture(tx: Transaction, deliverable_id: string): Promise<FileRow | undefined> {
  const rejected = await tx.first(sql<Columns<'deliverables', 'deliverable_id'>>`
    select deliverable_id from deliverables where deliverable_id = ${deliverable_id} and rejection is not null`)
  const files = rejected ? await listFiles(tx, deliverable_id) : []
  return files.find(({ key }) => key === 'preview') ?? files.find(({ key }) => key === 'thumbnail')
}
