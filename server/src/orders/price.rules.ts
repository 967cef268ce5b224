import type { Price } from '@swath/contract/quotes'
import { shareOf } from '../lib/money.ts'
import { lineItems, type Ordered, totalOf } from '../lib/price.ts'
import type { Terms } from './placement.rules.ts'

/** The price of all of it, and the fee for a cancellation. */
export function priceOf(placement: Ordered & { terms: Terms }): Price {
  const { terms } = placement
  const line_items = lineItems(placement)
  const total_minor = totalOf(line_items)
  const { sku, currency } = terms
  return { sku, line_items, total_minor, currency, cancellation_fees: feeSteps(terms, total_minor) }
}

/** One step of what a cancellation costs: from so many hours before the first collection on. */
export interface FeeStep {
  hours_before: number
  fee_pct: number
}

/** The steps with their fees for a price, the earliest first. */
export function feeSteps({ cancellation_fees }: Terms, total_minor: number) {
  return cancellation_fees
    .toSorted((a, b) => b.hours_before - a.hours_before)
    .map((step) => ({ ...step, fee_minor: shareOf(total_minor, step.fee_pct) }))
}

export interface FeeFrom {
  from: Date
  fee_minor: number
}

/** From when on which fee is due, given when the first collection is planned; nothing while none is planned. */
export function feesUntil(terms: Terms, total_minor: number, collection: Date | null): FeeFrom[] {
  if (collection === null) return []
  return feeSteps(terms, total_minor).map(({ hours_before, fee_minor }) => ({
    from: new Date(collection.getTime() - hours_before * 3_600_000),
    fee_minor,
  }))
}

/** The part of a price that falls to some parts of an order, whose areas are given. */
export function priceShare(price_minor: number, areas_km2: { some: number; all: number }): number {
  return Math.round(price_minor * (areas_km2.some / areas_km2.all))
}

export function feeAt(fees: readonly FeeFrom[], now: Date): number {
  return fees.findLast(({ from }) => from <= now)?.fee_minor ?? 0
}
