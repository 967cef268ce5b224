import type { Access } from '@swath/contract/captures'
import type { ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import { type Columns, columns, excluded, type Narrow, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { StoredAsset } from '../lib/archive.ts'
import type { AreaGeometry } from '../lib/geo/geometry.ts'
import { type NewItem, renderItem } from './document.ts'

export const scene_columns = columns(
  'capture_facts as c',
  'contract_id, outcome_id, access, acquired_at, cloud_cover_pct',
)

/** A published capture, for the archive. Not every capture that came from another system has an access. */
export interface Scene
  extends Narrow<
    Selected<typeof scene_columns>,
    { outcome_id: string; access: Access | null; acquired_at: Date }
  > {
  footprint: AreaGeometry
}

export function findScene(tx: Transaction, capture_id: string) {
  return tx.first(sql<Scene & { sku: string }>`
    select o.sku, ${scene_columns}, st_asgeojson(c.footprint, 9)::jsonb as footprint
    from capture_facts c join order_facts o using (order_id)
    where c.capture_id = ${capture_id} and c.status = 'published' and c.footprint is not null
      and c.outcome_id is not null and c.acquired_at is not null`)
}

export const file_columns = columns(
  'file_facts as f',
  'key, file_name, media_type, roles, size_bytes, sha256, storage_key',
)
export const deliverable_columns = columns(
  'deliverable_facts as d',
  'deliverable_id, scene_id, processing_level',
)

export interface SceneFile
  extends Narrow<Selected<typeof deliverable_columns>, { processing_level: ProcessingLevel }>,
    Selected<typeof file_columns> {}

/** The files of what was delivered of a capture. */
export function listSceneFiles(tx: Transaction, capture_id: string) {
  return tx.rows(sql<SceneFile>`
    select ${deliverable_columns}, ${file_columns}
    from deliverable_facts d join file_facts f using (deliverable_id)
    where d.capture_id = ${capture_id} and d.status = 'DELIVERED'
    order by d.deliverable_id, f.position`)
}

/** The part of each tile that the footprint covers; null for one that it only touches. */
export async function clipTiles(
  tx: Transaction,
  footprint: AreaGeometry,
  tiles: readonly AreaGeometry[],
): Promise<(AreaGeometry | null)[]> {
  const rows = await tx.rows(sql<{ geometry: AreaGeometry | null }>`
    select case when st_area(part::geography) > 1 then st_asgeojson(part, 9)::jsonb end as geometry
    from jsonb_array_elements(${JSON.stringify(tiles)}::jsonb) with ordinality as tile (geojson, position),
      st_setsrid(st_geomfromgeojson(${JSON.stringify(footprint)}), 4326) as footprint,
      st_collectionextract(
        st_intersection(st_setsrid(st_geomfromgeojson(geojson::text), 4326), footprint), 3) as part
    order by position`)
  return rows.map((row) => row.geometry)
}

/** A geometry may be long to write, so the database takes it from the document. */
const item_rows = (items: readonly NewItem[], now: Date) => sql`
  select r.collection, r.item_id, r.outcome_id, r.order_contract_id, r.deliverable_id,
    st_setsrid(st_geomfromgeojson((r.document::jsonb -> 'geometry')::text), 4326), r.datetime, ${now}::timestamptz,
    ${now}::timestamptz, r.properties, r.assets, r.document
  from jsonb_to_recordset(${JSON.stringify(items.map(rowOf))}::jsonb) as r (collection text, item_id text,
    outcome_id uuid, order_contract_id text, deliverable_id text, datetime timestamptz, properties jsonb, assets jsonb,
    document text)`

const item_columns = columns(
  'archive_items',
  `collection, item_id, outcome_id, order_contract_id, deliverable_id, geometry, datetime, created_at, updated_at,
  properties, assets, document`,
)

const replaced_columns = excluded(
  'archive_items',
  'outcome_id, geometry, datetime, updated_at, properties, assets, document',
)

function rowOf(item: NewItem) {
  const stored = Object.entries(item.assets).map(([key, asset]) => [key, asset.stored])
  return { ...item, geometry: undefined, assets: Object.fromEntries(stored), document: renderItem(item) }
}

/** Inserts items that never change. @returns the ids that another capture has */
export async function insertItems(
  tx: Transaction,
  items: readonly NewItem[],
  now: Date,
): Promise<Set<string>> {
  if (items.length === 0) return new Set()
  await tx.run(
    sql`insert into archive_items (${item_columns}) ${item_rows(items, now)} on conflict do nothing`,
  )
  const { collection, outcome_id } = items[0]!
  const taken = await tx.rows(sql<Columns<'archive_items', 'item_id'>>`
    select item_id from archive_items
    where collection = ${collection} and item_id = any(${items.map((item) => item.item_id)}::text[])
      and outcome_id <> ${outcome_id}`)
  return new Set(taken.map((row) => row.item_id))
}

/** Inserts items, or replaces those that have changed. @returns by id whether it is new; unchanged ones are missing */
export async function saveItems(tx: Transaction, items: readonly NewItem[], now: Date) {
  const rows = await tx.rows(sql<Columns<'archive_items', 'item_id'> & { is_new: boolean }>`
    insert into archive_items as old (${item_columns}) ${item_rows(items, now)}
    on conflict (collection, item_id) do update set ${replaced_columns}
    where (old.outcome_id, old.assets, old.document) is distinct from
      (excluded.outcome_id, excluded.assets, excluded.document)
    returning item_id, xmax = 0 as is_new`)
  return new Map(rows.map((row) => [row.item_id, row.is_new]))
}

export async function hasCollection(tx: Transaction, collection: string): Promise<boolean> {
  const row = await tx.first(sql`select from archive_collections where collection = ${collection}`)
  return row !== undefined
}

const stored_columns = columns('archive_items', 'document, outcome_id, assets')

/** An item, for whoever changes it. */
export type StoredItem = Narrow<Selected<typeof stored_columns>, { assets: Record<string, StoredAsset> }>

export function findStored(tx: Transaction, collection: string, item_id: string) {
  return tx.first(sql<StoredItem>`
    select ${stored_columns} from archive_items
    where collection = ${collection} and item_id = ${item_id}`)
}

/** The document of an item that nobody else changes before the end of the transaction. */
export async function lockItem(tx: Transaction, collection: string, item_id: string) {
  const row = await tx.first(sql<Columns<'archive_items', 'document'>>`
    select document from archive_items where collection = ${collection} and item_id = ${item_id} for update`)
  return row?.document
}

export function deleteItem(tx: Transaction, collection: string, item_id: string): Promise<void> {
  return tx.run(sql`delete from archive_items where collection = ${collection} and item_id = ${item_id}`)
}
