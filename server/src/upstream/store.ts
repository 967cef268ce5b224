import { sql } from 'kysely'
import { type Columns, insertInto, type Row, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

export type Progress = Row<'upstream_contracts'>

/** Takes the contract if it is due, so that no other process polls it until `until`. */
export async function claim(tx: Transaction, contract_id: string, now: Date, until: Date) {
  const insert = insertInto('upstream_contracts', { contract_id, next_poll_at: now })
  await tx.run(sql`${insert} on conflict do nothing`)
  return tx.first(sql<Progress>`
    ${update('upstream_contracts', { next_poll_at: until })}
    where contract_id = ${contract_id} and next_poll_at <= ${now}
    returning *`)
}

export async function recordSuccess(
  tx: Transaction,
  contract_id: string,
  now: Date,
  next: Date,
  swept: boolean,
) {
  const succeeded = update('upstream_contracts', {
    next_poll_at: next,
    succeeded_at: now,
    failures: 0,
    last_error: null,
    ...(swept && { swept_at: now }),
  })
  await tx.run(sql`${succeeded} where contract_id = ${contract_id}`)
}

export async function recordFailure(tx: Transaction, contract_id: string, next: Date, error: string) {
  const failed = update('upstream_contracts', {
    next_poll_at: next,
    failures: sql`failures + 1`,
    last_error: error,
  })
  await tx.run(sql`${failed} where contract_id = ${contract_id}`)
}

export function listProgress(tx: Transaction): Promise<Progress[]> {
  return tx.rows(sql<Progress>`select * from upstream_contracts order by contract_id`)
}

/** The tasks of that system that are still open here. */
export async function listOpenTasks(tx: Transaction, contract_id: string, origin: string): Promise<number[]> {
  const rows = await tx.rows(sql<Columns<'order_facts', 'origin_id'>>`
    select origin_id from order_facts
    where contract_id = ${contract_id} and origin = ${origin} and status <> 'closed' order by origin_id`)
  return rows.map((row) => Number(row.origin_id))
}
