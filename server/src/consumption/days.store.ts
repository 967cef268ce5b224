import { sql } from 'kysely'
import { type ColumnOf, type Columns, columns, type Narrow, type Row } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'

const key = columns('consumption_days', 'contract_id, day, sku, project_id, processing_level, unit, currency')
const sums = [
  'deliverables',
  'quantity',
  'amount_minor',
  'credited_minor',
] satisfies ColumnOf<'consumption_days'>[]
const added = sql.raw(sums.map((name) => `sum(${name}) as ${name}`).join(', '))

/** Each change leaves the one table and enters the other in one statement, so that it counts once at any instant. */
export async function foldChanges(tx: Transaction): Promise<void> {
  const grown = sql.raw(sums.map((name) => `${name} = d.${name} + excluded.${name}`).join(', '))
  await tx.run(sql`
    with changes as (delete from consumption_changes returning *)
    insert into consumption_days as d
    select ${key}, ${added} from changes group by ${key} order by ${key}
    on conflict (${key}) do update set ${grown}`)
}

export type Difference = Narrow<Row<'consumption_days'>, { unit: 'km2' | 'capture' }>

/** Adds to the rollups what the deliverables have more, and records it. @returns what that was */
export async function repairDays(tx: Transaction, now: Date): Promise<Difference[]> {
  // One at a time: two would both add what is missing.
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('consumption_repairs'))`)
  const negative = sql.raw(sums.map((name) => `-${name}`).join(', '))
  return tx.rows(sql<Difference>`
    with differences as (
      select ${key}, ${added}
      from (
        select d.contract_id, date_trunc('day', d.delivered_at, 'UTC') as day, o.sku, o.project_id,
          d.processing_level, d.unit, d.currency, 1 as deliverables, round(d.quantity::numeric, 6) as quantity,
          d.amount_minor, d.credited_minor
        from deliverable_facts d join order_facts o using (order_id) where d.delivered_at is not null
        union all select ${key}, ${negative} from consumption_days
        union all select ${key}, ${negative} from consumption_changes
      ) as both_sides
      group by ${key}
      having (sum(deliverables), sum(quantity), sum(amount_minor), sum(credited_minor)) <> (0, 0, 0, 0)
    ),
    repaired as (insert into consumption_changes select * from differences),
    recorded as (insert into consumption_repairs select *, ${now}::timestamptz from differences)
    select * from differences order by ${key}`)
}

/** The newest first. */
export async function listRepairs(tx: Transaction, { limit, offset }: Page) {
  const { count } = await tx.one(sql<{ count: number }>`select count(*) from consumption_repairs`)
  const rows = await tx.rows(sql<Difference & Columns<'consumption_repairs', 'found_at'>>`
    select * from consumption_repairs order by found_at desc, ${key} limit ${limit} offset ${offset}`)
  return { count, rows }
}
