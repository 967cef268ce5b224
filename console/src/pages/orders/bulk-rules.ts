import { csvLine } from '@swath/contract/csv'
import type { Order } from '@swath/contract/orders'
import { delivered_statuses } from '@swath/contract/states'
import { formatMoney } from '../../ui/format.ts'

/** The most orders that are chosen at once: each is a request or more. */
export const most_chosen = 500

export const ordersText = (count: number): string => `${count} ${count === 1 ? 'order' : 'orders'}`

/** For which orders something can be done, and why not for the others. */
export function divide(orders: readonly Order[], action: 'cancel' | 'update' | 'send') {
  const told = orders.map((order) => ({ order, why: whyNot(order, action) }))
  return {
    able: told.filter(({ why }) => why === undefined).map(({ order }) => order),
    left_out: told.flatMap(({ order, why }) => (why === undefined ? [] : [{ order, why }])),
  }
}

function whyNot({ properties }: Order, action: 'cancel' | 'update' | 'send'): string | undefined {
  if (action === 'send') {
    const { deliverables } = properties.status_report.progress
    return delivered_statuses.some((status) => deliverables[status])
      ? undefined
      : 'nothing of them is delivered'
  }
  if (properties.actions.includes(action)) return undefined
  if (properties.status === 'closed') return 'they are closed'
  return action === 'cancel' ? 'all of them has begun' : 'another system carries them out'
}

/** The sum of an amount in each currency; nothing, if it is free. */
export function sumsOf(
  orders: readonly Order[],
  amountOf: (properties: Order['properties']) => number,
): string[] {
  const by_currency = Map.groupBy(orders, ({ properties }) => properties.price.currency)
  const sums = [...by_currency].map(([currency, those]) => {
    const sum = those.reduce((total, { properties }) => total + amountOf(properties), 0)
    return { currency, sum }
  })
  return sums.filter(({ sum }) => sum !== 0).map(({ currency, sum }) => formatMoney(sum, currency))
}

const csv_columns: Readonly<Record<string, (properties: Order['properties']) => string | number | null>> = {
  order_id: ({ order_id }) => order_id,
  order_name: ({ order_name }) => order_name,
  project_name: ({ project_name }) => project_name,
  client_reference: ({ client_reference }) => client_reference,
  sku: ({ sku }) => sku,
  status: ({ status }) => status,
  outcome: ({ outcome }) => outcome,
  reason_code: ({ status_report }) => status_report.reason_code,
  message: ({ status_report }) => status_report.message,
  area_km2: ({ area_km2 }) => area_km2,
  delivered_km2: ({ status_report }) => status_report.progress.delivered_km2,
  total_minor: ({ price }) => price.total_minor,
  charged_minor: ({ price }) => price.charged_minor,
  credited_minor: ({ price }) => price.credited_minor,
  currency: ({ price }) => price.currency,
  window_start: ({ parameters }) => parameters.start,
  window_end: ({ parameters }) => parameters.end,
  created_at: ({ created_at }) => created_at,
  closed_at: ({ closed_at }) => closed_at,
  labels: ({ metadata }) =>
    Object.entries(metadata)
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
}

/** The orders as a spreadsheet reads them, with the names of the API. */
export function csvOf(orders: readonly Order[]): string {
  const lines = orders.map(({ properties }) =>
    csvLine(Object.values(csv_columns).map((valueIn) => valueIn(properties))),
  )
  // Excel takes a file without this mark for one of another alphabet.
  return `\uFEFF${csvLine(Object.keys(csv_columns))}${lines.join('')}`
}

/** The orders as GeoJSON. */
export const geojsonOf = (orders: readonly Order[]): string =>
  JSON.stringify({ type: 'FeatureCollection', features: orders }, null, 2)
