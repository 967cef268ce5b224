import { sql } from 'kysely'
import type { AreaGeometry } from '../lib/geo/geometry.ts'
import type { Transaction } from '../platform/db.ts'
import type { Scene } from './store.ts'

/** A published capture that was cut from an image of the archive. */
export interface Ordered extends Scene {
  order_id: string
  ordered_at: Date
}

export function findOrdered(tx: Transaction, capture_id: string) {
  return tx.first(sql<Ordered>`
    select c.contract_id, c.order_id, c.outcome_id, st_asgeojson(c.covered, 9)::jsonb as footprint, c.access,
      c.acquired_at, c.cloud_cover_pct, o.created_at as ordered_at
    from captures c join orders o using (order_id)
    where c.capture_id = ${capture_id} and c.status = 'published' and c.source is not null`)
}

interface ShownItem {
  collection: string
  item_id: string
  processing_level: string | null
}

/** The items of a capture that show some of an area, and that the contract may see. */
export function itemsShown(tx: Transaction, outcome_id: string, area: AreaGeometry) {
  return tx.rows(sql<ShownItem>`
    select i.collection, i.item_id, c.processing_level
    from listed_archive_items i join archive_collections c using (collection)
    where i.outcome_id = ${outcome_id} and
      st_intersects(i.geometry, st_setsrid(st_geomfromgeojson(${JSON.stringify(area)}), 4326))
    order by i.collection, i.item_id limit 1000`)
}
