import { amountOf, quantityOf } from '../lib/money.ts'

/** What decides about the quantity and the amount of a deliverable. */
export interface Rating {
  unit: 'km2' | 'capture'
  price_minor: number
  /** What it shows of the ordered area, as far as the terms of the order count it. */
  covered_km2: number
  /** By what each quantity is multiplied, so that a whole order comes to the minimum of the contract. */
  quantity_scale: number
  /** The terms count one level of each capture, and another one was counted before. */
  is_counted: boolean
  /** What is left of the price of the order, which is never exceeded; null of orders that have none. */
  room_minor: number | null
}

export function rate({ unit, price_minor, covered_km2, quantity_scale, is_counted, room_minor }: Rating) {
  const quantity = is_counted ? 0 : quantityOf(unit, covered_km2, quantity_scale)
  const amount_minor = amountOf(quantity, price_minor)
  return { quantity, amount_minor: Math.min(amount_minor, Math.max(0, room_minor ?? amount_minor)) }
}
