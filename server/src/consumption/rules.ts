import type { ConsumptionGrouping } from '@swath/contract/consumption'
import { delivered_statuses } from '@swath/contract/states'
import { inOrder } from '../lib/times.ts'

/** A filter of the request, as far as decisions here need it; see `Condition` in lists/filters.ts. */
interface Filter {
  on: string
  operator: string
  values: readonly string[]
}

const rolled_up = new Set(['sku', 'project_id', 'processing_level', 'unit', 'currency'])

/**
 * Whether days can answer: they know nothing of single orders, nor of parts of days. The name of a project is that
 * of its orders, which follows a renaming one by one, so it is for the deliverables to say.
 */
export function areInRollups(group_by: readonly ConsumptionGrouping[], filters: readonly Filter[]): boolean {
  return !group_by.includes('order') && filters.every(isInRollups)
}

function isInRollups({ on, operator, values }: Filter): boolean {
  if (rolled_up.has(on)) return true
  const is_bound = on === 'delivered_at' && (operator === 'gte' || operator === 'lt')
  return is_bound && values.every((value) => /T00:00:00(\.0+)?Z$/.test(value))
}

const of_orders = new Set([
  'order_id',
  'order_name',
  'sku',
  'project_id',
  'project_name',
  'search_text',
  'currency',
])

/** Whether a filter can be asked of the fee of a canceled order, which has no deliverable. */
export function areAboutOrders(filters: readonly Filter[]): boolean {
  return filters.every(({ on }) => on === 'delivered_at' || of_orders.has(on))
}

// Links --------------------------------------------------------------------------------------------------

/** The values that the deliverables of a group have in common. */
export interface GroupKey {
  day?: string
  month?: string
  sku?: string
  project_id?: string
  order_id?: string
  processing_level?: string
  unit: string
  currency: string
}

/**
 * The path under which the list of deliverables shows those of a group and no others.
 * @param filters the query of the request, as it was written, without what is no filter of the list
 * @param conditions the same, as it was read
 */
export function deliverablesHref(
  filters: URLSearchParams,
  conditions: readonly Filter[],
  { day, month, ...equal }: GroupKey,
): string {
  const query = new URLSearchParams(filters)
  for (const [name, value] of Object.entries(equal)) query.set(name, value)
  const spans = [...(day === undefined ? [] : [dayOf(day)]), ...(month === undefined ? [] : [monthOf(month)])]
  const asked = (operator: string) =>
    conditions
      .filter((one) => one.on === 'delivered_at' && one.operator === operator)
      .flatMap((one) => one.values)
  const from = inOrder([...asked('gte'), ...spans.map(([start]) => start)]).at(-1)
  const to = inOrder([...asked('lt'), ...spans.map(([, end]) => end)])[0]
  if (from !== undefined) query.set('delivered_at__gte', from)
  if (to !== undefined) query.set('delivered_at__lt', to)
  // A deliverable that has not been delivered is in no period; without one it has to be left out by its status.
  const has_period = conditions.some(({ on }) => on === 'delivered_at') || spans.length > 0
  if (!has_period && !conditions.some(({ on }) => on === 'status'))
    query.set('status', delivered_statuses.join())
  return `/v2/deliverables/?${query}`
}

function dayOf(day: string): [string, string] {
  const start = new Date(day)
  return [start.toISOString(), new Date(start.getTime() + 86_400_000).toISOString()]
}

function monthOf(month: string): [string, string] {
  const start = new Date(`${month}-01`)
  return [
    start.toISOString(),
    new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1)).toISOString(),
  ]
}
