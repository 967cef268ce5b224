import type {
  CancellationFees,
  ConsumptionGrouping,
  ConsumptionLine,
  ConsumptionTotal,
} from '@swath/contract/consumption'
import { type RawBuilder, sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import { conditionSql, whereSql } from '../lists/filter-sql.ts'
import type { Condition } from '../lists/filters.ts'

/** Two views with the same columns, as far as days have them. */
const views = { deliverables: 'listed_deliverables', rollups: 'consumed_days' }
export type Source = keyof typeof views

const delivered = sql`delivered_at > '-infinity'`

const columns: Record<ConsumptionGrouping, RawBuilder<unknown>> = {
  day: sql`date_trunc('day', delivered_at, 'UTC')`,
  month: sql`date_trunc('month', delivered_at, 'UTC')`,
  sku: sql`sku`,
  project: sql`project_id`,
  order: sql`order_id`,
  processing_level: sql`processing_level`,
}

type Sums = Omit<ConsumptionTotal, 'net_minor'>

export interface GroupRow extends Sums {
  day?: Date
  month?: Date
  sku?: string
  project?: string
  project_name?: string | null
  order?: string
  processing_level?: string
}

/** The groups in the order of what they are grouped by; at most `limit`. */
export function listGroups(
  tx: Transaction,
  source: Source,
  group_by: readonly ConsumptionGrouping[],
  conditions: readonly Condition[],
  limit: number,
): Promise<GroupRow[]> {
  const keys = group_by.map((name) => sql`${columns[name]} as ${sql.ref(name)}`)
  const names = [...group_by, 'unit', 'currency'].map((name) => sql.ref(name))
  const project_name = sql`(select name from project_facts where project_id = g.project) as project_name`
  // A deliverable that was taken out of a group again leaves a row of zeros in the days.
  return tx.rows(sql<GroupRow>`
    select g.*${group_by.includes('project') ? sql`, ${project_name}` : sql``}
    from (
      select ${sql.join([...keys, sql`unit`, sql`currency`])}, sum(deliverables)::bigint as deliverables,
        sum(quantity) as quantity, sum(amount_minor)::bigint as amount_minor,
        sum(credited_minor)::bigint as credited_minor
      from ${sql.table(views[source])} ${whereSql([...conditions.map(conditionSql), delivered])}
      group by ${sql.join(names)} having sum(deliverables) <> 0
    ) as g
    order by ${sql.join(names)} limit ${limit}`)
}

/** The last line of a batch: the next one begins behind it. */
export interface Place {
  /** To the microsecond, which JavaScript's dates are not. */
  delivered: string
  deliverable_id: string
}

export type LineRow = Omit<ConsumptionLine, 'delivered_at'> & Place & { delivered_at: Date }

/** Deliverables by their time of delivery, each with the event of it. */
export function listLines(
  tx: Transaction,
  conditions: readonly Condition[],
  after: Place | undefined,
  limit: number,
): Promise<LineRow[]> {
  const behind = after
    ? [sql`(delivered_at, deliverable_id) > (${after.delivered}::timestamptz, ${after.deliverable_id})`]
    : []
  return tx.rows(sql<LineRow>`
    select l.*, amount_minor - credited_minor as net_minor, e.event_id, p.name as project_name
    from (
      select deliverable_id, order_id, order_name, sku, project_id, capture_id, processing_level, status,
        delivered_at, delivered_at::text as delivered, quantity, unit, price_minor, currency, amount_minor,
        credited_minor
      from listed_deliverables ${whereSql([...conditions.map(conditionSql), delivered, ...behind])}
      order by delivered_at, deliverable_id limit ${limit}
    ) as l
      left join project_facts p using (project_id)
      left join lateral (select event_id from events where entity_id = l.deliverable_id and action = 'deliver'
        order by sequence limit 1) as e on true
    order by l.delivered_at, l.deliverable_id`)
}

/** The fees of canceled orders by the time of their booking. */
export function sumCancellationFees(
  tx: Transaction,
  conditions: readonly Condition[],
): Promise<CancellationFees[]> {
  const by_booking = conditions.map((one) => (one.on === 'delivered_at' ? { ...one, on: 'booked_at' } : one))
  return tx.rows(sql<CancellationFees>`
    select currency, count(*) as orders, sum(amount_minor)::bigint as amount_minor
    from booked_cancellation_fees ${whereSql(by_booking.map(conditionSql))}
    group by currency order by currency`)
}
