import type { Rejection, ReportedFile, ZipChoice } from '@swath/contract/deliverables'
import { deliverable_filters } from '@swath/contract/filters'
import type { Geometry } from '@swath/contract/geometry'
import type { ReasonCode } from '@swath/contract/reasons'
import { open_deliverable_statuses, type ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import {
  type Columns,
  columns,
  insertInto,
  type Narrow,
  type Row,
  type Selected,
  update,
} from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import type { Rating } from '../lib/price.ts'
import { anyOf } from '../lists/filter-sql.ts'
import type { ListSource } from '../lists/lists.ts'

/** The capture that deliverables are made from and its order, both locked against changing in the meantime. */
export interface Source extends Columns<'order_facts', 'order_id' | 'contract_id'> {
  order_status: Row<'order_facts'>['status']
  capture_status: Row<'capture_facts'>['status']
  processing_levels: ProcessingLevel[]
}

export async function lockSource(tx: Transaction, capture_id: string): Promise<Source> {
  const order = await tx.one(sql<Omit<Source, 'capture_status'>>`
    select order_id, contract_id, status as order_status, processing_levels from order_facts
    where order_id = (select order_id from capture_facts where capture_id = ${capture_id}) for share`)
  const capture = await tx.one(sql<Pick<Source, 'capture_status'>>`
    select status as capture_status from capture_facts where capture_id = ${capture_id} for share`)
  return { ...order, ...capture }
}

const expected_columns = columns(
  'deliverables',
  `deliverable_id, contract_id, order_id, capture_id, processing_level, unit, currency, price_minor, created_at, updated_at`,
)

/** Inserts what is expected of a capture at one level. @returns the new id, or undefined if it was there */
export async function insertDeliverable(
  tx: Transaction,
  capture_id: string,
  level: ProcessingLevel,
  now: Date,
) {
  const row = await tx.first(sql<Columns<'deliverables', 'deliverable_id'>>`
    insert into deliverables (${expected_columns})
    select ${newId('deliv', now)}, o.contract_id, o.order_id, c.capture_id, ${level}, o.terms ->> 'unit',
      o.terms ->> 'currency', (o.terms ->> 'price_minor')::bigint, ${now}, ${now}
    from capture_facts c join order_facts o using (order_id) where c.capture_id = ${capture_id}
    on conflict (capture_id, processing_level, part) do nothing
    returning deliverable_id`)
  return row?.deliverable_id
}

export type StoredRejection = Omit<Rejection, 'replacement_order_id'>

const deliverable_columns = columns(
  'deliverables as d',
  `deliverable_id, contract_id, order_id, capture_id, processing_level, status, reason_code, unit, currency, price_minor,
  quantity, amount_minor, credited_minor, rejection, scene_id, delivered_at, created_at, updated_at`,
)

/** The facts from which the documents and words of a deliverable are made. */
interface Known {
  processing_level: ProcessingLevel
  reason_code: ReasonCode | null
  unit: 'km2' | 'capture'
  /** Without the order that replaces it, which is known by that order. */
  rejection: StoredRejection | null
}

export interface DeliverableRow extends Narrow<Selected<typeof deliverable_columns>, Known> {
  outcome_id: Row<'capture_facts'>['outcome_id']
  replacement_order_id: string | null
  /**
   * The ground that it shows: unless it has a footprint of its own, the part of the capture's target that the capture
   * covers.
   */
  footprint: Geometry | null
}

export async function findDeliverable(tx: Transaction, deliverable_id: string) {
  return (await findDeliverables(tx, [deliverable_id]))[0]
}

export function findDeliverables(tx: Transaction, deliverable_ids: readonly string[]) {
  return tx.rows(sql<DeliverableRow>`
    select ${deliverable_columns}, c.outcome_id,
      (select order_id from order_facts r where r.replaces_deliverable_id = d.deliverable_id) as replacement_order_id,
      st_asgeojson(coalesce(d.footprint, c.covered), 9)::jsonb as footprint
    from deliverables d join capture_facts c using (capture_id)
    where d.deliverable_id = any(${deliverable_ids}::text[])`)
}

export async function deliverableAt(tx: Transaction, capture_id: string, level: ProcessingLevel) {
  const row = await tx.first(sql<Columns<'deliverables', 'deliverable_id'>>`
    select deliverable_id from deliverables where capture_id = ${capture_id} and processing_level = ${level} and part = ''`)
  return row?.deliverable_id
}

/** The facts by which a deliverable is rated. Its order is locked: what its parts cost together has a limit. */
export async function lockRating(tx: Transaction, deliverable_id: string) {
  await tx.run(sql`
    select from order_facts where order_id = (
      select order_id from deliverables where deliverable_id = ${deliverable_id}) for update`)
  return tx.one(sql<Rating & { is_wanted: boolean }>`
    select o.status = 'in_progress' and c.status not in ('failed', 'canceled') and (
        o.canceled_at is null or c.source is null or exists (select from deliverables other
          where other.capture_id = d.capture_id and other.delivered_at is not null)) as is_wanted,
      d.unit, d.price_minor,
      coalesce((o.terms ->> 'quantity_scale')::float8, 1) as quantity_scale,
      geodesic_km2(case when o.terms ->> 'overlap' = 'each' and st_dimension(o.geometry) = 2
        then st_intersection(coalesce(d.footprint, c.footprint), o.geometry)
        else coalesce(d.footprint, c.covered) end) as covered_km2,
      o.terms ->> 'levels' = 'once' and exists (select from deliverables other
        where other.capture_id = d.capture_id and other.status = 'DELIVERED' and other.quantity > 0) as is_counted,
      case when o.price_minor > 0 or o.replaces_deliverable_id is not null
        then o.price_minor - o.cancellation_fee_minor - coalesce((
        select sum(other.amount_minor - other.credited_minor) from deliverables other
        where other.order_id = d.order_id), 0)::bigint end as room_minor
    from deliverables d join capture_facts c using (capture_id) join order_facts o on o.order_id = d.order_id
    where d.deliverable_id = ${deliverable_id}`)
}

/** Open deliverables that nobody wants any more: their order is closed, or their capture failed or is canceled. */
export function listUnwanted(tx: Transaction, order_id: string) {
  return tx.rows(sql<Columns<'deliverables', 'deliverable_id'> & { reason_code: ReasonCode }>`
    select d.deliverable_id,
      case when c.status = 'failed' then c.reason_code when o.canceled_at is null then 'ORDER_CLOSED'
        else 'CANCELED_BY_CUSTOMER' end as reason_code
    from deliverables d join capture_facts c using (capture_id) join order_facts o on o.order_id = d.order_id
    where d.order_id = ${order_id} and d.status in ${anyOf(open_deliverable_statuses)}
      and (o.status = 'closed' or c.status in ('failed', 'canceled'))
    order by d.deliverable_id`)
}

const file_columns = columns(
  'files',
  'deliverable_id, key, file_name, media_type, roles, size_bytes, sha256, source_href, storage_key',
)

export type FileRow = Selected<typeof file_columns>

/** A file as it is announced by a provider, or one that lies in the storage already. */
export type NewFile = ReportedFile & { storage_key?: string }

export async function insertFiles(
  tx: Transaction,
  { deliverable_id, contract_id }: Columns<'deliverables', 'deliverable_id' | 'contract_id'>,
  files: readonly NewFile[],
) {
  for (const [position, file] of files.entries()) {
    const storage_key = file.storage_key ?? `${deliverable_id}/${file.file_name}`
    const insert = insertInto('files', {
      deliverable_id,
      contract_id,
      key: file.key,
      file_name: file.file_name,
      media_type: file.media_type,
      roles: file.roles,
      size_bytes: file.size_bytes,
      sha256: file.sha256,
      source_href: file.href,
      storage_key,
      position,
    })
    await tx.run(sql`${insert} on conflict do nothing`)
  }
}

export function listFiles(tx: Transaction, deliverable_id: string): Promise<FileRow[]> {
  return listFilesOf(tx, [deliverable_id])
}

export function listFilesOf(tx: Transaction, deliverable_ids: readonly string[]): Promise<FileRow[]> {
  return tx.rows(sql<FileRow>`
    select ${file_columns} from files where deliverable_id = any(${deliverable_ids}::text[]) order by deliverable_id, position`)
}

export type ZippedFile = FileRow & Pick<DeliverableRow, 'status'> & { delivered_at: Date }

/**
 * The delivered files of an order, those of a deliverable together; a zip of the others only if it is asked for. Rejected
 * deliverables are found only by their names, so that their files do not count against the limit.
 */
export function listDeliveredFiles(
  tx: Transaction,
  order_id: string,
  { deliverable_ids, processing_levels, keys }: ZipChoice,
  limit: number,
): Promise<ZippedFile[]> {
  const isOneOf = (column: ReturnType<typeof sql.ref>, values: readonly string[] | undefined) =>
    values ? sql`${column} = any(${values}::text[])` : sql`true`
  const is_wanted = keys
    ? isOneOf(sql.ref('f.key'), keys)
    : sql`(f.key <> 'delivery_zip' or not exists (
        select from files o where o.deliverable_id = f.deliverable_id and o.key <> f.key))`
  const is_given = deliverable_ids ? sql`true` : sql`d.status <> 'REJECTED'`
  return tx.rows(sql<ZippedFile>`
    select ${file_columns}, d.status, d.delivered_at from files f join deliverables d using (deliverable_id)
    where d.order_id = ${order_id} and d.delivered_at is not null and ${is_given}
      and ${isOneOf(sql.ref('d.deliverable_id'), deliverable_ids)}
      and ${isOneOf(sql.ref('d.processing_level'), processing_levels)} and ${is_wanted}
    order by d.delivered_at, d.deliverable_id, f.position limit ${limit}`)
}

/** Counts a transfer that brought other bytes than were announced. @returns how many there were */
export async function countCorrupt(
  tx: Transaction,
  { deliverable_id, key }: Pick<FileRow, 'deliverable_id' | 'key'>,
): Promise<number> {
  const row = await tx.one(sql<Columns<'files', 'corrupt_transfers'>>`
    ${update('files', { corrupt_transfers: sql`corrupt_transfers + 1` })}
    where deliverable_id = ${deliverable_id} and key = ${key} returning corrupt_transfers`)
  return row.corrupt_transfers
}

export async function isProcessing(tx: Transaction, deliverable_id: string): Promise<boolean> {
  const row = await tx.first(sql`
    select from deliverables where deliverable_id = ${deliverable_id} and status = 'PROCESSING'`)
  return row !== undefined
}

export async function storeDocuments(
  tx: Transaction,
  deliverable_ids: readonly string[],
  documents: readonly string[],
) {
  await tx.run(sql`
    ${update('deliverables as d', { document: sql`told.document` })}
    from unnest(${deliverable_ids}::text[], ${documents}::text[]) as told(deliverable_id, document)
    where d.deliverable_id = told.deliverable_id`)
}

export async function deliverableDocument(
  tx: Transaction,
  deliverable_id: string,
): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'deliverables', 'document'>>`
    select document from deliverables where deliverable_id = ${deliverable_id}`)
  return row?.document
}

export const listedDeliverables: ListSource = { view: 'listed_deliverables', filters: deliverable_filters }
