import { type ReasonCode, reasons } from '@swath/contract/reasons'
import {
  type CaptureStatus,
  delivered_statuses,
  isOneOf,
  type OrderOutcome,
  open_capture_statuses,
} from '@swath/contract/states'

/** The newest attempt at each part of the order, with the reasons of all attempts at it, oldest first. */
export interface StripFacts {
  capture_id: string
  status: CaptureStatus
  reason_codes: ReasonCode[]
  /** From the archive: nothing has to be collected for it. */
  is_retrieved: boolean
  area_km2: number
  /** The amount that its deliverables were charged. */
  charged_minor: number
  starts_at: string | null
  /** Statuses of the deliverables of the newest attempt. */
  deliverables: string[]
}

export interface Ending {
  action: 'complete' | 'expire' | 'fail' | 'cancel'
  outcome: OrderOutcome
  reason_code: ReasonCode
}

const collected: readonly CaptureStatus[] = ['collecting', 'acquired', 'published']

/** The progress of dividing the order into parts. */
export interface Division {
  /** All of its parts are there. */
  is_planned: boolean
  is_window_over: boolean
}

/** Decides how the order ends, now that this is the state of its parts; undefined while something can still come. */
export function decideEnding(
  strips: readonly StripFacts[],
  { is_planned, is_window_over }: Division = { is_planned: true, is_window_over: false },
): Ending | undefined {
  if (!is_planned || strips.some((strip) => isOneOf(open_capture_statuses, strip.status))) return undefined
  if (strips.length === 0) return endingOfNothing(is_window_over)
  const whole = strips.filter(isWhole)
  if (whole.length === strips.length) {
    return { action: 'complete', outcome: 'fulfilled', reason_code: 'ALL_DELIVERED' }
  }
  const missing = strips.filter(({ status }) => status === 'failed').map(reasonOf)
  const dropped = whyDropped(strips)
  const only_the_sky = missing.length > 0 && missing.every((reason) => reasons[reason].cause === 'sky')
  if (strips.some((strip) => strip.status === 'published')) {
    const action = only_the_sky && !dropped ? 'expire' : 'complete'
    return { action, outcome: 'partially_fulfilled', reason_code: dropped ?? 'PARTLY_DELIVERED' }
  }
  if (dropped && (dropped === 'CANCELED_BY_CUSTOMER' || missing.length === 0)) {
    return { action: 'cancel', outcome: 'canceled', reason_code: dropped }
  }
  return only_the_sky
    ? { action: 'expire', outcome: 'unfulfilled', reason_code: missing[0]! }
    : {
        action: 'fail',
        outcome: 'failed',
        reason_code: missing.find((reason) => reasons[reason].cause !== 'sky')!,
      }
}

/** The end of an order that has come to no part at all. */
function endingOfNothing(is_window_over: boolean): Ending {
  return is_window_over
    ? { action: 'expire', outcome: 'unfulfilled', reason_code: 'WINDOW_CLOSED' }
    : { action: 'fail', outcome: 'failed', reason_code: 'CANNOT_BE_PLANNED' }
}

function isWhole(strip: StripFacts) {
  return (
    strip.status === 'published' && strip.deliverables.every((status) => isOneOf(delivered_statuses, status))
  )
}

/** Why the customer does without a part, where she does. */
function whyDropped(strips: readonly StripFacts[]): ReasonCode | undefined {
  const reasons_given = strips.filter(({ status }) => status === 'canceled').map(reasonOf)
  return reasons_given.find((reason) => reason === 'CANCELED_BY_CUSTOMER') ?? reasons_given[0]
}

/** Why a part is missing. That the window ran out says less than why the attempts before it failed. */
function reasonOf({ status, reason_codes }: StripFacts): ReasonCode {
  const ran_out: ReasonCode[] = [
    'NO_ACCESS_IN_WINDOW',
    'NO_CAPACITY',
    'WINDOW_CLOSED',
    'WINDOW_SHORTENED',
    'REROUTED',
  ]
  const earlier =
    status === 'canceled' ? undefined : reason_codes.findLast((reason) => !ran_out.includes(reason))
  return earlier ?? reason_codes.at(-1) ?? 'WINDOW_CLOSED'
}

export interface Cancellation {
  is_allowed: boolean
  /** Parts that have not begun, and would be canceled. */
  canceled: StripFacts[]
  /** Parts that have begun, or that their provider does not cancel: they would be finished, delivered and charged. */
  kept: StripFacts[]
}

/** The captures that providers refuse to cancel, with their words. */
export type Refusals = ReadonlyMap<string, string>

/**
 * Each part may be canceled until it costs something: a collection, or where none is needed, a delivery.
 * @param refusals as providers have answered; as long as nobody has asked them, nobody knows
 */
export function cancellationOf(strips: readonly StripFacts[], refusals: Refusals = new Map()): Cancellation {
  const kept = strips.filter((strip) =>
    strip.is_retrieved ? isDelivered(strip) : collected.includes(strip.status) || isRefused(strip, refusals),
  )
  const canceled = strips.filter(
    (strip) => isOneOf(open_capture_statuses, strip.status) && !kept.includes(strip),
  )
  return { is_allowed: canceled.length > 0 || kept.length === 0, canceled, kept }
}

function isRefused({ capture_id, status }: StripFacts, refusals: Refusals): boolean {
  return isOneOf(open_capture_statuses, status) && refusals.has(capture_id)
}

/** The parts as they are when these are canceled. */
export function withCanceled(strips: readonly StripFacts[], canceled: readonly StripFacts[]): StripFacts[] {
  return strips.map((strip) =>
    canceled.includes(strip)
      ? { ...strip, status: 'canceled', reason_codes: [...strip.reason_codes, 'CANCELED_BY_CUSTOMER'] }
      : strip,
  )
}

/** The planned parts that an earlier end of the window takes away. */
export function plannedBehind(strips: readonly StripFacts[], end: Date): StripFacts[] {
  return strips.filter(
    ({ status, starts_at }) =>
      status === 'scheduled' && starts_at !== null && Date.parse(starts_at) > end.getTime(),
  )
}

function isDelivered({ deliverables }: StripFacts): boolean {
  return deliverables.some((status) => isOneOf(delivered_statuses, status))
}

/** The area of the parts of which at least one product is delivered. */
export function deliveredKm2(strips: readonly StripFacts[]): number {
  return strips
    .filter((strip) => strip.status === 'published' || isDelivered(strip))
    .reduce((sum, strip) => sum + strip.area_km2, 0)
}

/** When the next collection is to start, as far as it is planned. */
export function nextExpectedAt(strips: readonly StripFacts[]): Date | null {
  const planned = strips
    .filter((strip) => strip.starts_at !== null && ['scheduled', 'collecting'].includes(strip.status))
    .map((strip) => Date.parse(strip.starts_at!))
  return planned.length === 0 ? null : new Date(Math.min(...planned))
}
