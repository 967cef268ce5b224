import type { ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import type { AreaGeometry } from '../lib/geo/geometry.ts'
import { browse_product, unplaced_collections } from './rules.ts'

export interface Wanted {
  /** GeoJSON, or as `rest` of an image told it. */
  area: string
  outcome_id: string | null
  start: Date | null
  end: Date | null
  max_cloud_pct: number
  /** Images that have been looked at. */
  without: string[]
}

export interface Image {
  outcome_id: string
  datetime: Date
  properties: Record<string, unknown>
  footprint: AreaGeometry
  /** The part of the area that it does not show. */
  rest: string
  /** It shows more of the area than its edge. */
  is_useful: boolean
}

/** A smaller piece is no image of anything. */
const sliver_km2 = 0.001

/** A product that was made for an order is no image of its own. */
const is_image = sql`i.deliverable_id is null and i.collection <> all(${unplaced_collections}::text[])`

/**
 * The newest image that meets the area, and that the contract may see. Its items lie side by side; the browse item
 * is the outline of all of them, and tells most of it.
 */
export function nextImage(tx: Transaction, wanted: Wanted): Promise<Image | undefined> {
  const { area, outcome_id, start, end, max_cloud_pct, without } = wanted
  return tx.first(sql<Image>`
    with wanted as (select st_setsrid(${shape(area)}, 4326) as area),
    newest as (
      select i.outcome_id from listed_archive_items i, wanted
      where st_intersects(i.geometry, wanted.area) and ${is_image}
        and i.outcome_id <> all(${without}::uuid[])
        and (${outcome_id}::uuid is null or i.outcome_id = ${outcome_id}::uuid)
        and (${start}::timestamptz is null or i.datetime >= ${start}::timestamptz)
        and (${end}::timestamptz is null or i.datetime <= ${end}::timestamptz)
        and (i.cloud_cover is null or i.cloud_cover <= ${max_cloud_pct}::float8)
      order by i.datetime desc, i.outcome_id limit 1),
    items as (
      select i.*, i.collection = ${browse_product.collection} as is_outline
      from listed_archive_items i join newest using (outcome_id)
      where ${is_image}),
    image as (
      -- The grid swallows the hairs that roundings leave between tiles; it is about a millimetre.
      select coalesce(st_union(geometry) filter (where is_outline), st_union(geometry, 1e-8)) as footprint
      from items)
    select told.outcome_id, told.datetime, told.properties, st_asgeojson(footprint, 9)::jsonb as footprint,
      st_asewkt(st_collectionextract(st_difference(area, footprint), 3)) as rest,
      geodesic_km2(st_collectionextract(st_intersection(area, footprint), 3)) > ${sliver_km2}::float8 as is_useful
    from wanted, image, (
      select outcome_id, datetime, properties from items
      order by is_outline desc, datetime, collection, item_id limit 1) as told`)
}

const shape = (area: string) =>
  area.startsWith('{') ? sql`st_geomfromgeojson(${area})` : sql`st_geomfromewkt(${area})`

/** To which levels images have been processed. */
export async function levelsOf(tx: Transaction, outcome_ids: readonly string[]) {
  const rows = await tx.rows(sql<{ outcome_id: string; levels: ProcessingLevel[] }>`
    select outcome_id, array_agg(distinct processing_level order by processing_level) as levels
    from archive_items join archive_collections using (collection)
    where outcome_id = any(${outcome_ids}::uuid[]) and processing_level is not null and deliverable_id is null
    group by outcome_id`)
  return new Map(rows.map((row) => [row.outcome_id, row.levels]))
}
