/**
 * The states of the four things that have a life of their own. Which state may follow which is decided by
 * the machines in `server/src/<noun>/machine.ts`; here are only the words.
 */

export const order_statuses = ['received', 'in_progress', 'closed'] as const
export type OrderStatus = (typeof order_statuses)[number]
/** The states of each of the four in which work is still to come, so that it can be canceled. */
export const open_order_statuses = ['received', 'in_progress'] as const

export const order_outcomes = [
  'fulfilled',
  'partially_fulfilled',
  'unfulfilled',
  'rejected',
  'canceled',
  'failed',
] as const
export type OrderOutcome = (typeof order_outcomes)[number]

/** The results of an order in the words of the v1 APIs, which published clients read in v2 as well. */
const results_of_outcome = {
  fulfilled: 'completed',
  partially_fulfilled: 'completed',
  unfulfilled: 'failed',
  failed: 'failed',
  rejected: 'rejected',
  canceled: 'canceled',
} as const satisfies Record<OrderOutcome, string>
export const order_results = [
  'received',
  'in_progress',
  'completed',
  'failed',
  'rejected',
  'canceled',
] as const
type OrderResult = (typeof order_results)[number]

/** The end of a closed order, or the status of one that is open. */
export function resultOf(order: { status: OrderStatus; outcome: OrderOutcome | null }): OrderResult {
  return order.outcome === null
    ? (order.status as 'received' | 'in_progress')
    : results_of_outcome[order.outcome]
}

export const outcomesOf = (result: OrderResult): OrderOutcome[] =>
  order_outcomes.filter((outcome) => results_of_outcome[outcome] === result)

export const capture_statuses = [
  'queued',
  'scheduled',
  'collecting',
  'acquired',
  'published',
  'failed',
  'canceled',
] as const
export type CaptureStatus = (typeof capture_statuses)[number]
export const open_capture_statuses = ['queued', 'scheduled', 'collecting', 'acquired'] as const

export const deliverable_statuses = [
  'QUEUED',
  'PROCESSING',
  'DELIVERED',
  'FAILED',
  'CANCELED',
  'REJECTED',
] as const
export type DeliverableStatus = (typeof deliverable_statuses)[number]
export const open_deliverable_statuses = ['QUEUED', 'PROCESSING'] as const
/** A deliverable that a customer rejects was delivered all the same. */
export const delivered_statuses = ['DELIVERED', 'REJECTED'] as const

export const delivery_statuses = ['pending', 'transferring', 'completed', 'failed', 'canceled'] as const
export type DeliveryStatus = (typeof delivery_statuses)[number]
export const open_delivery_statuses = ['pending', 'transferring'] as const

/** Whether a status is one of a list. */
export const isOneOf = <S extends string>(list: readonly S[], status: string): status is S =>
  (list as readonly string[]).includes(status)

export const processing_levels = ['L0', 'L1A', 'L1B', 'L1C', 'L1D', 'L1D_SR'] as const
export type ProcessingLevel = (typeof processing_levels)[number]

/** The units in which quantities are counted. */
export const units = ['km2', 'capture'] as const
