import { amountOf, quantityOf, shareOf } from '../lib/money.ts'
import type { Placement, Terms } from './placement.rules.ts'

export interface LineItem {
  description: string
  quantity: number
  unit: 'km2' | 'capture'
  unit_price_minor: number
  amount_minor: number
}

/** What an order costs if everything is delivered: each level on its own, in every period. */
export function lineItems({ terms, area_km2, periods, processing_levels }: Placement): LineItem[] {
  const { sku, unit, price_minor } = terms
  const quantity = quantityOf('km2', (unit === 'capture' ? 1 : area_km2) * periods.length)
  const amount_minor = amountOf(quantity, price_minor)
  return processing_levels.map((level) => ({
    description: `${sku} ${level}`,
    quantity,
    unit,
    unit_price_minor: price_minor,
    amount_minor,
  }))
}

export function totalOf(items: readonly LineItem[]): number {
  return items.reduce((sum, item) => sum + item.amount_minor, 0)
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

export function feeAt(fees: readonly FeeFrom[], now: Date): number {
  return fees.findLast(({ from }) => from <= now)?.fee_minor ?? 0
}
