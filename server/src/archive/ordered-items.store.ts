import { sql } from 'kysely'
import type { Columns, Row } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { AreaGeometry } from '../lib/geo/geometry.ts'
import { type Scene, scene_columns } from './store.ts'

/** A published capture that was cut from an image of the archive. */
export interface Ordered extends Scene, Columns<'capture_facts', 'order_id'> {
  ordered_at: Row<'order_facts'>['created_at']
}

export function findOrdered(tx: Transaction, capture_id: string) {
  return tx.first(sql<Ordered>`
    select ${scene_columns}, c.order_id, st_asgeojson(c.covered, 9)::jsonb as footprint, o.created_at as ordered_at
    from capture_facts c join order_facts o using (order_id)
    where c.capture_id = ${capture_id} and c.status = 'published' and c.source is not null`)
}

/** Published clients wait until 99.5 % of their area is there. */
const missing_share = 0.005

interface ShownItem
  extends Columns<'listed_archive_items', 'item_id'>,
    Columns<'archive_collections', 'collection' | 'processing_level'> {}

/** The items of a capture that show some of an area, and that the contract may see. */
export function itemsShown(tx: Transaction, outcome_id: string, area: AreaGeometry) {
  return tx.rows(sql<ShownItem>`
    select i.collection, i.item_id, c.processing_level
    from listed_archive_items i join archive_collections c using (collection)
    where i.outcome_id = ${outcome_id} and i.deliverable_id is null and
      st_intersects(i.geometry, st_setsrid(st_geomfromgeojson(${JSON.stringify(area)}), 4326))
    order by i.collection, i.item_id limit 1000`)
}

/** Whether a collection has all of an area that a capture shows, but for what no client misses. */
export async function isCovered(
  tx: Transaction,
  { collection, outcome_id, area }: { collection: string; outcome_id: string; area: AreaGeometry },
): Promise<boolean> {
  const { is_covered } = await tx.one(sql<{ is_covered: boolean }>`
    select coalesce(geodesic_km2(st_collectionextract(st_difference(area, shown), 3)) <= ${missing_share}::float8
      * geodesic_km2(area), false) as is_covered
    from st_setsrid(st_geomfromgeojson(${JSON.stringify(area)}), 4326) as area, (
      select st_union(geometry, 1e-8) as shown from listed_archive_items
      where collection = ${collection} and outcome_id = ${outcome_id}) as items`)
  return is_covered
}
