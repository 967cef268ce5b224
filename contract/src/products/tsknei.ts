import { no_limits } from '../captures.ts'
import type { Problem } from '../errors.ts'
import type { Interval } from '../intervals.ts'
import { intervalOfNei, type Nei, type SpacePoint } from '../nei.ts'
import type { PlaceOrder, TaskingParameters } from '../orders.ts'
import { dateOf } from '../times.ts'
import { collected, endPointer, selectionProblems, windowProblems } from './collected.ts'
import type { ProductKind } from './product-kind.ts'
import type { SkuTerms } from './terms.ts'

/** One capture of an object in space, by one satellite at one moment. */
export const tsknei: ProductKind = {
  ...collected,
  name: 'Non-Earth Imaging',
  geometries: ['Point'],
  shows: 'space',
  v1: { pk: 190, name: 'Non-Earth Imaging' },
  parameters: (all) =>
    all.pick({ start: true, end: true, processing_level: true, nei: true }).required({ nei: true }),
  window: (given, terms, now) => {
    if (!given.nei) return collected.window(given, terms, now)
    const moment = intervalOfNei(given.nei)
    return {
      start: given.start === undefined ? moment.start : dateOf(given.start),
      end: given.end === undefined ? moment.end : dateOf(given.end),
    }
  },
  // Nothing is asked of it that is asked of a target on the ground.
  limits: () => no_limits,
  problems: (order, terms, window, now) => [
    ...windowOfMomentProblems(order.properties.parameters, terms, window, now),
    ...earthlyProblems(order),
    ...neiProblems(order, window, now),
    ...selectionProblems(order),
  ],
  movedWindowProblems: windowOfMomentProblems,
  widest: () => undefined,
  singlePassBy: ({ nei }) => nei && 'nei',
}

const at = '/properties/parameters/nei'

/** The parameters that belong to looking down, or to looking more than once. */
const earthly = [
  'min_ona',
  'max_ona',
  'min_sun_elevation',
  'max_sun_elevation',
  'revisit_period',
  'remapping_period',
  'remapping_mode',
  'max_captures',
] as const satisfies (keyof TaskingParameters)[]

/** The distance, in degrees, that the geometry may have from below first_point: ten metres, for roundings. */
const sub_point_tolerance_deg = 1e-4
/** A path is at constant altitude to the metre. */
const altitude_tolerance_m = 1

function earthlyProblems({ properties: { sku, parameters } }: PlaceOrder): Problem[] {
  return earthly
    .filter((name) => parameters[name] !== undefined)
    .map((name) =>
      problem(
        `/properties/parameters/${name}`,
        `${name} is for the ground; ${sku} is one capture in space at one moment`,
      ),
    )
}

function neiProblems(order: PlaceOrder, window: Interval, now: Date): Problem[] {
  const { sku, parameters } = order.properties
  const { nei } = parameters
  if (!nei) return [problem(at, `${sku} needs nei: which satellite looks where, and when`)]
  return [
    ...subPointProblems(order, nei.first_point),
    ...pathProblems(nei),
    ...momentProblems(nei, window, now),
  ]
}

function subPointProblems({ geometry }: PlaceOrder, point: SpacePoint): Problem[] {
  if (geometry.type !== 'Point') return []
  const [lon, lat, altitude_m] = geometry.coordinates as (number | undefined)[]
  if (typeof lon !== 'number' || typeof lat !== 'number') return []
  const around_deg = Math.abs(lon - point.longitude) % 360
  const east_deg = Math.min(around_deg, 360 - around_deg) * Math.cos((lat * Math.PI) / 180)
  const is_below = Math.hypot(east_deg, lat - point.latitude) <= sub_point_tolerance_deg
  const is_as_high =
    altitude_m === undefined || Math.abs(altitude_m - point.altitude_m) <= altitude_tolerance_m
  if (is_below && is_as_high) return []
  const { longitude, latitude } = point
  const message = `The geometry has to be below first_point, at ${longitude}, ${latitude}, with its altitude or none`
  return [problem('/geometry/coordinates', message)]
}

function pathProblems({ mode, first_point, last_point }: Nei): Problem[] {
  if (mode === 'spotlight') {
    if (!last_point) return []
    return [problem(`${at}/last_point`, 'spotlight rests on first_point; last_point is for evo_stripe')]
  }
  if (!last_point) return [problem(`${at}/last_point`, 'evo_stripe needs last_point, where the path ends')]
  const climb_m = Math.abs(last_point.altitude_m - first_point.altitude_m)
  if (climb_m > altitude_tolerance_m) {
    const message = `The path of evo_stripe is at constant altitude; last_point is ${climb_m} m off`
    return [problem(`${at}/last_point/altitude_m`, message)]
  }
  const { longitude, latitude } = first_point
  if (last_point.longitude !== longitude || last_point.latitude !== latitude) return []
  return [
    problem(`${at}/last_point`, 'The path of evo_stripe leads nowhere; to rest on a point is spotlight'),
  ]
}

function momentProblems(nei: Nei, window: Interval, now: Date): Problem[] {
  const { start } = intervalOfNei(nei)
  // A window that is over is told as such.
  if (start > now || window.end <= now) return []
  const message = `The capture would begin at ${start.toISOString()}, and it is ${now.toISOString()}`
  return [problem(`${at}/first_point_time`, message)]
}

function windowOfMomentProblems(
  given: TaskingParameters,
  terms: SkuTerms,
  window: Interval,
  now: Date,
): Problem[] {
  if (!given.nei) return windowProblems(given, terms, window, now)
  const by_default = '/nei/first_point_time'
  const found = windowProblems(given, terms, window, now, by_default)
  const { start, end } = intervalOfNei(given.nei)
  if (found.length > 0 || (start >= window.start && end <= window.end)) return found
  const pointer = endPointer(given, start < window.start ? 'start' : 'end', by_default)
  const message = `The window does not hold the capture, from ${start.toISOString()} to ${end.toISOString()}`
  return [{ pointer, code: 'window_invalid', message }]
}

function problem(pointer: string, message: string): Problem {
  return { pointer, code: 'nei_invalid', message }
}
