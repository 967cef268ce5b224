import { delivery_filters } from '@swath/contract/filters'
import type { ReasonCode } from '@swath/contract/reasons'
import { open_delivery_statuses } from '@swath/contract/states'
import { sql } from 'kysely'
import { type Columns, columns, insertInto, type Narrow, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { anyOf } from '../lists/filter-sql.ts'
import type { ListSource } from '../lists/lists.ts'
import type { ResumeState } from '../uploads/destination.ts'
import type { PlannedFile } from './plan.ts'

export const listedDeliveries: ListSource = { view: 'listed_deliveries', filters: delivery_filters }

const delivery_columns = columns(
  'deliveries',
  `delivery_id, contract_id, order_id, capture_id, deliverable_id, destination_id, revision, status, reason_code, error,
  attempts, failures, failing_since, reached_bytes, next_attempt_at, started_at, completed_at, created_at, updated_at`,
)

export type DeliveryRow = Narrow<Selected<typeof delivery_columns>, { reason_code: ReasonCode | null }>

const file_columns = columns(
  'delivery_files',
  'delivery_id, position, key, path, media_type, size_bytes, sha256, storage_key, content, resume, sent_at',
)

/** The manifest has no key. */
export type DeliveryFileRow = Narrow<Selected<typeof file_columns>, { resume: ResumeState | null }>

export interface NewDelivery
  extends Columns<
    'deliveries',
    | 'delivery_id'
    | 'contract_id'
    | 'order_id'
    | 'capture_id'
    | 'deliverable_id'
    | 'destination_id'
    | 'revision'
  > {
  now: Date
}

const planned_columns = columns(
  'delivery_files',
  `delivery_id, contract_id, destination_id, position, key, path, media_type, size_bytes, sha256, storage_key, content`,
)

/** @returns whether it is new: false when another one of the deliverable to the destination is open */
export async function insertDelivery(
  tx: Transaction,
  { now, ...row }: NewDelivery,
  files: readonly PlannedFile[],
): Promise<boolean> {
  const insert = insertInto('deliveries', {
    delivery_id: row.delivery_id,
    contract_id: row.contract_id,
    order_id: row.order_id,
    capture_id: row.capture_id,
    deliverable_id: row.deliverable_id,
    destination_id: row.destination_id,
    revision: row.revision,
    next_attempt_at: now,
    created_at: now,
    updated_at: now,
  })
  const inserted = await tx.first(sql`
    ${insert} on conflict (deliverable_id, destination_id) where status in ${anyOf(open_delivery_statuses)} do nothing
    returning delivery_id`)
  if (!inserted) return false
  await tx.run(sql`
    insert into delivery_files (${planned_columns})
    select ${row.delivery_id}, ${row.contract_id}, ${row.destination_id}, position, key, path, media_type, size_bytes,
      sha256, storage_key, content
    from jsonb_to_recordset(${JSON.stringify(files)}::jsonb) as f (position integer, key text, path text,
      media_type text, size_bytes bigint, sha256 text, storage_key text, content text)`)
  return true
}

/** A path of these that files of another deliverable have at the destination, or will have. */
export function takenPath(
  tx: Transaction,
  {
    deliverable_id,
    destination_id,
    revision,
  }: Pick<NewDelivery, 'deliverable_id' | 'destination_id' | 'revision'>,
  paths: readonly string[],
) {
  return tx.first(sql<Columns<'delivery_files', 'path'> & Columns<'deliveries', 'deliverable_id'>>`
    select f.path, d.deliverable_id from delivery_files f join deliveries d using (delivery_id)
    where f.destination_id = ${destination_id} and d.deliverable_id <> ${deliverable_id}
      and (d.revision = ${revision} or d.status in ${anyOf(open_delivery_statuses)})
      and d.reason_code is distinct from 'DESTINATION_PATH_TAKEN'
      and lower(f.path) in (select lower(path) from unnest(${paths}::text[]) as path) limit 1`)
}

export async function findDelivery(tx: Transaction, delivery_id: string) {
  return (await findDeliveries(tx, [delivery_id]))[0]
}

/** Locks the row until the end of the transaction. */
export function lockDelivery(tx: Transaction, delivery_id: string) {
  return tx.first(sql<DeliveryRow>`
    select ${delivery_columns} from deliveries where delivery_id = ${delivery_id} for update`)
}

export function findDeliveries(tx: Transaction, delivery_ids: readonly string[]) {
  return tx.rows(sql<DeliveryRow>`
    select ${delivery_columns} from deliveries where delivery_id = any(${delivery_ids}::text[])`)
}

export function listFilesOf(tx: Transaction, delivery_ids: readonly string[]) {
  return tx.rows(sql<DeliveryFileRow>`
    select ${file_columns} from delivery_files where delivery_id = any(${delivery_ids}::text[]) order by delivery_id, position`)
}

export async function storeDocuments(
  tx: Transaction,
  delivery_ids: readonly string[],
  documents: readonly string[],
) {
  await tx.run(sql`
    ${update('deliveries as d', { document: sql`told.document` })}
    from unnest(${delivery_ids}::text[], ${documents}::text[]) as told(delivery_id, document)
    where d.delivery_id = told.delivery_id`)
}

export async function deliveryDocument(tx: Transaction, delivery_id: string): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'deliveries', 'document'>>`
    select document from deliveries where delivery_id = ${delivery_id}`)
  return row?.document
}

/** The one that is under way, if there is one. */
export async function openDelivery(tx: Transaction, deliverable_id: string, destination_id: string) {
  const row = await tx.first(sql<Columns<'deliveries', 'delivery_id'>>`
    select delivery_id from deliveries
    where deliverable_id = ${deliverable_id} and destination_id = ${destination_id}
      and status in ${anyOf(open_delivery_statuses)}`)
  return row?.delivery_id
}

export async function hasDelivery(tx: Transaction, deliverable_id: string, destination_id: string) {
  const row = await tx.first(sql`
    select from deliveries where deliverable_id = ${deliverable_id} and destination_id = ${destination_id} limit 1`)
  return row !== undefined
}

/** Those that are under way to a destination, or of a deliverable. */
export async function openDeliveriesOf(
  tx: Transaction,
  { destination_id, deliverable_id }: { destination_id?: string; deliverable_id?: string },
): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'deliveries', 'delivery_id'>>`
    select delivery_id from deliveries
    where (destination_id = ${destination_id ?? null} or deliverable_id = ${deliverable_id ?? null}) and status in ${anyOf(open_delivery_statuses)} order by delivery_id`)
  return rows.map((row) => row.delivery_id)
}

/**
 * Deliveries that wait for another attempt need not wait longer, and are not given up for what failed before.
 * @returns which these are
 */
export async function hurryDeliveries(tx: Transaction, destination_id: string, now: Date): Promise<string[]> {
  const hurried = update('deliveries', {
    next_attempt_at: now,
    failures: 0,
    failing_since: null,
    updated_at: now,
  })
  const rows = await tx.rows(sql<Columns<'deliveries', 'delivery_id'>>`
    ${hurried}
    where destination_id = ${destination_id} and status in ${anyOf(open_delivery_statuses)} and next_attempt_at > ${now}
    returning delivery_id`)
  return rows.map((row) => row.delivery_id)
}

// Destinations -----------------------------------------------------------------------------------------

export interface DestinationFacts
  extends Columns<'destination_facts', 'destination_id' | 'revision' | 'path_template'> {
  is_removed: boolean
}

const destination_facts = sql`
  ${columns('destination_facts', 'destination_id, revision, path_template')}, removed_at is not null as is_removed`

export function findDestination(tx: Transaction, destination_id: string) {
  return tx.first(sql<DestinationFacts>`
    select ${destination_facts} from destination_facts where destination_id = ${destination_id}`)
}

/** The second of two deliveries that are created at once sees the paths of the first. */
export function lockDestination(tx: Transaction, destination_id: string) {
  return tx.first(sql<DestinationFacts>`
    select ${destination_facts} from destination_facts where destination_id = ${destination_id} for no key update`)
}

/**
 * The destination to which a deliverable goes by itself: that of its order, or the default of its project, or of the
 * contract.
 */
export async function destinationOf(tx: Transaction, deliverable_id: string): Promise<string | undefined> {
  const row = await tx.first(sql<{ destination_id: string | null }>`
    select case when o.uses_default_destination
      then coalesce(
        (select destination_id from destination_default_facts f
          where f.contract_id = o.contract_id and f.project_id = o.project_id),
        (select destination_id from destination_default_facts f
          where f.contract_id = o.contract_id and f.project_id is null))
      else o.destination_id end as destination_id
    from deliverable_facts d join order_facts o using (order_id)
    where d.deliverable_id = ${deliverable_id}`)
  return row?.destination_id ?? undefined
}
