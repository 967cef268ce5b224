import { sql } from 'kysely'
import { type Columns, excluded, insertInto, type Row } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import type { Placement } from './placement.rules.ts'

export async function approvalLimitOf(tx: Transaction, contract_id: string): Promise<number | null> {
  const row = await tx.first(sql<Columns<'approval_limits', 'above_minor'>>`
    select above_minor from approval_limits where contract_id = ${contract_id}`)
  return row?.above_minor ?? null
}

export async function saveApprovalLimit(tx: Transaction, row: Row<'approval_limits'>): Promise<void> {
  const { contract_id, above_minor, set_by, set_at } = row
  await tx.run(sql`
    ${insertInto('approval_limits', { contract_id, above_minor, set_by, set_at })}
    on conflict (contract_id) do update
      set ${excluded('approval_limits', 'above_minor, set_by, set_at')}`)
}

export async function deleteApprovalLimit(tx: Transaction, contract_id: string): Promise<void> {
  await tx.run(sql`delete from approval_limits where contract_id = ${contract_id}`)
}

export async function contractExists(tx: Transaction, contract_id: string): Promise<boolean> {
  return (await tx.first(sql`select from contract_facts where contract_id = ${contract_id}`)) !== undefined
}

export async function priceOfOrder(tx: Transaction, order_id: string) {
  const { price_minor } = await tx.one(sql<Columns<'orders', 'price_minor'>>`
    select price_minor from orders where order_id = ${order_id}`)
  return price_minor
}

/** @returns why the order desk has to approve it next, if it has to */
export async function deskApprovalOf(tx: Transaction, order_id: string): Promise<Placement['approval']> {
  const { desk_approval } = await tx.one(sql<{ desk_approval: Placement['approval'] | null }>`
    select desk_approval from orders where order_id = ${order_id}`)
  return desk_approval ?? undefined
}

/** @returns the documents of orders that wait for an approver of the customer, the oldest first */
export async function listUnapproved(tx: Transaction, contract_id: string, { limit, offset }: Page) {
  const waiting = sql`awaits_spending_approval and status = 'received' and contract_id = ${contract_id}`
  const { count } = await tx.one(sql<{ count: number }>`select count(*) from orders where ${waiting}`)
  const rows = await tx.rows(sql<Columns<'orders', 'document'>>`
    select document from orders where ${waiting} order by created_at, order_id limit ${limit} offset ${offset}`)
  return { count, documents: rows.map(({ document }) => document) }
}
