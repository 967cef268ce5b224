import { sql } from 'kysely'
import { columns, type Narrow, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { StoredAsset } from '../lib/archive.ts'
import type { AreaGeometry } from '../lib/geo/geometry.ts'

const downloaded_columns = columns(
  'archive_items as i',
  'collection, item_id, outcome_id, datetime, properties, assets',
)

/** An item, for whoever downloads it. */
export interface ItemRow
  extends Narrow<
    Selected<typeof downloaded_columns>,
    { properties: Record<string, unknown>; assets: Record<string, StoredAsset> }
  > {
  geometry: AreaGeometry
  /** The SKUs of the contract, which may include downloads. */
  skus: string[]
  /** It was made for an order, which has paid for it. */
  is_ordered: boolean
  /** The contract had it, and was given its money back. */
  is_refunded: boolean
}

export function findItem(tx: Transaction, collection: string, item_id: string) {
  return tx.first(sql<ItemRow>`
    select ${downloaded_columns}, st_asgeojson(geometry, 9)::jsonb as geometry,
      deliverable_id is not null as is_ordered, array(select sku from sku_facts) as skus,
      exists (select from deliverable_facts d join order_facts o using (order_id)
        where d.status = 'REJECTED' and d.part = i.item_id and o.origin = 'archive'
          and o.origin_id = i.collection || '/' || i.outcome_id)
      or exists (select from deliverable_facts d where d.status = 'REJECTED' and d.deliverable_id = i.deliverable_id) as is_refunded
    from listed_archive_items i where collection = ${collection} and item_id = ${item_id}`)
}

/** An item of any collection. */
export function findItemOfAny(tx: Transaction, item_id: string) {
  return tx.first(sql<Pick<ItemRow, 'collection' | 'assets'>>`
    select i.collection, i.assets from archive_collection_facts c join listed_archive_items i using (collection)
    where i.item_id = ${item_id} order by i.collection limit 1`)
}
