import type { Order } from '@swath/contract/orders'
import { facts, minutes, money } from './output.ts'

/** `closed, fulfilled`. */
export function stateOf({ properties: { status, outcome } }: Order): string {
  return outcome ? `${status}, ${outcome}` : status
}

/** `752.00 USD`, and what it was ordered at where that is another amount: `188.00 USD of 289.00 USD`. */
function priceText({ total_minor, quoted_minor, currency }: Order['properties']['price']): string {
  const total = money(total_minor, currency)
  return total_minor === quoted_minor ? total : `${total} of ${money(quoted_minor, currency)}`
}

function creditText({ credited_minor, currency }: Order['properties']['price']): string | null {
  return credited_minor === 0 ? null : money(credited_minor, currency)
}

/** An order on a screen. */
export function describeOrder(order: Order): string {
  const { properties } = order
  const { progress, next_expected_at } = properties.status_report
  const counted = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([status, count]) => `${count} ${status.toLowerCase()}`)
      .join(', ')
  return facts({
    order: properties.order_id,
    name: properties.order_name,
    product: `${properties.sku}, ${properties.product_name}`,
    class: properties.priority_class,
    state: stateOf(order),
    message: properties.status_report.message,
    reason: properties.status_report.reason_code,
    area: `${properties.area_km2.toFixed(2)} km2`,
    price: priceText(properties.price),
    credited: creditText(properties.price),
    window: `${minutes(properties.parameters.start)} to ${minutes(properties.parameters.end)} UTC`,
    captures: counted(progress.captures),
    deliverables: counted(progress.deliverables),
    'next step': next_expected_at ? `${minutes(next_expected_at)} UTC` : null,
    project: properties.project_name,
    reference: properties.client_reference,
    created: `${minutes(properties.created_at)} UTC`,
    closed: properties.closed_at ? `${minutes(properties.closed_at)} UTC` : null,
  })
}
