import type { CollectionLimits } from '@swath/contract/captures'
import type { Problem } from '@swath/contract/errors'
import type { PlaceOrder, TaskingParameters } from '@swath/contract/orders'
import { type ProductCode, products } from '@swath/contract/products'
import { type ReasonCode, reasons } from '@swath/contract/reasons'
import type { CaptureStatus, OrderOutcome } from '@swath/contract/states'

/** What the contract says about a SKU; an order keeps its own copy, so that later changes do not touch it. */
export interface Terms {
  sku: string
  unit: 'km2' | 'capture'
  price_minor: number
  currency: string
  footprint_width_km: number | null
  footprint_length_km: number | null
  min_area_km2: number
  max_area_km2: number
  max_cloud_pct: number
  max_off_nadir_deg: number
  min_sun_elevation_deg: number
  default_window_days: number
  max_window_days: number
  priority: number
  processing_levels: string[]
}

const day_ms = 86_400_000

export function productOf(sku: string) {
  return products[sku.slice(0, 6) as ProductCode]
}

export interface Window {
  start: Date
  end: Date
}

/** The window that was asked for; now and the product's default where it was left open. */
export function resolveWindow(parameters: TaskingParameters, terms: Terms, now: Date): Window {
  const start = parameters.start === undefined ? now : utc(parameters.start)
  const end =
    parameters.end === undefined
      ? new Date(start.getTime() + terms.default_window_days * day_ms)
      : utc(parameters.end)
  return { start, end }
}

/** A time without an offset is UTC. */
function utc(time: string): Date {
  return new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(time) ? time : `${time}Z`)
}

/** The customer's limits, and the contract's where she gave none. */
export function collectionLimits(given: TaskingParameters, terms: Terms): CollectionLimits {
  return {
    min_off_nadir_deg: given.min_ona ?? 0,
    max_off_nadir_deg: given.max_ona ?? terms.max_off_nadir_deg,
    min_sun_elevation_deg: given.min_sun_elevation ?? terms.min_sun_elevation_deg,
    max_sun_elevation_deg: given.max_sun_elevation ?? 90,
    max_cloud_pct: terms.max_cloud_pct,
  }
}

/** Everything in which the order breaks the rules of its product and contract; the geometry is known to be valid. */
export function findOrderProblems(
  order: PlaceOrder,
  terms: Terms,
  window: Window,
  area_km2: number,
  now: Date,
) {
  return [
    ...geometryProblems(order, terms, area_km2),
    ...windowProblems(order.properties.parameters, terms, window, now),
    ...parameterProblems(order.properties.parameters, terms),
  ]
}

function geometryProblems(order: PlaceOrder, terms: Terms, area_km2: number): Problem[] {
  const product = productOf(terms.sku)
  const allowed: readonly string[] = product.geometries
  const { type } = order.geometry
  if (!allowed.includes(type)) {
    return [
      problem(
        '/geometry/type',
        'geometry_not_for_sku',
        `${product.name} (${terms.sku}) takes ${allowed.join(' or ')}, not ${type}`,
      ),
    ]
  }
  if (area_km2 >= terms.min_area_km2 && area_km2 <= terms.max_area_km2) return []
  const limits = `${terms.min_area_km2} to ${terms.max_area_km2} km2`
  return [
    problem(
      '/geometry',
      'area_out_of_range',
      `The area has ${area_km2.toFixed(2)} km2; ${terms.sku} takes ${limits}`,
    ),
  ]
}

function windowProblems(
  given: TaskingParameters,
  terms: Terms,
  { start, end }: Window,
  now: Date,
): Problem[] {
  const at = (field: 'start' | 'end') =>
    `/properties/parameters/${given[field] === undefined ? '' : field}`.replace(/\/$/, '')
  if (end <= start) {
    return [
      problem(
        at('end'),
        'window_invalid',
        `The window ends (${end.toISOString()}) before it starts (${start.toISOString()})`,
      ),
    ]
  }
  if (end <= now) {
    return [
      problem(
        at('end'),
        'window_invalid',
        `The window is in the past: it ended at ${end.toISOString()}, and it is ${now.toISOString()}`,
      ),
    ]
  }
  const days = (end.getTime() - start.getTime()) / day_ms
  if (days <= terms.max_window_days) return []
  const message = `The window has ${days.toFixed(1)} days; ${terms.sku} allows at most ${terms.max_window_days}`
  return [problem(at('end'), 'window_invalid', message)]
}

function parameterProblems(given: TaskingParameters, terms: Terms): Problem[] {
  const found: Problem[] = []
  for (const what of ['ona', 'sun_elevation'] as const) {
    const [low, high] = [given[`min_${what}`], given[`max_${what}`]]
    if (low !== undefined && high !== undefined && low > high) {
      found.push(
        problem(
          `/properties/parameters/min_${what}`,
          'limits_inverted',
          `min_${what} ${low} is above max_${what} ${high}`,
        ),
      )
    }
  }
  const level = given.processing_level
  if (level !== undefined && !terms.processing_levels.includes(level)) {
    const message = `The contract has ${terms.processing_levels.join(', ')} for ${terms.sku}, not ${level}`
    found.push(problem('/properties/parameters/processing_level', 'level_not_in_contract', message))
  }
  return found
}

function problem(pointer: string, code: string, message: string): Problem {
  return { pointer, code, message }
}

// What becomes of an order -------------------------------------------------------------------------------

/** The newest attempt at each part of the order, with the reasons of all attempts at it, oldest first. */
export interface StripFacts {
  status: CaptureStatus
  reason_codes: ReasonCode[]
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

export function mayCancel(strips: readonly StripFacts[]): boolean {
  return !strips.some((strip) => collected.includes(strip.status))
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
