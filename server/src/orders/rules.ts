import { type ReasonCode, reasons } from '@swath/contract/reasons'
import type { CaptureStatus, OrderOutcome } from '@swath/contract/states'

/** The newest attempt at each part of the order, with the reasons of all attempts at it, oldest first. */
export interface StripFacts {
  status: CaptureStatus
  reason_codes: ReasonCode[]
  /** From the archive: nothing has to be collected for it. */
  is_retrieved: boolean
  area_km2: number
  starts_at: string | null
  /** Statuses of the deliverables of the newest attempt. */
  deliverables: string[]
}

export interface Ending {
  action: 'complete' | 'expire' | 'fail'
  outcome: OrderOutcome
  reason_code: ReasonCode
}

const busy: readonly CaptureStatus[] = ['queued', 'scheduled', 'collecting', 'acquired']
const collected: readonly CaptureStatus[] = ['collecting', 'acquired', 'published']

/** How the order ends now that this is the state of its parts; undefined while something can still come. */
export function decideEnding(strips: readonly StripFacts[]): Ending | undefined {
  if (strips.length === 0 || strips.some((strip) => busy.includes(strip.status))) return undefined
  const whole = strips.filter(isWhole)
  if (whole.length === strips.length) {
    return { action: 'complete', outcome: 'fulfilled', reason_code: 'ALL_DELIVERED' }
  }
  const missing = strips.filter((strip) => strip.status !== 'published').map(reasonOf)
  const only_the_sky = missing.length > 0 && missing.every((reason) => reasons[reason].cause === 'sky')
  if (strips.some((strip) => strip.status === 'published')) {
    const action = only_the_sky ? 'expire' : 'complete'
    return { action, outcome: 'partially_fulfilled', reason_code: 'PARTLY_DELIVERED' }
  }
  return only_the_sky
    ? { action: 'expire', outcome: 'unfulfilled', reason_code: missing[0]! }
    : {
        action: 'fail',
        outcome: 'failed',
        reason_code: missing.find((reason) => reasons[reason].cause !== 'sky')!,
      }
}

function isWhole(strip: StripFacts) {
  return (
    strip.status === 'published' &&
    strip.deliverables.every((status) => ['DELIVERED', 'REJECTED'].includes(status))
  )
}

/** Why a part is missing. That the window ran out says less than why the attempts before it failed. */
function reasonOf(strip: StripFacts): ReasonCode {
  const ran_out: ReasonCode[] = ['NO_ACCESS_IN_WINDOW', 'WINDOW_CLOSED']
  const earlier = strip.reason_codes.findLast((reason) => !ran_out.includes(reason))
  return earlier ?? strip.reason_codes.at(-1) ?? 'WINDOW_CLOSED'
}

/** Until something costs: a collection, or where none is needed, a delivery. */
export function mayCancel(strips: readonly StripFacts[]): boolean {
  return !strips.some((strip) => (strip.is_retrieved ? isDelivered(strip) : collected.includes(strip.status)))
}

function isDelivered({ deliverables }: StripFacts): boolean {
  return deliverables.some((status) => status === 'DELIVERED' || status === 'REJECTED')
}

export function deliveredKm2(strips: readonly StripFacts[]): number {
  return strips
    .filter((strip) => strip.status === 'published')
    .reduce((sum, strip) => sum + strip.area_km2, 0)
}

/** When the next collection is to start, as far as it is planned. */
export function nextExpectedAt(strips: readonly StripFacts[]): Date | null {
  const planned = strips
    .filter((strip) => strip.starts_at !== null && ['scheduled', 'collecting'].includes(strip.status))
    .map((strip) => Date.parse(strip.starts_at!))
  return planned.length === 0 ? null : new Date(Math.min(...planned))
}
