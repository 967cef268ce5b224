import { sql } from 'kysely'
import { columns, type Narrow, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Geometry } from '../lib/geo/geometry.ts'

const order_columns = columns('order_facts as o', 'order_id, origin_id, sku, window_start, created_at')

export interface OrderOfTask extends Narrow<Selected<typeof order_columns>, { origin_id: string }> {
  geometry: Geometry
  width_km: number | null
  length_km: number | null
  next_strip: number
}

/** The orders that represent these tasks of an origin, locked, by the id of the task. */
export async function ordersOfTasks(
  tx: Transaction,
  contract_id: string,
  origin: string,
  task_ids: readonly string[],
) {
  const rows = await tx.rows(sql<OrderOfTask>`
    select ${order_columns}, o.requested_geometry as geometry,
      (o.terms ->> 'footprint_width_km')::float8 as width_km,
      (o.terms ->> 'footprint_length_km')::float8 as length_km,
      (select coalesce(max(c.strip) + 1, 0) from capture_facts c where c.order_id = o.order_id) as next_strip
    from order_facts o
    where o.contract_id = ${contract_id} and o.origin = ${origin} and o.origin_id = any(${task_ids}::text[])
    order by o.order_id for update of o`)
  return new Map(rows.map((row) => [row.origin_id, row]))
}

const capture_columns = columns('capture_facts', 'capture_id, order_id, origin_id, status')

interface KnownCapture extends Narrow<Selected<typeof capture_columns>, { origin_id: string }> {
  starts_at: string | null
}

/** By the order and the id that the capture has elsewhere; locked. */
export async function capturesOf(
  tx: Transaction,
  order_ids: readonly string[],
  origin_ids: readonly string[],
) {
  const rows = await tx.rows(sql<KnownCapture>`
    select ${capture_columns}, access ->> 'start' as starts_at from capture_facts
    where order_id = any(${order_ids}::text[]) and origin_id = any(${origin_ids}::text[])
    order by capture_id for update`)
  return new Map(rows.map((row) => [`${row.order_id} ${row.origin_id}`, row]))
}

/** The part of each shape that lies in what was ordered; nothing for a shape that lies outside. */
export async function clipToOrders(
  tx: Transaction,
  shapes: readonly { id: string; order_id: string; shape: unknown }[],
) {
  const rows = await tx.rows(sql<{ id: string; clipped: string | null }>`
    select s.id, st_asgeojson(nullif(
      st_collectionextract(st_intersection(st_setsrid(st_geomfromgeojson(s.shape), 4326), o.geometry), 3),
      st_setsrid('polygon empty'::geometry, 4326)), 15) as clipped
    from jsonb_to_recordset(${JSON.stringify(shapes)}::jsonb) as s(id text, order_id text, shape jsonb)
    join order_facts o using (order_id)`)
  const found = rows.map(({ id, clipped }): [string, Geometry | null] => [
    id,
    clipped === null ? null : JSON.parse(clipped),
  ])
  return new Map(found.filter(([, shape]) => shape !== null && shape.coordinates.length > 0))
}
