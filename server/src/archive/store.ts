import type { Access } from '@swath/contract/captures'
import type { ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import type { AreaGeometry } from '../lib/geo/geometry.ts'
import type { Columns } from '../platform/columns.ts'
import type { Transaction } from '../platform/db.ts'
import { type NewItem, renderItem, type StoredAsset } from './document.ts'

/** A published capture, for the archive. */
export interface Scene {
  contract_id: string
  outcome_id: string
  footprint: AreaGeometry
  /** Not of every capture that came from another system. */
  access: Access | null
  acquired_at: Date
  cloud_cover_pct: number | null
}

/** Not of images of things in space, which show no ground, nor of what is from the archive itself. */
export function findScene(tx: Transaction, capture_id: string) {
  return tx.first(sql<Scene>`
    select c.contract_id, c.outcome_id, st_asgeojson(c.footprint, 9)::jsonb as footprint, c.access, c.acquired_at,
      c.cloud_cover_pct
    from captures c join orders o using (order_id)
    where c.capture_id = ${capture_id} and c.status = 'published' and c.footprint is not null
      and c.outcome_id is not null and c.acquired_at is not null and o.sku not like all ('{TSKNEI%,ARC%}')`)
}

export interface SceneFile {
  deliverable_id: string
  /** The name of the scene in v1. */
  scene_id: string | null
  processing_level: ProcessingLevel
  key: string
  file_name: string
  media_type: string
  roles: string[]
  size_bytes: number
  sha256: string
  storage_key: string
}

/** The files of what was delivered of a capture. */
export function listSceneFiles(tx: Transaction, capture_id: string) {
  return tx.rows(sql<SceneFile>`
    select d.deliverable_id, d.scene_id, d.processing_level, f.key, f.file_name, f.media_type, f.roles, f.size_bytes, f.sha256,
      f.storage_key
    from deliverables d join files f using (deliverable_id)
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

const item_rows = (items: readonly NewItem[], now: Date) => sql`
  select r.collection, r.item_id, r.outcome_id, r.order_contract_id, r.deliverable_id,
    st_setsrid(st_geomfromgeojson(r.geometry::text), 4326), r.datetime, ${now}::timestamptz, ${now}::timestamptz,
    r.properties, r.assets, r.document
  from jsonb_to_recordset(${JSON.stringify(items.map(rowOf))}::jsonb) as r (collection text, item_id text,
    outcome_id uuid, order_contract_id text, deliverable_id text, geometry jsonb, datetime timestamptz, properties jsonb, assets jsonb,
    document text)`

const item_columns = sql`collection, item_id, outcome_id, order_contract_id, deliverable_id, geometry, datetime, created_at,
  updated_at, properties, assets, document`

function rowOf(item: NewItem) {
  const stored = Object.entries(item.assets).map(([key, asset]) => [key, asset.stored])
  return { ...item, assets: Object.fromEntries(stored), document: renderItem(item) }
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
  const rows = await tx.rows(sql<{ item_id: string; is_new: boolean }>`
    insert into archive_items as old (${item_columns}) ${item_rows(items, now)}
    on conflict (collection, item_id) do update set outcome_id = excluded.outcome_id, geometry = excluded.geometry,
      datetime = excluded.datetime, updated_at = excluded.updated_at, properties = excluded.properties,
      assets = excluded.assets, document = excluded.document
    where (old.outcome_id, old.assets, old.document) is distinct from
      (excluded.outcome_id, excluded.assets, excluded.document)
    returning item_id, xmax = 0 as is_new`)
  return new Map(rows.map((row) => [row.item_id, row.is_new]))
}

export async function hasCollection(tx: Transaction, collection: string): Promise<boolean> {
  const row = await tx.first(sql`select from archive_collections where collection = ${collection}`)
  return row !== undefined
}

/** An item, for whoever changes it. */
export interface StoredItem {
  document: string
  outcome_id: string
  assets: Record<string, StoredAsset>
}

export function findStored(tx: Transaction, collection: string, item_id: string) {
  return tx.first(sql<StoredItem>`
    select document, outcome_id, assets from archive_items
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

/** An item, for whoever downloads it. */
export interface ItemRow {
  collection: string
  item_id: string
  outcome_id: string
  geometry: AreaGeometry
  datetime: Date
  properties: Record<string, unknown>
  assets: Record<string, StoredAsset>
  /** Whether the contract includes downloads. */
  is_entitled: boolean
  /** It was made for an order, which has paid for it. */
  is_ordered: boolean
  /** The contract had it, and was given its money back. */
  is_refunded: boolean
}

export function findItem(tx: Transaction, collection: string, item_id: string) {
  return tx.first(sql<ItemRow>`
    select collection, item_id, outcome_id, st_asgeojson(geometry, 9)::jsonb as geometry, datetime, properties,
      assets, deliverable_id is not null as is_ordered, exists (select from contract_skus where sku like 'ARCLGD%') as is_entitled,
      exists (select from deliverables d join orders o using (order_id)
        where d.status = 'REJECTED' and d.part = i.item_id and o.origin = 'archive'
          and o.origin_id = i.collection || '/' || i.outcome_id)
      or exists (select from deliverables d where d.status = 'REJECTED' and d.deliverable_id = i.deliverable_id) as is_refunded
    from archive_items i where collection = ${collection} and item_id = ${item_id}`)
}

/** An item of any collection. */
export function findItemOfAny(tx: Transaction, item_id: string) {
  return tx.first(sql<Pick<ItemRow, 'collection' | 'assets'>>`
    select i.collection, i.assets from archive_collections c join archive_items i using (collection)
    where i.item_id = ${item_id} order by i.collection limit 1`)
}
