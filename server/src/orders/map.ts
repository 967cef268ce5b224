import type { OrderCluster, OrderMap, OrderOnMap } from '@swath/contract/order-map'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { conditionsOf } from '../lists/filters.ts'
import { cellsOf, countOrders, ordersAlone } from './map.store.ts'
import { type Cell, type Grid, gridOf, withoutOverlaps } from './map-grid.ts'

/** Orders beyond so many are neither counted nor drawn: an answer takes about half a second by then. */
const most = 50_000
/** So few can be told apart wherever they lie. */
const few = 200

/** All orders of a part of the Earth: one by one where they lie alone, otherwise as clusters. */
export async function readOrderMap(
  db: Database,
  caller: Caller,
  { zoom, ...query }: { zoom: number },
): Promise<OrderMap> {
  const conditions = conditionsOf(query)
  const bbox = conditions.find(({ operator }) => operator === 'bbox')
  const grid = gridOf(zoom, bbox)
  return db.tenant(caller.contract_id, async (tx) => {
    const filters = conditions.filter((one) => one !== bbox)
    const count = await countOrders(tx, filters, most)
    const cells = await cellsOf(tx, conditions, grid, { most: most + 1, few })
    const in_view = cells.reduce((sum, cell) => sum + cell.count, 0)
    return {
      type: 'FeatureCollection',
      count: Math.min(count, most),
      count_exact: count <= most,
      in_view: Math.min(in_view, most),
      in_view_exact: in_view <= most,
      features: await featuresOf(tx, in_view <= few ? cells : withoutOverlaps(cells, grid), grid),
    }
  })
}

async function featuresOf(tx: Transaction, cells: readonly Cell[], grid: Grid) {
  const alone = cells.filter(({ count }) => count === 1).map(({ order_id }) => order_id)
  const orders = await ordersAlone(tx, alone, grid)
  return [...cells.filter(({ count }) => count > 1).map(clusterOf), ...orders.map(orderOf)]
}

function clusterOf({ count, states, lon, lat, west, south, east, north }: Cell): OrderCluster {
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [lon, lat] },
    properties: { kind: 'cluster', count, states, bbox: [west, south, east, north] },
  }
}

function orderOf({ geometry, ...told }: Awaited<ReturnType<typeof ordersAlone>>[number]) {
  const { order_id, order_name, status, outcome } = told
  return {
    type: 'Feature',
    geometry,
    properties: { kind: 'order', order_id, order_name, status, outcome },
  } as OrderOnMap
}
