import { sql } from 'kysely'
import { type Columns, columns, type Narrow, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { KnownOrder } from './tasks.rules.ts'

/** An import that mirrors the same meanwhile waits until this transaction has ended. */
export async function lockSources(tx: Transaction, ...names: string[]) {
  await tx.run(sql`
    select pg_advisory_xact_lock(hashtextextended('mirror ' || name, 0))
    from unnest(${names.toSorted()}::text[]) as wanted(name)`)
}

export async function contractExists(tx: Transaction, contract_id: string): Promise<boolean> {
  return (await tx.first(sql`select from contract_facts where contract_id = ${contract_id}`)) !== undefined
}

export async function nextOrderIds(tx: Transaction, count: number): Promise<string[]> {
  const rows = await tx.rows(sql<{ order_id: string }>`
    select next_order_id() as order_id from generate_series(1, ${count}::int)`)
  return rows.map((row) => row.order_id)
}

const order_columns = columns(
  'order_facts as o',
  'order_id, origin_id, status, outcome, order_name, window_end',
)

interface OrderRow extends Narrow<Selected<typeof order_columns>, { origin_id: string }> {
  has_gap: boolean
}

/** The orders that represent these things of an origin, locked, by the id that they have there. */
export async function ordersOf(
  tx: Transaction,
  contract_id: string,
  origin: string,
  ids: readonly string[],
): Promise<Map<string, KnownOrder>> {
  const rows = await tx.rows(sql<OrderRow>`
    select ${order_columns},
      exists (select from capture_facts f where f.order_id = o.order_id and f.status = 'failed' and not exists (
        select from capture_facts g where g.order_id = o.order_id and g.status in ('acquired', 'published')
          and g.access ->> 'start' > coalesce(f.access ->> 'start', ''))) as has_gap
    from order_facts o
    where o.contract_id = ${contract_id} and o.origin = ${origin} and o.origin_id = any(${ids}::text[])
    order by o.order_id for update of o`)
  return new Map(rows.map((row) => [row.origin_id, row]))
}

/** Those of these ids that tasks of another system than this have here. */
export async function idsElsewhere(
  tx: Transaction,
  contract_id: string,
  origin: string,
  ids: readonly string[],
) {
  const rows = await tx.rows(sql<Narrow<Columns<'order_facts', 'origin_id'>, { origin_id: string }>>`
    select origin_id from order_facts
    where contract_id = ${contract_id} and origin <> ${origin} and origin_id = any(${ids}::text[])`)
  return new Set(rows.map((row) => row.origin_id))
}

/** The ids under which tasks from elsewhere are known here, by their own: the same, or one of ours where we have it. */
export async function taskIdsFor(tx: Transaction, ids: readonly number[]): Promise<Map<number, number>> {
  const taken = await tx.rows(sql<{ id: number }>`
    select id from unnest(${ids}::bigint[]) as wanted(id) where is_own_task_id(id)`)
  const known = new Map(ids.map((id) => [id, id]))
  for (const { id } of taken) known.set(id, await nextTaskId(tx, known))
  return known
}

/** An id of our own, which no other task of the same import keeps. */
async function nextTaskId(tx: Transaction, wanted: ReadonlyMap<number, number>): Promise<number> {
  const { id } = await tx.one(sql<{ id: number }>`select next_task_id() as id`)
  return wanted.has(id) ? nextTaskId(tx, wanted) : id
}
