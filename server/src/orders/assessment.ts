import { isFromArchive } from '@swath/contract/products'
import type { OrderToAssess } from '../connectors/connector.ts'
import { stripsOver } from '../lib/geo/frames.ts'
import type { OrderRow } from './store.ts'

/** What a provider has to know of an order to say whether it can be carried out. */
export function toAssess(order: OrderRow): OrderToAssess {
  const { nei, outcome_id, datetime } = order.parameters
  const { requested_geometry: geometry } = order
  const has_strips = geometry.type !== 'Point' && !isFromArchive(order.sku)
  return {
    order_id: order.order_id,
    contract_id: order.contract_id,
    geometry,
    strips: has_strips ? stripsOver(geometry) : [],
    window: { start: order.window_start, end: order.window_end },
    limits: order.limits,
    ...(nei && { nei }),
    ...(outcome_id && { outcome_id }),
    ...(datetime && { datetime }),
    order_name: order.order_name,
    metadata: order.metadata,
  }
}
