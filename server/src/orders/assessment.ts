import { promisedAt } from '../lib/promise.ts'
import type { OrderToAssess } from '../providers/provider.ts'
import type { OrderRow } from './store.ts'

/** The facts about an order from which a provider says whether it can be carried out. */
export function toAssess(order: OrderRow): Omit<OrderToAssess, 'strips'> {
  const { nei, outcome_id, datetime, opportunity_id } = order.parameters
  return {
    order_id: order.order_id,
    contract_id: order.contract_id,
    sku: order.sku,
    priority_class: order.terms.priority_class,
    promised_at: promisedAt(order.created_at, order.terms),
    geometry: order.requested_geometry,
    window: { start: order.window_start, end: order.window_end },
    limits: order.limits,
    ...(nei && { nei }),
    ...(opportunity_id && { reservation_id: opportunity_id }),
    ...(outcome_id && { outcome_id }),
    ...(datetime && { datetime }),
    order_name: order.order_name,
    metadata: order.metadata,
  }
}
