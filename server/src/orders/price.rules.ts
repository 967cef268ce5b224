import type { Price } from '@swath/contract/quotes'
import { amountOf, quantityOf, shareOf } from '../lib/money.ts'
import type { Placement, Terms } from './placement.rules.ts'

export interface LineItem {
  description: string
  quantity: number
  unit: 'km2' | 'capture'
  unit_price_minor: number
  amount_minor: number
}

type Ordered = Pick<Placement, 'terms' | 'geometry' | 'area_km2' | 'strip_count' | 'periods'>

/** Neighbouring strips overlap by this share of an area that takes several; see `planFrames`. */
const strip_overlap_share = 0.3 / (5.2 - 0.3)

/** What one level of an order comes to, as far as ground that several strips show counts. */
function orderedQuantity({ terms, geometry, area_km2, periods }: Ordered): number {
  const { unit, overlap } = terms
  const is_counted_twice = overlap === 'each' && unit === 'km2' && geometry.type !== 'Point'
  const each = unit === 'capture' ? 1 : area_km2 * (is_counted_twice ? 1 + strip_overlap_share : 1)
  return each * periods.length
}

/** By what the quantities of an order are multiplied, so that it comes to the minima of the contract: of all, and of each strip. */
export function quantityScale(ordered: Ordered): number {
  const { terms, strip_count, periods } = ordered
  const quantity = orderedQuantity(ordered)
  const of_strips = terms.unit === 'km2' ? strip_count * periods.length * terms.min_strip_km2 : 0
  return quantity > 0 ? Math.max(1, terms.min_quantity / quantity, of_strips / quantity) : 1
}

/** What an order costs at most: each level on its own, or only one of them, in every period. */
export function lineItems(placement: Ordered & Pick<Placement, 'processing_levels'>): LineItem[] {
  const { terms, processing_levels } = placement
  const { sku, unit, price_minor } = terms
  const whole = quantityOf('km2', orderedQuantity(placement), quantityScale(placement))
  return processing_levels.map((level, position) => {
    const quantity = terms.levels === 'once' && position > 0 ? 0 : whole
    return {
      description: `${sku} ${level}`,
      quantity,
      unit,
      unit_price_minor: price_minor,
      amount_minor: amountOf(quantity, price_minor),
    }
  })
}

export function totalOf(items: readonly LineItem[]): number {
  return items.reduce((sum, item) => sum + item.amount_minor, 0)
}

/** What all of it costs, and what a cancellation. */
export function priceOf(placement: Parameters<typeof lineItems>[0]): Price {
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
