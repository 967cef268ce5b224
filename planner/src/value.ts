/** An image is worth this to a plan. */

/** From the one that goes before all others to the one that takes what is left. */
export type PriorityClass = 'urgent' | 'priority' | 'standard' | 'flexible'

/** An image of one class counts more than any that it can push aside of the next, even if its sky is rarely clear. */
const WEIGHTS: Readonly<Record<PriorityClass, number>> = {
  urgent: 8000,
  priority: 400,
  standard: 20,
  flexible: 1,
}
const LEAST_ODDS = 0.1
/** An image that is too late by so much is worth half, and still better than nothing. */
const LATE_HALF_S = 86_400
/** The earlier one of two chances that are alike is better: it leaves time for another attempt. */
const WAITING_SHARE_PER_DAY = 0.01

export interface Worth {
  priority_class: PriorityClass
  /** The probability that the image succeeds, from 0 to 1; 1 if absent. */
  odds?: number
  /** When the customer has it, and until when that was promised; seconds as everywhere. */
  available_s: number
  promised_s?: number
  /** From when it was wanted. */
  wanted_s: number
}

export function imageValue({ priority_class, odds = 1, available_s, promised_s, wanted_s }: Worth): number {
  const late_s = Math.max(0, available_s - (promised_s ?? Number.POSITIVE_INFINITY))
  const waiting_days = Math.max(0, available_s - wanted_s) / 86_400
  const inTime = LATE_HALF_S / (LATE_HALF_S + late_s)
  const early = 1 / (1 + WAITING_SHARE_PER_DAY * waiting_days)
  return WEIGHTS[priority_class] * Math.max(odds, LEAST_ODDS) * inTime * early
}
