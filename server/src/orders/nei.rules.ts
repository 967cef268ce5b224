import type { Problem } from '@swath/contract/errors'
import type { Interval } from '@swath/contract/intervals'
import { intervalOfNei, type Nei, type SpacePoint } from '@swath/contract/nei'
import type { PlaceOrder, TaskingParameters } from '@swath/contract/orders'
import type { ProductCode } from '@swath/contract/products'

const at = '/properties/parameters/nei'

/** The product whose target is not on the ground. */
export const space_product: ProductCode = 'TSKNEI'

/** What belongs to looking down, or to looking more than once. */
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

/** How far, in degrees, the geometry may be from below first_point: ten metres, for roundings. */
const sub_point_tolerance_deg = 1e-4
/** A path is at constant altitude to the metre. */
const altitude_tolerance_m = 1

/** Everything that is wrong with an order as one for a capture in space, or as one that is not. */
export function neiProblems(order: PlaceOrder, is_space: boolean, window: Interval, now: Date): Problem[] {
  const { parameters, sku } = order.properties
  if (!is_space) {
    return parameters.nei ? [problem(at, `${sku} looks at the ground; only ${space_product} takes nei`)] : []
  }
  const given = earthly
    .filter((name) => parameters[name] !== undefined)
    .map((name) =>
      problem(
        `/properties/parameters/${name}`,
        `${name} is for the ground; ${sku} is one capture in space at one moment`,
      ),
    )
  const { nei } = parameters
  if (!nei) return [problem(at, `${sku} needs nei: which satellite looks where, and when`), ...given]
  return [
    ...given,
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

/** On which side the capture is not in the window. */
export function outsideOf(window: Interval, nei: Nei) {
  const { start, end } = intervalOfNei(nei)
  if (start >= window.start && end <= window.end) return undefined
  const message = `The window does not hold the capture, from ${start.toISOString()} to ${end.toISOString()}`
  return { side: start < window.start ? ('start' as const) : ('end' as const), message }
}

function problem(pointer: string, message: string): Problem {
  return { pointer, code: 'nei_invalid', message }
}
