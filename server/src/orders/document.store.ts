import type { Geometry } from '@swath/contract/geometry'
import type { ReasonCode } from '@swath/contract/reasons'
import { delivered_statuses } from '@swath/contract/states'
import { sql } from 'kysely'
import { columns, type Narrow, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { anyOf } from '../lists/filter-sql.ts'

// The documents of orders tell this besides their rows, for many orders at once.

const event_columns = columns('events', 'order_id, event_id, type, time, reason_code, message')

export type LatestEvent = Narrow<Selected<typeof event_columns>, { reason_code: ReasonCode | null }>

/** The last thing that happened to each order or to anything in it. */
export async function latestEvents(tx: Transaction, order_ids: readonly string[]) {
  const rows = await tx.rows(sql<LatestEvent>`
    select ${event_columns} from events
    where sequence in (
      select max(sequence) from events where order_id = any(${order_ids}::text[]) group by order_id)`)
  return new Map(rows.map((row) => [row.order_id, row]))
}

export interface PartCount {
  order_id: string
  part: 'captures' | 'deliverables' | 'deliveries'
  status: string
  /** The level of deliverables. */
  processing_level: string | null
  count: number
  /** The amount that they were charged in the currency of the order, and the amount that was given back of it. */
  charged_minor: number
  credited_minor: number
}

/**
 * Counts the captures, deliverables and deliveries of each order in each status, all attempts together, and sums what
 * they cost.
 */
export async function countParts(tx: Transaction, order_ids: readonly string[]) {
  const rows = await tx.rows(sql<PartCount>`
    select order_id, 'captures' as part, status, null as processing_level, count(*), 0::bigint as charged_minor,
      sum(compensation_minor)::bigint as credited_minor
      from capture_facts where order_id = any(${order_ids}::text[]) group by order_id, status
    union all
    select order_id, 'deliverables', d.status, d.processing_level, count(*),
      coalesce(sum(d.amount_minor) filter (where d.currency = o.terms ->> 'currency'), 0)::bigint,
      coalesce(sum(d.credited_minor) filter (where d.currency = o.terms ->> 'currency'), 0)::bigint
      from deliverable_facts d join orders o using (order_id)
      where order_id = any(${order_ids}::text[]) group by order_id, d.status, d.processing_level
    union all
    select order_id, 'deliveries', status, null, count(*), 0, 0 from delivery_facts
      where order_id = any(${order_ids}::text[]) group by order_id, status`)
  return Map.groupBy(rows, (row) => row.order_id)
}

/** The part that nothing delivered covers yet; nothing of an order of which nothing is left. */
export async function remainingGeometries(tx: Transaction, order_ids: readonly string[]) {
  // The grid swallows the slivers that floating-point leaves along shared edges; it is about a millimetre.
  const rows = await tx.rows(sql<{ order_id: string; remaining: string | null }>`
    select order_id, st_asgeojson(st_collectionextract(
      case when covered.area is null then o.geometry else st_difference(o.geometry, covered.area, 1e-8) end, 3), 9)
      as remaining
    from orders o cross join lateral (
      select st_union(target) as area from capture_facts c
      where c.order_id = o.order_id and (c.status = 'published' or exists (select from deliverable_facts d
        where d.capture_id = c.capture_id and d.status in ${anyOf(delivered_statuses)}))) as covered
    where o.order_id = any(${order_ids}::text[])`)
  const found = rows.map(({ order_id, remaining }): [string, Geometry | null] => [
    order_id,
    remaining === null ? null : JSON.parse(remaining),
  ])
  return new Map(found.filter(([, remaining]) => remaining !== null && remaining.coordinates.length > 0))
}

/** The document of each order, and of what is in it the reason and the price, by which lists filter and sort. */
export async function storeDocuments(
  tx: Transaction,
  order_ids: readonly string[],
  documents: readonly string[],
  told: { reason_codes: readonly (ReasonCode | null)[]; totals_minor: readonly number[] },
) {
  const stored = update('orders as o', {
    document: sql`told.document`,
    told_reason_code: sql`told.reason_code`,
    told_total_minor: sql`told.total_minor`,
  })
  await tx.run(sql`
    ${stored}
    from unnest(${order_ids}::text[], ${documents}::text[], ${told.reason_codes}::text[], ${told.totals_minor}::bigint[])
      as told(order_id, document, reason_code, total_minor)
    where o.order_id = told.order_id`)
}
