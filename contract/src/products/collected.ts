import type { CollectionLimits } from '../captures.ts'
import type { Problem } from '../errors.ts'
import { durationMs, type Interval } from '../intervals.ts'
import { most_off_nadir_deg, type PlaceOrder, type TaskingParameters } from '../orders.ts'
import { dateOf } from '../times.ts'
import type { ProductKind } from './product-kind.ts'
import type { SkuTerms, Variant } from './terms.ts'

// The products have much in common for which satellites make new images of the ground. A point has one image, or one
// in each period; an area is mapped once, or once in each period.

const day_ms = 86_400_000

export function nameCounts({ window_days, captures }: Variant): string[] {
  const counted = (count: number | null, noun: string) =>
    count === null ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`]
  return [...counted(window_days, 'day'), ...counted(captures, 'capture')]
}

export const collected = {
  nameVariant: nameCounts,
  ordered_by: 'request',
  images: 'collected',
  shows: 'ground',
  window: (given, terms, now) => {
    const start = given.start === undefined ? now : dateOf(given.start)
    const default_ms = terms.default_window_days * day_ms
    return {
      start,
      end: given.end === undefined ? new Date(start.getTime() + default_ms) : dateOf(given.end),
    }
  },
  limits: limitsOf,
  problems: (order, terms, window, now) => [
    ...windowProblems(order.properties.parameters, terms, window, now),
    ...periodProblems(order, window),
    ...spaceProblems(order),
    ...selectionProblems(order),
  ],
  movedWindowProblems: (given, terms, window, now) => windowProblems(given, terms, window, now),
  widest: (given, terms, window, now) => ({
    window: recurs(given) ? window : longestWindow(terms, window, now),
    limits: widestLimits(limitsOf(given, terms)),
  }),
  singlePassBy: ({ start, end }) =>
    start !== undefined && end !== undefined && Number(dateOf(end)) - Number(dateOf(start)) <= one_pass_ms
      ? 'start'
      : undefined,
} as const satisfies Partial<ProductKind>

function limitsOf(given: TaskingParameters, terms: SkuTerms): CollectionLimits {
  return {
    min_off_nadir_deg: given.min_ona ?? 0,
    max_off_nadir_deg: given.max_ona ?? terms.max_off_nadir_deg,
    min_sun_elevation_deg: given.min_sun_elevation ?? terms.min_sun_elevation_deg,
    max_sun_elevation_deg: given.max_sun_elevation ?? 90,
    max_cloud_pct: terms.max_cloud_pct,
  }
}

/** A longer window would have more periods, or periods of another length: another order at another price. */
function recurs({ revisit_period, remapping_period, max_captures = 1 }: TaskingParameters): boolean {
  return revisit_period !== undefined || remapping_period !== undefined || max_captures > 1
}

function longestWindow({ max_window_days }: SkuTerms, { start, end }: Interval, now: Date): Interval {
  const longest_ms = max_window_days * day_ms
  const earliest_ms = Math.max(now.getTime(), end.getTime() - longest_ms)
  return {
    start: new Date(Math.min(earliest_ms, start.getTime())),
    end: new Date(Math.max(start.getTime() + longest_ms, end.getTime())),
  }
}

/** Nobody is offered an image of the night who has not asked for one; clouds are a promise of the contract. */
function widestLimits(limits: CollectionLimits): CollectionLimits {
  return {
    ...limits,
    min_off_nadir_deg: 0,
    max_off_nadir_deg: Math.max(most_off_nadir_deg, limits.max_off_nadir_deg),
    min_sun_elevation_deg: Math.min(0, limits.min_sun_elevation_deg),
    max_sun_elevation_deg: 90,
  }
}

/** A window no longer than this has one pass, or the few that are side by side. */
const one_pass_ms = 3_600_000

export const collected_at_points = {
  ...collected,
  geometries: ['Point'],
  v1: { pk: 169, name: 'Multispectral 70cm' },
  parameters: (all) => all.omit({ ...not_of_ground, remapping_period: true, remapping_mode: true }),
} as const satisfies Partial<ProductKind>

export const collected_over_areas = {
  ...collected,
  geometries: ['Polygon', 'MultiPolygon'],
  v1: { pk: 178, name: 'Area Coverage 70cm' },
  parameters: (all) => all.omit({ ...not_of_ground, revisit_period: true, max_captures: true }),
} as const satisfies Partial<ProductKind>

const not_of_ground = { outcome_id: true, datetime: true, nei: true } as const

/** Two years. Element sets tell the year by two digits, and where a satellite is by then is anybody's guess anyway. */
const most_days_ahead = 731

/** @param by_default the parameter that gives the window where the order does not give its ends */
export function windowProblems(
  given: TaskingParameters,
  { sku, max_window_days }: SkuTerms,
  { start, end }: Interval,
  now: Date,
  by_default = '',
): Problem[] {
  const problem = (side: 'start' | 'end', message: string) => [
    { pointer: endPointer(given, side, by_default), code: 'window_invalid', message },
  ]
  if (end <= start)
    return problem('end', `The window ends (${end.toISOString()}) before it starts (${start.toISOString()})`)
  if (end <= now) {
    const message = `The window is in the past: it ended at ${end.toISOString()}, and it is ${now.toISOString()}`
    return problem('end', message)
  }
  const latest = new Date(now.getTime() + most_days_ahead * day_ms)
  if (start > latest) {
    const message = `The window starts at ${start.toISOString()}; nobody knows orbits later than ${most_days_ahead} days ahead, at ${latest.toISOString()}`
    return problem('start', message)
  }
  const days = (end.getTime() - start.getTime()) / day_ms
  if (days <= max_window_days) return []
  return problem('end', `The window has ${days.toFixed(1)} days; ${sku} allows at most ${max_window_days}`)
}

/** Points to the parameter in which an end of the window was given. */
export function endPointer(given: TaskingParameters, side: 'start' | 'end', by_default: string): string {
  return `/properties/parameters${given[side] === undefined ? by_default : `/${side}`}`
}

/** More than a year of daily images is asked for as several orders. */
const max_periods = 366

function periodProblems({ properties: { parameters }, geometry }: PlaceOrder, window: Interval): Problem[] {
  const is_point = geometry.type === 'Point'
  const problem = (name: keyof TaskingParameters, message: string) => [
    { pointer: `/properties/parameters/${name}`, code: 'period_invalid', message },
  ]
  if (parameters.max_captures !== undefined && !is_point) {
    const message = 'max_captures is for a Point; an area is mapped once in each remapping_period'
    return problem('max_captures', message)
  }
  const fitting = is_point ? 'revisit_period' : 'remapping_period'
  return (['revisit_period', 'remapping_period'] as const).flatMap((name) => {
    const text = parameters[name]
    if (text === undefined) return []
    if (name !== fitting) return problem(name, `A ${geometry.type} recurs by ${fitting}, not by ${name}`)
    const length_ms = durationMs(text)
    const wants = `a duration of an hour at least, such as P1D or PT12H, that gives at most ${max_periods} periods`
    const is_fine =
      length_ms !== undefined &&
      length_ms >= 3_600_000 &&
      (window.end.getTime() - window.start.getTime()) / length_ms <= max_periods
    return is_fine ? [] : problem(name, `${name} is ${wants}; this is ${text}`)
  })
}

function spaceProblems({ properties: { sku, parameters } }: PlaceOrder): Problem[] {
  if (!parameters.nei) return []
  const message = `${sku} looks at the ground; only TSKNEI takes nei`
  return [{ pointer: '/properties/parameters/nei', code: 'nei_invalid', message }]
}

/** The parameters that say which image of the archive is wanted. */
export const selecting = ['outcome_id', 'datetime'] as const

export function selectionProblems({ properties: { sku, parameters } }: PlaceOrder): Problem[] {
  return selecting
    .filter((name) => parameters[name] !== undefined)
    .map((name) => ({
      pointer: `/properties/parameters/${name}`,
      code: 'parameter_not_for_sku',
      message: `${name} chooses an image of the archive; ${sku} has a new one collected`,
    }))
}
