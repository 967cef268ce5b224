import type { CollectionLimits } from '@swath/contract/captures'
import { order_filters } from '@swath/contract/filters'
import type { Geometry } from '@swath/contract/geometry'
import type { Nei } from '@swath/contract/nei'
import { taskCodes } from '@swath/contract/products/registry'
import type { ReasonCode } from '@swath/contract/reasons'
import { open_capture_statuses, type ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import {
  type Columns,
  columns,
  insertInto,
  json,
  type Narrow,
  type Row,
  type Selected,
  update,
} from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { anyOf } from '../lists/filter-sql.ts'
import type { ListSource } from '../lists/lists.ts'
import type { Terms } from './placement.rules.ts'
import type { Division } from './rules.ts'
import type { StripSituation } from './situation.rules.ts'
import type { Expectations, Hours } from './timeline.rules.ts'

/** The fields with which an order is placed, in the form in which the row has them. */
export interface NewOrder
  extends Columns<
    'orders',
    | 'contract_id'
    | 'project_id'
    | 'client_reference'
    | 'quote_id'
    | 'placed_by'
    | 'replaces_deliverable_id'
    | 'price_minor'
    | 'order_name'
    | 'sku'
    | 'message'
    | 'window_start'
    | 'window_end'
    | 'processing_levels'
    | 'area_km2'
    | 'periods'
  > {
  /** Null: nowhere; undefined: the default. */
  destination_id: string | null | undefined
  parameters: Record<string, unknown>
  terms: Terms
  limits: CollectionLimits
  metadata: Record<string, string>
  /** As the customer wrote it. */
  requested_geometry: unknown
  /** The same, cut at the antimeridian, for SQL. */
  geometry: Geometry
  /** The most captures into which it is to be divided. */
  capture_count: number
  now: Date
}

/** @returns the new id, or undefined when another order has the client_reference */
export async function insertOrder(tx: Transaction, order: NewOrder): Promise<string | undefined> {
  const insert = insertInto('orders', {
    contract_id: order.contract_id,
    project_id: order.project_id,
    client_reference: order.client_reference,
    quote_id: order.quote_id,
    replaces_deliverable_id: order.replaces_deliverable_id,
    placed_by: order.placed_by,
    destination_id: order.destination_id ?? null,
    uses_default_destination: order.destination_id === undefined,
    price_minor: order.price_minor,
    order_name: order.order_name,
    sku: order.sku,
    message: order.message,
    window_start: order.window_start,
    window_end: order.window_end,
    parameters: json(order.parameters),
    terms: json(order.terms),
    limits: json(order.limits),
    processing_levels: order.processing_levels,
    metadata: json(order.metadata),
    requested_geometry: json(order.requested_geometry),
    geometry: sql`st_setsrid(st_geomfromgeojson(${JSON.stringify(order.geometry)}), 4326)`,
    area_km2: order.area_km2,
    periods: order.periods,
    capture_count: order.capture_count,
    created_at: order.now,
    updated_at: order.now,
    // A trigger sets both.
    project_name: sql`default`,
    search_text: sql`default`,
  })
  const row = await tx.first(sql<Columns<'orders', 'order_id'>>`
    ${insert} on conflict (contract_id, client_reference) do nothing returning order_id`)
  return row?.order_id
}

export async function hasDestination(tx: Transaction, destination_id: string): Promise<boolean> {
  const row = await tx.first(sql`
    select from destination_facts where destination_id = ${destination_id} and removed_at is null`)
  return row !== undefined
}

export async function orderWithReference(
  tx: Transaction,
  client_reference: string,
): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'orders', 'order_id'>>`
    select order_id from orders where client_reference = ${client_reference}`)
  return row?.order_id
}

const order_columns = columns(
  'orders as o',
  `
  order_id, origin, contract_id, project_id, task_id, client_reference, quote_id, destination_id,
  uses_default_destination, price_minor, cancellation_fee_minor, canceled_at, awaits_approval,
  awaits_spending_approval,
  replaces_deliverable_id, order_name, sku, status, outcome, reason_code, message, window_start,
  window_end, parameters, terms, limits, processing_levels, metadata, requested_geometry, area_km2,
  periods, created_at, updated_at, closed_at`,
)

/** The facts from which the documents and words of an order are made. */
interface Known {
  reason_code: ReasonCode | null
  parameters: Record<string, unknown> & {
    nei?: Nei
    outcome_id?: string
    datetime?: string
    opportunity_id?: string
  }
  terms: Terms
  limits: CollectionLimits
  processing_levels: ProcessingLevel[]
  metadata: Record<string, string>
  requested_geometry: Geometry
}

export interface OrderRow extends Narrow<Selected<typeof order_columns>, Known> {
  contract_name: Row<'contract_facts'>['name']
  project_name: Row<'project_facts'>['name']
}

/** An order with the names of its contract and project. */
export async function findOrder(tx: Transaction, order_id: string) {
  return (await findOrders(tx, [order_id]))[0]
}

export function findOrders(tx: Transaction, order_ids: readonly string[]) {
  return tx.rows(sql<OrderRow>`
    select ${order_columns}, c.name as contract_name, p.name as project_name
    from orders o join contract_facts c using (contract_id) join project_facts p using (project_id)
    where o.order_id = any(${order_ids}::text[])`)
}

export function skusOf(tx: Transaction, order_ids: readonly string[]) {
  return tx.rows(sql<Columns<'orders', 'order_id' | 'sku'>>`
    select order_id, sku from orders where order_id = any(${order_ids}::text[])`)
}

export function listStrips(tx: Transaction, order_id: string): Promise<StripSituation[]> {
  return listStripsOf(tx, [order_id])
}

export function listStripsOf(tx: Transaction, order_ids: readonly string[]) {
  return tx.rows(sql<
    StripSituation & Columns<'capture_facts', 'capture_id' | 'order_id' | 'status' | 'cloud_cover_pct'>
  >`
    with strips as (
      select order_id, strip, max(attempt) as attempt, max(attempt) filter (where status = 'failed') as failed_attempt,
        coalesce(array_agg(reason_code order by attempt) filter (where reason_code is not null), '{}') as reason_codes
      from capture_facts where order_id = any(${order_ids}::text[]) group by order_id, strip),
    products as (
      select capture_id, jsonb_agg(jsonb_build_object('processing_level', processing_level, 'status', status,
          'reason_code', reason_code) order by processing_level) as told,
        array_agg(status) as statuses, coalesce(sum(amount_minor), 0)::bigint as charged_minor
      from deliverable_facts where order_id = any(${order_ids}::text[]) group by capture_id)
    select c.capture_id, c.order_id, c.status, c.source is not null as is_retrieved, c.access ->> 'start' as starts_at,
      c.target_km2 as area_km2, c.access ->> 'end' as ends_at, c.hours_to_deliver, c.access ->> 'satellite_name' as satellite_name,
      c.cloud_cover_pct, s.reason_codes, coalesce(p.told, '[]') as products,
      coalesce(p.statuses, '{}') as deliverables, coalesce(p.charged_minor, 0) as charged_minor,
      case when f.attempt is not null then jsonb_build_object('attempt', f.attempt, 'reason_code', f.reason_code,
        'cloud_cover_pct', f.cloud_cover_pct, 'failed_at', f.updated_at) end as last_failure
    from strips s join capture_facts c using (order_id, strip, attempt)
    left join capture_facts f on f.order_id = s.order_id and f.strip = s.strip and f.attempt = s.failed_attempt
    left join products p on p.capture_id = c.capture_id
    order by c.order_id, c.strip`)
}

export function divisionOf(tx: Transaction, order_id: string, now: Date): Promise<Division> {
  return tx.one(sql<Division>`
    select planned_at is not null as is_planned, window_end <= ${now} as is_window_over
    from orders where order_id = ${order_id}`)
}

/** Orders that have not all of their captures yet, and get no more of them, since their window is over. */
export function listUnplanned(tx: Transaction, now: Date) {
  return tx.rows(sql<Columns<'orders', 'contract_id' | 'order_id'>>`
    select contract_id, order_id from orders
    where planned_at is null and origin = 'swath' and status = 'in_progress' and window_end <= ${now}
    order by order_id`)
}

/** No more captures are made of it than are there. */
export async function endPlanning(tx: Transaction, order_id: string, now: Date) {
  await tx.run(sql`
    ${update('orders', { planned_at: now })} where order_id = ${order_id} and planned_at is null`)
}

/** Counts the captures of the contract that are open, or are still to be made. */
export async function countOpenCaptures(tx: Transaction, contract_id: string): Promise<number> {
  const { count } = await tx.one(sql<{ count: number }>`
    select (select count(*) from capture_facts where contract_id = ${contract_id}
        and status in ${anyOf(open_capture_statuses)})
      + (select coalesce(sum(capture_count), 0) from orders where contract_id = ${contract_id}
        and planned_at is null and origin = 'swath' and status <> 'closed') as count`)
  return Number(count)
}

/** The fields that a customer may change, in the form in which the row has them. */
export interface OrderChanges {
  order_name?: string
  project_id?: string
  metadata?: Record<string, string>
  window_end?: Date
}

/** Orders tell of their parts, so a change of these is one of theirs. */
export async function touch(tx: Transaction, order_ids: readonly string[], now: Date) {
  await tx.run(sql`
    ${update('orders', { updated_at: now })} where order_id = any(${order_ids}::text[])`)
}

/**
 * An order of downloads is closed from its first one on, and grows with each further item of the same capture: what it
 * tells are the figures of its deliverables. Its area is the ground that it shows, however its terms count it. The grid
 * swallows the hairs that roundings leave between tiles; it is about a millimetre. One item is as it came.
 */
export async function growDownloads(tx: Transaction, order_ids: readonly string[]) {
  const grown = update('orders as o', {
    price_minor: sql`f.price_minor`,
    window_end: sql`f.window_end`,
    geometry: sql`coalesce(shown, geometry)`,
    area_km2: sql`case when shown is null then o.area_km2 when st_area(shown) > 0.9999 * planar then f.area_km2
      else f.area_km2 * st_area(shown) / planar end`,
    requested_geometry: sql`coalesce(st_asgeojson(shown, 9)::jsonb, requested_geometry)`,
  })
  await tx.run(sql`
    with figures as (
      select order_id, sum(amount_minor)::bigint as price_minor, max(delivered_at) as window_end,
        sum(geodesic_km2(footprint)) as area_km2, sum(st_area(footprint)) as planar,
        case when count(*) > 1 and bool_and(st_dimension(footprint) = 2) then st_union(footprint, 1e-8) end as shown
      from deliverable_facts where order_id = any(${order_ids}::text[]) and delivered_at is not null
      group by order_id)
    ${grown} from figures f where f.order_id = o.order_id`)
}

/** Some orders of a project, by id. */
export async function listOfProject(tx: Transaction, project_id: string, after: string): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'orders', 'order_id'>>`
    select order_id from orders where project_id = ${project_id} and order_id > ${after}
    order by order_id limit 500`)
  return rows.map((row) => row.order_id)
}

/** Takes over the name that the project has now; see describe_order() in the database. */
export async function renameProjectOf(tx: Transaction, order_id: string, now: Date) {
  const renamed = update('orders', { project_id: sql`project_id`, updated_at: now })
  await tx.run(sql`${renamed} where order_id = ${order_id}`)
}

export async function orderDocument(tx: Transaction, order_id: string): Promise<string | undefined> {
  const row = await tx.first(
    sql<Columns<'orders', 'document'>>`select document from orders where order_id = ${order_id}`,
  )
  return row?.document
}

/** The document of the order with this id, or else of the one with this task_id, which never begins with a zero. */
export async function documentByAnyId(tx: Transaction, id: string): Promise<string | undefined> {
  const task_id = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null
  const row = await tx.first(sql<Columns<'orders', 'document'>>`
    select document from orders where order_id = ${id} or task_id = ${task_id}::bigint
    order by order_id = ${id} desc limit 1`)
  return row?.document
}

export async function documentOfTask(tx: Transaction, task_id: number): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'orders', 'document'>>`
    select document from listed_tasks
    where task_id = ${task_id} and product_code = any(${taskCodes()}::text[])`)
  return row?.document
}

export const listedOrders: ListSource = { view: 'listed_orders', filters: order_filters }

const capture_columns = columns('capture_facts', 'capture_id, status, hours_to_deliver')
const deliverable_columns = columns(
  'deliverable_facts',
  'deliverable_id, capture_id, processing_level, status',
)

interface CaptureTimes extends Narrow<Selected<typeof capture_columns>, { hours_to_deliver: Hours | null }> {
  starts_at: Date | null
  ends_at: Date | null
  is_retrieved: boolean
}

/** The events that are still to come for the parts of an order. */
export async function listExpectations(tx: Transaction, order_id: string): Promise<Expectations> {
  const order = await tx.one(sql<Columns<'orders', 'status' | 'window_end'>>`
    select status, window_end from orders where order_id = ${order_id}`)
  const captures = await tx.rows(sql<CaptureTimes>`
    select ${capture_columns}, (access ->> 'start')::timestamptz as starts_at, (access ->> 'end')::timestamptz as ends_at,
      source is not null as is_retrieved
    from capture_facts where order_id = ${order_id} order by created_at, capture_id`)
  const deliverables = await tx.rows(sql<Selected<typeof deliverable_columns>>`
    select ${deliverable_columns}
    from deliverable_facts where order_id = ${order_id} order by created_at, deliverable_id`)
  return { ...order, captures, deliverables }
}

/** A rejected deliverable, and what it was to show. */
export function findRejected(tx: Transaction, deliverable_id: string) {
  return tx.one(sql<Columns<'deliverable_facts', 'order_id' | 'processing_level'> & { target: Geometry }>`
    select d.order_id, d.processing_level, st_asgeojson(c.target, 15)::jsonb as target
    from deliverable_facts d join capture_facts c using (capture_id)
    where d.deliverable_id = ${deliverable_id}`)
}

/** The documents of orders that wait for the order desk, of all contracts, the oldest first. */
export async function listAwaiting(tx: Transaction, { limit, offset }: { limit: number; offset: number }) {
  const { count } = await tx.one(sql<{ count: number }>`
    select count(*) from orders where awaits_approval and status = 'received'`)
  const rows = await tx.rows(sql<Columns<'orders', 'document'>>`
    select document from orders where awaits_approval and status = 'received'
    order by created_at, order_id limit ${limit} offset ${offset}`)
  return { count, documents: rows.map((row) => row.document) }
}
