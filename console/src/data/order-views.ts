import type { OrderFilter } from '@swath/client/orders'
import { type OrderOutcome, open_order_statuses } from '@swath/contract/states'
import type { readOrdersSearch } from '../search.ts'

/** The list is narrowed down to and sorted by these. Besides `state`, the names are those of the API. */
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

export function filterOf({ state = '', ...asked }: OrdersSearch): OrderFilter {
  const view = order_views.find(({ value }) => value === state)
  // Texts of the address are sent as they are: the API reads them as numbers, times and lists.
  return { limit: 50, ...view?.filter, ...(asked as OrderFilter) }
}
