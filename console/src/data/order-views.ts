import type { OrderFilter } from '@swath/client/orders'
import { type OrderOutcome, open_order_statuses } from '@swath/contract/states'
import type { readOrdersSearch } from '../search.ts'

export type OrdersSearch = ReturnType<typeof readOrdersSearch>

/** The views to which the list of orders can be narrowed down. */
export const order_views: readonly { value: string; label: string; filter: OrderFilter }[] = [
  { value: '', label: 'All states', filter: {} },
  { value: 'open', label: 'Open', filter: { status__in: [...open_order_statuses] } },
  { value: 'closed', label: 'Closed', filter: { status: 'closed' } },
  outcome('fulfilled', 'Fulfilled'),
  outcome('partially_fulfilled', 'Partially fulfilled'),
  outcome('unfulfilled', 'Unfulfilled'),
  outcome('rejected', 'Rejected'),
  outcome('canceled', 'Canceled'),
  outcome('failed', 'Failed'),
]

function outcome(value: OrderOutcome, label: string) {
  return { value, label, filter: { outcome: value } }
}

export function filterOf({ query, state = '', sku }: OrdersSearch): OrderFilter {
  const view = order_views.find(({ value }) => value === state)
  return { limit: 50, ...view?.filter, ...(query ? { query } : {}), ...(sku ? { sku } : {}) }
}
