import { sql } from 'kysely'
import { type Columns, columns, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Geometry } from '../lib/geo/geometry.ts'
import type { Billed } from '../lib/price.ts'

const source_columns = columns('capture_facts as c', 'capture_id, outcome_id')

/** The capture that a product was made from, and on which terms. */
export interface Source extends Selected<typeof source_columns>, Columns<'order_facts', 'order_id'> {
  unit: 'km2' | 'capture'
  currency: string
  price_minor: number
  min_quantity: number
  /** Null of an order that grows with each product. */
  quantity_scale: number | null
  covered_km2: number
}

const terms_of_order = sql`
  o.terms ->> 'unit' as unit, o.terms ->> 'currency' as currency, (o.terms ->> 'price_minor')::bigint as price_minor,
  coalesce((o.terms ->> 'min_quantity')::float8, 0) as min_quantity,
  (o.terms ->> 'quantity_scale')::float8 as quantity_scale`

/** The captures of an origin that scenes name, by the name by which they do; their orders are locked. */
export async function sourcesOfScenes(
  tx: Transaction,
  contract_id: string,
  origin: string,
  scenes: readonly { capture_id?: string | undefined; sceneset_id?: string | undefined }[],
) {
  const names = scenes.flatMap(({ capture_id }) => capture_id ?? [])
  const scenesets = scenes.flatMap(({ capture_id, sceneset_id }) =>
    capture_id === undefined && sceneset_id !== undefined ? [sceneset_id] : [],
  )
  const rows = await tx.rows(sql<Source & Columns<'capture_facts', 'origin_id'>>`
    select o.order_id, ${source_columns}, c.origin_id, ${terms_of_order},
      geodesic_km2(coalesce(c.footprint, c.target)) as covered_km2
    from capture_facts c join order_facts o on o.order_id = c.order_id and o.contract_id = ${contract_id} and o.origin = ${origin}
    where c.contract_id = ${contract_id} and c.capture_id in (
      select capture_id from capture_facts where origin_id = any(${names}::text[]) and contract_id = ${contract_id}
      union select capture_id from capture_facts
      where outcome_id = any(${scenesets}::uuid[]) and contract_id = ${contract_id})
    order by o.order_id, c.capture_id for update of o`)
  const wanted = new Set([...names, ...scenesets])
  const found = rows.flatMap((row): [string, Source][] =>
    [row.origin_id, row.outcome_id].flatMap((name) =>
      name !== null && wanted.has(name) ? [[name, row]] : [],
    ),
  )
  return new Map(found)
}

/** A product, as far as it may show what was billed before. */
export interface Shown extends Columns<'deliverable_facts', 'capture_id' | 'processing_level'> {
  footprint: Geometry | null
}

/**
 * The amounts that were billed before for what each of these products shows, if the terms of its order count that
 * once: other products of its level, and, where they count one level of each capture, those of the other levels of the
 * capture, also under other orders. Of products of one level, only those overlap that say what they show.
 */
export async function billedBefore(tx: Transaction, products: readonly Shown[]): Promise<Billed[]> {
  const told = products.map(({ footprint, ...one }, place) => ({
    ...one,
    place,
    shape: JSON.stringify(footprint),
  }))
  const rows = await tx.rows(sql<Billed>`
    with told as (
      select t.place, t.processing_level, c.*, o.origin,
        o.terms ->> 'unit' as unit, o.terms ->> 'overlap' as overlap, o.terms ->> 'levels' as levels,
        st_setsrid(st_geomfromgeojson(nullif(t.shape, 'null')), 4326) as own,
        coalesce(st_setsrid(st_geomfromgeojson(nullif(t.shape, 'null')), 4326), c.footprint, c.target) as shown
      from jsonb_to_recordset(${JSON.stringify(told)}::jsonb)
          as t(place int, capture_id text, processing_level text, shape text)
        join capture_facts c using (capture_id) join order_facts o using (order_id)),
    before as (
      select told.place, d.quantity, told.unit = 'capture' as is_piece,
        coalesce(d.footprint, c.footprint, c.target) as shape,
        told.overlap = 'each' as is_each, (d.processing_level <> told.processing_level
          or told.overlap = 'once' and told.own is not null and d.footprint is not null) as is_once
      from told
        join capture_facts c on c.contract_id = told.contract_id
          and (c.capture_id = told.capture_id or c.outcome_id = told.outcome_id)
        join order_facts o on o.order_id = c.order_id and o.origin = told.origin
        join deliverable_facts d on d.capture_id = c.capture_id and d.status = 'DELIVERED'
      where d.order_id = told.order_id and d.processing_level = told.processing_level or told.levels = 'once'),
    grounds as (
      select place, sum(quantity) as quantity,
        case when bool_or(is_piece) then count(*)
          when bool_or(is_each) then sum(geodesic_km2(shape)) else geodesic_km2(st_union(shape, 1e-8)) end as shown_quantity,
        st_union(shape, 1e-8) filter (where is_once) as ground
      from before group by place)
    select coalesce(g.quantity, 0) as quantity, coalesce(g.shown_quantity, 0) as shown_quantity,
      coalesce(geodesic_km2(st_intersection(told.shown, g.ground, 1e-8)) / nullif(geodesic_km2(told.shown), 0), 0) as share
    from told left join grounds g using (place) order by told.place`)
  return rows
}

/** The ids of all deliverables of some captures, by capture, level and part. */
export async function deliverablesOf(tx: Transaction, capture_ids: readonly string[]) {
  const rows = await tx.rows(sql<{ deliverable_id: string; key: string }>`
    select deliverable_id, capture_id || ' ' || processing_level || ' ' || part as key from deliverable_facts
    where capture_id = any(${capture_ids}::text[])`)
  return new Map(rows.map((row) => [row.key, row.deliverable_id]))
}

/** The capture of each order of the archive, which has only one, by the name of the order. */
export async function sourcesOfOrders(
  tx: Transaction,
  contract_id: string,
  origin: string,
  names: readonly string[],
) {
  const rows = await tx.rows(sql<Source & { name: string }>`
    select o.origin_id as name, o.order_id, ${source_columns}, ${terms_of_order}, 0 as covered_km2
    from order_facts o join capture_facts c using (order_id)
    where o.contract_id = ${contract_id} and o.origin = ${origin} and o.origin_id = any(${names}::text[])
    order by o.order_id for update of o`)
  return new Map(rows.map((row) => [row.name, row]))
}
