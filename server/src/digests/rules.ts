import type { DigestFrequency } from '@swath/contract/digests'
import type { EventType } from '@swath/contract/events'
import { type ReasonCode, reasons } from '@swath/contract/reasons'

const hour_ms = 3_600_000
const daily_at_hour = 6

/** The first moment after `now` at which a digest of this frequency is due. */
export function nextAt(frequency: DigestFrequency, now: Date): Date {
  const period_ms = frequency === 'hourly' ? hour_ms : 24 * hour_ms
  const offset_ms = frequency === 'hourly' ? 0 : daily_at_hour * hour_ms
  const passed = Math.floor((now.getTime() - offset_ms) / period_ms)
  return new Date((passed + 1) * period_ms + offset_ms)
}

const minute_ms = 60_000
/** The waits after the first, second, ... failed try of a mail; after the last, the last again. */
const waits_ms = [1, 2, 5, 10, 30, 60].map((minutes) => minutes * minute_ms)

export function nextTry(tries: number, now: Date): Date {
  return new Date(now.getTime() + waits_ms[Math.min(tries, waits_ms.length) - 1]!)
}

export interface Happening {
  type: EventType
  reason_code: ReasonCode | null
  outcome: string | null
  count: number
}

export interface Totals {
  orders: number
  counts: Partial<Record<EventType, number>>
}

export type Tone = 'good' | 'bad' | 'plain'

export interface Line {
  tone: Tone
  text: string
  /** Why, and what to do about it. */
  why: string | null
}

const products = (count: number) => `${count} ${count === 1 ? 'product' : 'products'}`

/** The events that people want to know; the steps in between are in the feed. */
const told: Partial<Record<EventType, { tone: Tone; text: (happening: Happening) => string }>> = {
  OrderReceived: { tone: 'plain', text: () => 'Placed' },
  OrderSpendingApprovalRequested: { tone: 'bad', text: () => 'Waits for an approver of yours' },
  DeliverableDelivered: { tone: 'good', text: ({ count }) => `${products(count)} delivered` },
  DeliverableFailed: { tone: 'bad', text: ({ count }) => `${products(count)} failed` },
  DeliverableRejected: { tone: 'plain', text: ({ count }) => `${products(count)} rejected by you` },
  OrderCompleted: {
    tone: 'good',
    text: ({ outcome }) =>
      outcome === 'fulfilled' ? 'Completed: everything is delivered' : 'Completed: a part is delivered',
  },
  OrderExpired: {
    tone: 'bad',
    text: ({ outcome }) =>
      outcome === 'partially_fulfilled' ? 'Ended: a part is delivered' : 'Ended: nothing could be delivered',
  },
  OrderAnalysisFailed: { tone: 'bad', text: () => 'Rejected' },
  OrderFailed: { tone: 'bad', text: () => 'Failed' },
  OrderCancellationAccepted: { tone: 'plain', text: () => 'Canceled' },
  OrderCancellationRejected: { tone: 'bad', text: () => 'The cancellation was refused' },
  OrderForceClosed: { tone: 'plain', text: () => 'Closed by the operator' },
}
export const told_types = Object.keys(told) as EventType[]

export function lineOf(happening: Happening): Line {
  const { tone, text } = told[happening.type]!
  return { tone, text: text(happening), why: whyOf(happening) }
}

/** That everything went well needs no reason. */
function whyOf({ reason_code, outcome }: Happening): string | null {
  if (reason_code === null || outcome === 'fulfilled') return null
  const { meaning, advice } = reasons[reason_code]
  // The registry quotes names of fields.
  return (advice.startsWith('Nothing') ? meaning : `${meaning} ${advice}`).replaceAll('`', '')
}

/** The totals in a few words, for the subject. */
export function headline({ counts }: Totals): string {
  const sum = (...types: EventType[]) => types.reduce((total, type) => total + (counts[type] ?? 0), 0)
  const orders = (count: number) => `${count} ${count === 1 ? 'order' : 'orders'}`
  const parts = [
    [sum('OrderReceived'), (count: number) => `${orders(count)} placed`],
    [sum('OrderSpendingApprovalRequested'), (count: number) => `${orders(count)} to approve`],
    [sum('DeliverableDelivered'), (count: number) => `${products(count)} delivered`],
    [sum('OrderCompleted'), (count: number) => `${orders(count)} completed`],
    [
      sum('OrderAnalysisFailed', 'OrderFailed', 'OrderExpired'),
      (count: number) => `${orders(count)} not fulfilled`,
    ],
    [sum('DeliverableFailed'), (count: number) => `${products(count)} failed`],
    [sum('OrderCancellationAccepted', 'OrderForceClosed'), (count: number) => `${orders(count)} canceled`],
    [sum('OrderCancellationRejected'), (count: number) => `${orders(count)} could not be canceled`],
    [sum('DeliverableRejected'), (count: number) => `${products(count)} rejected`],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => words(count))
    .join(', ')
}
