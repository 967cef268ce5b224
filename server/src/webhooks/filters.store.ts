import { sql } from 'kysely'
import type { Columns } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

/** Those of the contract. */
export async function findSkus(tx: Transaction): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'sku_facts', 'sku'>>`select sku from sku_facts order by sku`)
  return rows.map(({ sku }) => sku)
}

export function findProjects(tx: Transaction, ids_or_names: readonly string[]) {
  return tx.rows(sql<Columns<'project_facts', 'project_id' | 'name'>>`
    select project_id, name from project_facts
    where project_id = any(${ids_or_names}::text[]) or name = any(${ids_or_names}::text[])`)
}

export async function findOrders(tx: Transaction, order_ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'order_facts', 'order_id'>>`
    select order_id from order_facts where order_id = any(${order_ids}::text[])`)
  return rows.map(({ order_id }) => order_id)
}
