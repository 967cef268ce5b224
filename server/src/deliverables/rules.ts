import type { CaptureStatus, OrderStatus, ProcessingLevel } from '@swath/contract/states'
import { amountOf, quantityOf } from '../lib/money.ts'

/** What decides about news of a product that does not exist. */
interface Prospect {
  order_status: OrderStatus
  capture_status: CaptureStatus
  processing_levels: readonly ProcessingLevel[]
}

/** News of a product waits for its image, as long as one can come of which this product is made. */
export function judgeEarly(level: ProcessingLevel, prospect: Prospect) {
  const { order_status, capture_status, processing_levels } = prospect
  const ignored = (detail: string) => ({ result: 'ignored' as const, detail })
  if (order_status === 'closed') return ignored('The order is closed')
  if (!processing_levels.includes(level)) return ignored(`No ${level} is expected of this capture`)
  if (capture_status === 'failed' || capture_status === 'canceled')
    return ignored(`The capture is ${capture_status}`)
  return {
    result: 'waiting' as const,
    detail: `The capture is ${capture_status}; this is judged once it is acquired`,
  }
}

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
