import type { CaptureAccess, CollectionLimits } from '@swath/contract/captures'
import { all_capture_filters, capture_filters } from '@swath/contract/filters'
import type { Geometry } from '@swath/contract/geometry'
import type { Nei } from '@swath/contract/nei'
import type { PriorityClass } from '@swath/contract/priority-classes'
import type { ReasonCode } from '@swath/contract/reasons'
import { type DeliverableStatus, open_capture_statuses, type ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import { type Columns, columns, json, type Narrow, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import { anyOf } from '../lists/filter-sql.ts'
import type { ListSource } from '../lists/lists.ts'
import type { Provider, Source } from '../providers/provider.ts'
import { before_collection } from './machine.ts'

const planned_order = columns(
  'order_facts',
  `order_id, contract_id, sku, status, origin, limits, window_start, window_end, periods, canceled_at`,
)

/** The facts about an order that planning needs. */
export interface OrderToPlan extends Narrow<Selected<typeof planned_order>, { limits: CollectionLimits }> {
  geometry: Geometry
  footprint_width_km: number | null
  footprint_length_km: number | null
  /** ISO 8601 duration of a recurring order. */
  period: string | null
  max_captures: number | null
  /** The image, if the order is for images from the archive. */
  outcome_id: string | null
  datetime: string | null
  /** All captures of it are there. */
  is_planned: boolean
}

/** Locks the order against being closed in the meantime, and for being told planned. */
export function lockOrderToPlan(tx: Transaction, order_id: string) {
  return tx.first(sql<OrderToPlan>`
    select ${planned_order}, parameters ->> 'outcome_id' as outcome_id, parameters ->> 'datetime' as datetime,
      requested_geometry as geometry,
      coalesce(parameters ->> 'revisit_period', parameters ->> 'remapping_period') as period,
      (parameters ->> 'max_captures')::int as max_captures,
      (terms ->> 'footprint_width_km')::float8 as footprint_width_km,
      (terms ->> 'footprint_length_km')::float8 as footprint_length_km,
      planned_at is not null as is_planned
    from order_facts where order_id = ${order_id} for no key update`)
}

/** A smaller piece is not worth a capture. */
const sliver_km2 = 0.001

export interface FirstAttempt {
  order_id: string
  period: number
  frame: Geometry
  /** The image of the archive that it is cut from; null for one to be made. */
  source: Source | null
  not_before: Date
  /** Null: the end of the order's window. */
  not_after: Date | null
  /** Who is to make it; null: whoever it is handed to. */
  provider: string | null
  now: Date
}

const attempt_columns = columns(
  'captures',
  `capture_id, contract_id, order_id, strip, period, attempt, target, frame, not_before, source, not_after, planned_until,
  provider, created_at, updated_at`,
)

/**
 * Inserts the first attempt at a part of an order: what is to be covered is the part of the ordered area in
 * the frame that no earlier part covers in the same period, so that overlapping frames are never counted twice.
 * @returns the new id, or undefined when the frame has nothing left to cover
 */
export async function insertFirstAttempt(tx: Transaction, at: FirstAttempt): Promise<string | undefined> {
  const frame = JSON.stringify(at.frame)
  const row = await tx.first(sql<Columns<'captures', 'capture_id'>>`
    with frame as (select st_setsrid(st_geomfromgeojson(${frame}), 4326) as shape),
    part as (
      select o.contract_id, o.window_end, case when st_dimension(o.geometry) = 0 then frame.shape else
        st_collectionextract(st_difference(st_intersection(o.geometry, frame.shape), coalesce(
          (select st_union(target) from captures c
            where c.order_id = o.order_id and c.period = ${at.period} and c.target && frame.shape),
          st_setsrid('polygon empty'::geometry, 4326))), 3) end as target
      from order_facts o, frame where o.order_id = ${at.order_id})
    insert into captures (${attempt_columns})
    select ${newId('capt', at.now)}, contract_id, ${at.order_id},
      (select coalesce(max(strip) + 1, 0) from captures c where c.order_id = ${at.order_id}), ${at.period}, 1, target,
      ${frame}::jsonb, ${at.not_before}, ${at.source && JSON.stringify(at.source)}::jsonb, ${at.not_after},
      least(${at.not_after}, window_end), ${at.provider}, ${at.now}, ${at.now}
    from part where geodesic_km2(target) > ${sliver_km2}
    returning capture_id`)
  return row?.capture_id
}

/** The share of an order's area that frames leave out, from 0 to 1. */
export async function uncoveredShare(
  tx: Transaction,
  order_id: string,
  frames: readonly Geometry[],
): Promise<number> {
  const { share } = await tx.one(sql<{ share: number }>`
    with all_of_them as (
      select st_union(st_setsrid(st_geomfromgeojson(frame::text), 4326)) as shape
      from jsonb_array_elements(${JSON.stringify(frames)}::jsonb) as frame)
    select st_area(st_difference(o.geometry, shape)) / nullif(st_area(o.geometry), 0) as share
    from order_facts o, all_of_them where o.order_id = ${order_id}`)
  return share
}

/** The target of a capture, to the last digit: in documents it is rounded. */
export async function exactTarget(tx: Transaction, capture_id: string): Promise<Geometry> {
  const { target } = await tx.one(sql<{ target: Geometry }>`
    select st_asgeojson(target, 15)::jsonb as target from captures where capture_id = ${capture_id}`)
  return target
}

/** @param provider who is to make it, unless it is the same again */
export async function insertNextAttempt(
  tx: Transaction,
  capture_id: string,
  not_before: Date,
  now: Date,
  provider: string | null = null,
) {
  const row = await tx.one(sql<Columns<'captures', 'capture_id'>>`
    insert into captures (${attempt_columns})
    select ${newId('capt', now)}, contract_id, order_id, strip, period, attempt + 1, target, frame,
      greatest(not_before, ${not_before}), source, not_after,
      least(not_after, (select window_end from order_facts o where o.order_id = captures.order_id)),
      coalesce(${provider}, provider), ${now}, ${now}
    from captures where capture_id = ${capture_id}
    returning capture_id`)
  return row.capture_id
}

const capture_columns = columns(
  'captures',
  `capture_id, contract_id, order_id, status, reason_code, strip, period, attempt, frame, source, not_before, not_after,
  planned_until, provider, outcome_id, access, cloud_cover_pct, acquired_at, compensation_minor, created_at, updated_at`,
)

/** The facts from which the documents and words of a capture are made. */
interface Known {
  reason_code: ReasonCode | null
  frame: Geometry
  source: Source | null
  access: CaptureAccess | null
}

export interface CaptureRow extends Narrow<Selected<typeof capture_columns>, Known> {
  target: Geometry
  footprint: Geometry | null
}

/** From now on this provider reports on the capture. */
export async function handTo(
  tx: Transaction,
  capture_id: string,
  { name, hours_to_deliver }: Pick<Provider, 'name' | 'hours_to_deliver'>,
): Promise<void> {
  const handed = update('captures', { provider: name, hours_to_deliver: json(hours_to_deliver) })
  await tx.run(sql`
    ${handed} where capture_id = ${capture_id} and (provider is distinct from ${name} or hours_to_deliver is null)`)
}

/** Its provider has said that it takes the capture. */
export async function markTaken(tx: Transaction, capture_id: string, taken_at: Date): Promise<void> {
  await tx.run(sql`${update('captures', { taken_at })} where capture_id = ${capture_id} and taken_at is null`)
}

/** The provider that has it; null as long as none has, although one may be chosen. */
export async function providerOf(tx: Transaction, capture_id: string): Promise<string | null> {
  const row = await tx.one(sql<Columns<'captures', 'provider'>>`
    select case when hours_to_deliver is not null then provider end as provider
    from captures where capture_id = ${capture_id}`)
  return row.provider
}

export async function findCapture(tx: Transaction, capture_id: string) {
  return (await findCaptures(tx, [capture_id]))[0]
}

export function findCaptures(tx: Transaction, capture_ids: readonly string[]) {
  return tx.rows(sql<CaptureRow>`
    select ${capture_columns}, st_asgeojson(target)::jsonb as target, st_asgeojson(footprint)::jsonb as footprint
    from captures where capture_id = any(${capture_ids}::text[])`)
}

const order_columns = columns(
  'order_facts',
  `order_id, contract_id, status, canceled_at, sku, order_name, metadata, limits, processing_levels, window_end,
  created_at`,
)

interface KnownOfOrder {
  metadata: Record<string, string>
  limits: CollectionLimits
  processing_levels: ProcessingLevel[]
}

/** The facts about the order of a capture that a provider needs. */
export interface OrderOfCapture extends Narrow<Selected<typeof order_columns>, KnownOfOrder> {
  priority: number
  priority_class: PriorityClass
  promised_delivery_hours: number | null
  /** The target of a capture in space. */
  nei: Nei | null
  /** The opportunity that it names, whose pass is kept for it. */
  opportunity_id: string | null
}

/** Locks the order against being closed until the news about its capture is recorded. */
export function lockOrderOf(tx: Transaction, order_id: string): Promise<OrderOfCapture> {
  return tx.one(sql<OrderOfCapture>`
    select ${order_columns}, (terms ->> 'priority')::int as priority,
      terms ->> 'priority_class' as priority_class, (terms ->> 'promised_delivery_hours')::int as promised_delivery_hours,
      parameters -> 'nei' as nei, parameters ->> 'opportunity_id' as opportunity_id
    from order_facts where order_id = ${order_id} for share`)
}

/**
 * The credit of a capture that loses its pass now: its share of the price by the terms of the order, or nothing if the
 * same image was credited before, be it at another attempt. As long as not all captures are there, the area that was ordered stands for them.
 */
export function compensationDue(tx: Transaction, capture_id: string) {
  return tx.one(sql<Columns<'captures', 'contract_id' | 'order_id' | 'compensation_minor'>>`
    select c.contract_id, c.order_id, case when credited.before then 0 else round(o.price_minor
      * coalesce((o.terms ->> 'bump_compensation_pct')::float8, 0) / 100
      * c.target_km2 / greatest(parts.km2, case when o.planned_at is null then o.area_km2 * o.periods end))
      end::bigint as compensation_minor
    from captures c join order_facts o using (order_id),
      lateral (select sum(target_km2) as km2 from captures p where p.order_id = c.order_id and p.attempt = 1) parts,
      lateral (select exists (select from captures e where e.order_id = c.order_id and e.strip = c.strip
        and e.compensation_minor > 0) as before) credited
    where c.capture_id = ${capture_id}`)
}

export async function storeDocuments(
  tx: Transaction,
  capture_ids: readonly string[],
  documents: readonly string[],
) {
  await tx.run(sql`
    ${update('captures as c', { document: sql`told.document` })}
    from unnest(${capture_ids}::text[], ${documents}::text[]) as told(capture_id, document)
    where c.capture_id = told.capture_id`)
}

export async function captureDocument(tx: Transaction, capture_id: string): Promise<string | undefined> {
  const row = await tx.first(sql<{ document: string }>`
    select document from listed_captures where capture_id = ${capture_id}`)
  return row?.document
}

/**
 * Captures that are not wanted any more: of a closed order those that are open, of a running one what has not begun.
 */
export async function listUnwanted(tx: Transaction, order_id: string): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'captures', 'capture_id'>>`
    select capture_id from captures c join order_facts o using (order_id)
    where order_id = ${order_id} and c.status in ${anyOf(open_capture_statuses)}
      and (o.status = 'closed' or o.canceled_at is not null and (c.status in ${anyOf(before_collection)} and c.kept_at is null
        or c.source is not null and not exists (
          select from deliverable_facts d where d.capture_id = c.capture_id and d.delivered_at is not null)))
    order by capture_id`)
  return rows.map((row) => row.capture_id)
}

/** Captures that a provider has, and has not begun. */
export function listHanded(tx: Transaction, order_id: string) {
  return tx.rows(sql<Columns<'captures', 'capture_id'> & { provider: string }>`
    select capture_id, provider from captures
    where order_id = ${order_id} and status in ${anyOf(before_collection)} and source is null
      and provider is not null and hours_to_deliver is not null
    order by capture_id`)
}

/** They go on although their order is canceled. */
export async function keepCaptures(tx: Transaction, capture_ids: readonly string[], now: Date) {
  await tx.run(sql`
    ${update('captures', { kept_at: now })} where capture_id = any(${capture_ids}::text[])`)
}

/** Captures of which the provider was told an end that is later than that of the order is now. */
export async function listBehindEnd(tx: Transaction, order_id: string): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'captures', 'capture_id'>>`
    select capture_id from captures c join order_facts o using (order_id)
    where order_id = ${order_id} and c.status in ${anyOf(before_collection)}
      and c.planned_until > least(c.not_after, o.window_end)
      and (c.access is null or pass_start(c.access) > o.window_end)
    order by capture_id`)
  return rows.map((row) => row.capture_id)
}

/**
 * Captures that wait for a pass although the window of their order is over. News of a pass at its very end is
 * down and told hours later: it gets a day.
 */
export function listOverdue(tx: Transaction, now: Date) {
  return tx.rows(sql<Columns<'captures', 'capture_id' | 'contract_id'>>`
    select c.capture_id, c.contract_id from captures c join order_facts o using (order_id)
    where o.status = 'in_progress' and o.origin = 'swath' and c.source is null
      and least(c.not_after, o.window_end) + interval '1 day' <= ${now}
      and c.status in ${anyOf(before_collection)}
    order by c.capture_id`)
}

/** Some of them are in the archive; the others are to be collected. */
export function originsOf(tx: Transaction, capture_ids: readonly string[]) {
  return tx.rows(sql<Columns<'captures', 'capture_id' | 'provider'> & { has_source: boolean }>`
    select capture_id, provider, source is not null as has_source from captures
    where capture_id = any(${capture_ids}::text[])`)
}

export async function deliverableStatuses(tx: Transaction, capture_id: string): Promise<DeliverableStatus[]> {
  const rows = await tx.rows(sql<Columns<'deliverable_facts', 'status'>>`
    select status from deliverable_facts where capture_id = ${capture_id}`)
  return rows.map((row) => row.status)
}

/** When the newest pass of the capture that counted was told, by the provider's clock. */
export async function passToldAt(tx: Transaction, capture_id: string): Promise<Date | null> {
  const { told_at } = await tx.one(sql<{ told_at: Date | null }>`
    select max((body ->> 'occurred_at')::timestamptz) as told_at from reports
    where entity_id = ${capture_id} and result = 'applied' and body ->> 'status' = 'scheduled'`)
  return told_at
}

export function captureOfDeliverable(tx: Transaction, deliverable_id: string) {
  return tx.one(sql<Columns<'deliverable_facts', 'capture_id' | 'order_id'>>`
    select capture_id, order_id from deliverable_facts where deliverable_id = ${deliverable_id}`)
}

/**
 * The capture of an order of downloads shows what the order does, once that has grown. @returns the ids of all of them
 */
export async function showDownloads(tx: Transaction, order_ids: readonly string[]): Promise<string[]> {
  const shown = update('captures as c', {
    target: sql`o.geometry`,
    footprint: sql`o.geometry`,
    frame: sql`st_asgeojson(o.geometry, 9)::jsonb`,
  })
  await tx.run(sql`
    ${shown}
    from order_facts o
    where o.order_id = any(${order_ids}::text[]) and c.order_id = o.order_id and c.target is distinct from o.geometry`)
  const rows = await tx.rows(sql<Columns<'captures', 'capture_id'>>`
    select capture_id from captures where order_id = any(${order_ids}::text[])`)
  return rows.map((row) => row.capture_id)
}

export const listedCaptures: ListSource = { view: 'listed_captures', filters: capture_filters }

/** Those of all contracts; of what has no pass yet `access_start` comes first. */
export const listedCapturesOfAll: ListSource = {
  view: sql`
    select c.capture_id, c.contract_id, c.order_id, c.status, c.reason_code, c.attempt, c.outcome_id,
      c.access ->> 'satellite_name' as satellite_name,
      pass_start(c.access) as access_start,
      coalesce(c.acquired_at, '-infinity') as acquired_at, c.created_at, c.updated_at,
      coalesce(c.footprint, c.target) as geometry, o.search_text,
      left(c.document, -1) || ',"provider":' || coalesce(to_json(p.title)::text, 'null')
        || ',"provider_name":' || coalesce(to_json(c.provider)::text, 'null') || '}' as document,
      c.xmin::text || coalesce(' ' || p.title, '') as row_version
    from captures c
      left join order_facts o on o.order_id = c.order_id and o.contract_id = c.contract_id
      left join provider_standing p on p.name = c.provider`,
  filters: all_capture_filters,
}

interface Touched {
  provider: string
  after: string
  most: number
  now: Date
}

/** Dates the next captures of a provider anew. @returns their ids, in order */
export async function touchCapturesOf(tx: Transaction, { provider, after, most, now }: Touched) {
  const rows = await tx.rows(sql<Columns<'captures', 'capture_id'>>`
    with next as (
      select capture_id from captures where provider = ${provider} and capture_id > ${after}
      order by capture_id limit ${most} for update)
    ${update('captures as c', { updated_at: now })} from next where c.capture_id = next.capture_id
    returning c.capture_id`)
  return rows.map(({ capture_id }) => capture_id).sort()
}
