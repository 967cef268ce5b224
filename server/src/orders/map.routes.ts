import { order_filters } from '@swath/contract/filters'
import { OrderMap } from '@swath/contract/order-map'
import { z } from 'zod'
import type { Database } from '../database/db.ts'
import { long_reads } from '../http/long-reads.ts'
import type { Routes } from '../http/route.ts'
import { filterParameters } from '../lists/filters.ts'
import { readOrderMap } from './map.ts'
import { least_zoom } from './map-grid.ts'

const { sort: _, ...filters } = filterParameters(order_filters)

const zoom = z.coerce.number().min(least_zoom).max(24).default(24).meta({
  description:
    'Of a map with tiles of 512 pixels: orders nearer than about 64 pixels become a cluster; at most as near as the bbox allows',
})

export function orderMapRoutes(routes: Routes, db: Database) {
  routes.add({
    method: 'GET',
    path: '/v2/orders/map',
    operation: 'mapOrders',
    scope: 'read',
    summary: 'The orders of a part of the Earth for a map: one by one where they lie alone, else as clusters',
    tag: 'Orders',
    access: 'customer',
    query: z.strictObject({ ...filters, zoom }),
    answers: { 200: OrderMap },
    handle: (asked) => long_reads.run(asked, () => readOrderMap(db, asked.caller, asked.query)),
  })
}
