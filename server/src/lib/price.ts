import type { SkuTerms, Uplift } from '@swath/contract/products/terms'
import { amountOf, quantityOf, shareOf } from './money.ts'

/** The terms of a SKU that turn quantities into money. */
type Counting = Pick<SkuTerms, 'unit' | 'price_minor' | 'min_quantity' | 'overlap' | 'levels'>

/** As much of an order as its price depends on. */
export interface Ordered {
  terms: Counting & Pick<SkuTerms, 'sku' | 'min_strip_km2'>
  geometry: { type: string }
  area_km2: number
  /** The number of images that it takes to show an area once. */
  strip_count: number
  /** The share of an area that two of them show. */
  overlap_share: number
  periods: { length: number }
  processing_levels: readonly string[]
}

type Whole = Omit<Ordered, 'processing_levels'>

export interface LineItem {
  description: string
  quantity: number
  unit: 'km2' | 'capture'
  unit_price_minor: number
  amount_minor: number
}

/** The price of a unit with these uplifts, rounded once. */
export function upliftedPrice(price_minor: number, uplifts: readonly Uplift[]): number {
  return (
    price_minor +
    shareOf(
      price_minor,
      uplifts.reduce((sum, { pct }) => sum + pct, 0),
    )
  )
}

/** The quantity of one level of an order, as far as ground that several strips show counts. */
function orderedQuantity({ terms, geometry, area_km2, periods, overlap_share }: Whole): number {
  const { unit, overlap } = terms
  const is_counted_twice = overlap === 'each' && unit === 'km2' && geometry.type !== 'Point'
  const each = unit === 'capture' ? 1 : area_km2 * (is_counted_twice ? 1 + overlap_share : 1)
  return each * periods.length
}

/**
 * By what the quantities of an order are multiplied, so that it comes to the minima of the contract: of all, and of
 * each strip.
 */
export function quantityScale(ordered: Whole): number {
  const { terms, strip_count, periods } = ordered
  const quantity = orderedQuantity(ordered)
  const of_strips = terms.unit === 'km2' ? strip_count * periods.length * terms.min_strip_km2 : 0
  return quantity > 0 ? Math.max(1, terms.min_quantity / quantity, of_strips / quantity) : 1
}

/** The highest costs of an order: each level on its own, or only one of them, in every period. */
export function lineItems(ordered: Ordered): LineItem[] {
  const { terms, processing_levels } = ordered
  const { sku, unit, price_minor } = terms
  const whole = quantityOf('km2', orderedQuantity(ordered), quantityScale(ordered))
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

/** The facts that decide about the quantity and the amount of a product that was ordered. */
export interface Rating {
  unit: 'km2' | 'capture'
  price_minor: number
  /** The part of the ordered area that it shows, as far as the terms of the order count it. */
  covered_km2: number
  /** By what each quantity is multiplied, so that a whole order comes to the minimum of the contract. */
  quantity_scale: number
  /** The terms count one level of each capture, and another one was counted before. */
  is_counted: boolean
  /** The rest of the price of the order, which is never exceeded; null of orders that have none. */
  room_minor: number | null
}

export function rate({ unit, price_minor, covered_km2, quantity_scale, is_counted, room_minor }: Rating) {
  const quantity = is_counted ? 0 : quantityOf(unit, covered_km2, quantity_scale)
  const amount_minor = amountOf(quantity, price_minor)
  return { quantity, amount_minor: Math.min(amount_minor, Math.max(0, room_minor ?? amount_minor)) }
}

/** The amount that was billed already for the growing part of an order, as far as its terms count it once. */
export interface Billed {
  quantity: number
  /** Without what was added to reach the minimum. */
  shown_quantity: number
  /** The share of the new product that the others show as well. */
  share: number
}

export const nothing_billed: Billed = { quantity: 0, shown_quantity: 0, share: 0 }

/**
 * By how much an order grows that has no end: its first product is billed as the minimum at least, and the next ones
 * use up what was paid ahead by that. Where all that was billed is refunded, it begins anew.
 */
export function addedQuantity(
  { unit, min_quantity }: Pick<Counting, 'unit' | 'min_quantity'>,
  area_km2: number,
  billed: Billed,
): number {
  if (billed.quantity === 0) return quantityOf('km2', Math.max(min_quantity, quantityOf(unit, area_km2)))
  const is_shown = billed.share > 1 - 1e-6
  const fresh = unit === 'capture' ? (is_shown ? 0 : 1) : area_km2 * (1 - (is_shown ? 1 : billed.share))
  const paid_ahead =
    billed.quantity <= min_quantity ? Math.max(0, billed.quantity - billed.shown_quantity) : 0
  return quantityOf('km2', Math.max(0, fresh - paid_ahead))
}
