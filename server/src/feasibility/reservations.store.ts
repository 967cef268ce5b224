import { sql } from 'kysely'
import { type Columns, insertInto, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

/** The analysis to which an opportunity belongs, as long as it is kept, and what the customer wrote. */
export function findAsked(tx: Transaction, analysis_id: string) {
  return tx.first(sql<Columns<'analyses', 'document' | 'asked'>>`
    select document, asked from analyses where analysis_id = ${analysis_id}`)
}

export interface Hold {
  opportunity_id: string
  contract_id: string
  provider: string
  pass_end: Date
  held_at: Date
}

/** @returns whether it is new */
export async function insertHold(tx: Transaction, hold: Hold): Promise<boolean> {
  const rows = await tx.rows(sql<Columns<'reservations', 'opportunity_id'>>`
    ${insertInto('reservations', hold)} on conflict do nothing returning opportunity_id`)
  return rows.length > 0
}

export function lockHold(tx: Transaction, opportunity_id: string) {
  return tx.first(sql<Columns<'reservations', 'order_id' | 'is_released' | 'provider'>>`
    select order_id, is_released, provider from reservations where opportunity_id = ${opportunity_id} for update`)
}

export async function prolongHold(tx: Transaction, opportunity_id: string, held_at: Date) {
  await tx.run(sql`${update('reservations', { held_at })} where opportunity_id = ${opportunity_id}`)
}

export async function setOrder(tx: Transaction, opportunity_id: string, order_id: string) {
  await tx.run(sql`${update('reservations', { order_id })} where opportunity_id = ${opportunity_id}`)
}

/** A pass that an order was given in the meantime stays its own. */
export async function deleteHold(tx: Transaction, opportunity_id: string) {
  await tx.run(sql`
    delete from reservations where opportunity_id = ${opportunity_id} and (order_id is null or is_released)`)
}

/** Marks what nobody wants: held without an order for too long, of an order that is closed, or in the past. */
export function releaseUnwanted(tx: Transaction, held_before: Date, now: Date) {
  return tx.rows(sql<Columns<'reservations', 'opportunity_id' | 'provider'>>`
    ${update('reservations as r', { is_released: true })}
    where r.is_released or r.pass_end < ${now} or (r.order_id is null and r.held_at < ${held_before})
      or exists (select from order_facts o where o.order_id = r.order_id and o.status = 'closed')
    returning opportunity_id, provider`)
}
