import type { Geometry } from '@swath/contract/geometry'
import { sql } from 'kysely'
import type { Columns } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { conditionSql, whereSql } from '../lists/filter-sql.ts'
import type { Condition } from '../lists/filters.ts'
import type { Cell, Grid } from './map-grid.ts'

/** Counts no further than to `most`, which is said to be more than that. */
export async function countOrders(tx: Transaction, conditions: readonly Condition[], most: number) {
  const { count } = await tx.one(sql<{ count: number }>`
    select count(*) as count from (select from listed_orders ${where(conditions)} limit ${most + 1}) as counted`)
  return Number(count)
}

/**
 * A shape that is cut at the antimeridian is put together again, on the side on which its middle lies. Where there are few,
 * each is a cell of its own. A shape may be of 20,000 corners, and is read once for its box.
 */
export function cellsOf(
  tx: Transaction,
  conditions: readonly Condition[],
  { cells_around }: Grid,
  limits: { most: number; few: number },
) {
  return tx.rows(sql<Cell>`
    with seen as materialized (
      select order_id, coalesce(outcome, status) as state,
        (case when st_xmax(geometry::box2d) - st_xmin(geometry::box2d) > 180 then st_shiftlongitude(geometry)
          else geometry end)::box3d as box
      from listed_orders ${where(conditions)} limit ${limits.most}),
    edges as (
      select order_id, state, st_xmin(box) as west, st_ymin(box) as south, st_xmax(box) as east, st_ymax(box) as north,
        case when st_xmin(box) + st_xmax(box) > 360 then 360 else 0 end as turn
      from seen),
    boxes as (
      select order_id, state, west - turn as west, south, east - turn as east, north,
        (west + east) / 2 - turn as lon, (south + north) / 2 as lat
      from edges),
    states as (
      select floor((lon + 180) / 360 * ${cells_around}) as x, floor(${mercator} * ${cells_around}) as y,
        case when (select count(*) from seen) <= ${limits.few} then order_id end as alone, state, min(order_id) as order_id,
        count(*)::integer as count, sum(lon) as lon, sum(lat) as lat,
        min(west) as west, min(south) as south, max(east) as east, max(north) as north
      from boxes group by x, y, alone, state)
    select min(order_id) as order_id, sum(count)::integer as count, json_object_agg(state, count) as states,
      sum(lon) / sum(count) as lon, sum(lat) / sum(count) as lat,
      min(west) as west, min(south) as south, max(east) as east, max(north) as north
    from states group by x, y, alone order by x, y, alone`)
}

const mercator = sql`(0.5 - ln(tan(pi() / 4 + radians(least(greatest(lat, -85.05), 85.05)) / 2)) / (2 * pi()))`

const where = (conditions: readonly Condition[]) => whereSql(conditions.map(conditionSql))

/** Beyond so many corners a shape is told as it looks from afar. */
const most_corners = 100

/** A map shows this of orders that lie alone. */
export function ordersAlone(tx: Transaction, order_ids: readonly string[], { tolerance_deg }: Grid) {
  return tx.rows(sql<
    Columns<'orders', 'order_id' | 'order_name' | 'status' | 'outcome'> & { geometry: Geometry }
  >`
    select order_id, order_name, status, outcome, case when st_npoints(geometry) <= ${most_corners} then requested_geometry
      else st_asgeojson(st_simplify(geometry, ${tolerance_deg}, true), 7)::jsonb end as geometry
    from orders where order_id = any(${order_ids}::text[]) order by order_id`)
}
