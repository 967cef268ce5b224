/** Imaging opportunities and contacts: when which satellite can see a place under given limits. */
import {
  angleDeg,
  azimuthDeg,
  DAY_MS,
  DEG,
  dot,
  geodeticOf,
  horizonAt,
  type LonLat,
  minus,
  norm,
} from './earth.ts'
import { cosOffNadir, rangeKm, rightOf, type Site, sinElevation, siteAt } from './look.ts'
import { type Orbit, positionAt, SGP4_EARTH_RADIUS_KM, stateAt } from './orbit.ts'
import { type Pass, passesOver } from './passes.ts'
import type { Path } from './path.ts'
import type { View } from './reach.ts'
import { highest, type Smooth, type Span, spansAbove } from './spans.ts'
import { type SunPosition, sunPosition } from './sun.ts'
import { type SunLimits, sunlitSpans } from './sunlight.ts'

export interface Satellite {
  satellite_name: string
  orbit: Orbit
  /** Ground sample distance when it looks straight down from its mean altitude. */
  gsd_m?: number
}

/** Angles in degrees, times in epoch milliseconds, both ends included. */
export interface AccessConstraints extends SunLimits {
  satellites: readonly Satellite[]
  target: LonLat
  start_ms: number
  end_ms: number
  /** Leaves out accesses whose smallest off-nadir angle is below this. */
  min_off_nadir_deg?: number
  /** All down to the horizon if absent. */
  max_off_nadir_deg?: number
  /** The satellite stands so high over the horizon of the target; 0 if absent. */
  min_elevation_deg?: number
  /** The directions from the target in which the satellite may be, clockwise from the first to the second. */
  view_azimuth_deg?: readonly [from: number, to: number]
  pass?: Direction
  /** Satellites that do not tell their ground sample distance have no access then. */
  max_gsd_m?: number
  /** The probability that the sky is clear enough, as a climate or a forecast says; 0 to 1. */
  clearProbability?: (place: LonLat, time_ms: number) => number
  min_clear_probability?: number
}

export interface AccessRequest extends AccessConstraints {
  limit?: number
}

export type Direction = 'ascending' | 'descending'

/** An interval in which the target is inside all constraints, and the view at its best moment. */
export interface Access extends Span, SunPosition {
  satellite_name: string
  /**
   * The moment in the interval with the smallest off-nadir angle. What follows is the view at this moment.
   */
  peak_ms: number
  /** At the satellite, between the ellipsoidal (WGS84) nadir and the target. */
  off_nadir_deg: number
  /** From the target to the satellite, clockwise from north. */
  view_azimuth_deg: number
  /** At the target, between the ellipsoid normal and the satellite. */
  incidence_angle_deg: number
  /** The height of the satellite above the ellipsoid. */
  altitude_km: number
  range_km: number
  /** It is known of satellites that tell theirs: the geometric mean of the values along and across the line of sight. */
  gsd_m?: number
  /** Direction in which the sub-satellite point moves over the ground, clockwise from north. */
  ground_track_heading_deg: number
  pass: Direction
  clear_probability?: number
}

/**
 * Why a window holds no access, as the constraint to relax, and the value it would have to allow.
 * - `OFF_NADIR`: `best` is the off-nadir angle nearest to the limits at which the sun is right.
 * - `SUN_ELEVATION`: the sun is wrong at whatever angle; `best` is the sun elevation nearest to the limits,
 *   within the off-nadir limits if there are passes there.
 * - `NEVER_VISIBLE`: no satellite rises over the horizon of the target; `best` is how high one gets (to about a degree).
 */
export interface NoAccess {
  constraint: 'NEVER_VISIBLE' | 'OFF_NADIR' | 'SUN_ELEVATION'
  best: number
}

const ELEVATION_STEP_MS = 120_000

/** The reason why there is no access is looked for in the first days of a window: passes repeat. */
export const EXPLAINED_MS = 5 * DAY_MS

/** All accesses (or the first `limit`) in order of their start. */
export function findAccesses({ limit = Number.POSITIVE_INFINITY, ...constraints }: AccessRequest): Access[] {
  const accesses: Access[] = []
  for (const access of eachAccess(constraints)) {
    if (accesses.length >= limit) break
    accesses.push(access)
  }
  return accesses
}

/** Accesses in order of their start, each computed when it is asked for. */
export function* eachAccess(constraints: AccessConstraints): Generator<Access, undefined> {
  const site = siteAt(constraints.target)
  const window = { start_ms: Math.ceil(constraints.start_ms), end_ms: Math.floor(constraints.end_ms) }
  if (window.start_ms > window.end_ms) return
  const sunlit = sunlitSpans(constraints.target, constraints, window)
  const streams = constraints.satellites.map((satellite) => accessesOf(satellite, site, sunlit, constraints))
  const heads = streams.map((stream) => stream.next().value)
  for (;;) {
    const first = indexOfEarliest(heads)
    const access = heads[first]
    if (!access) return
    yield access
    heads[first] = streams[first]?.next().value
  }
}

/** Says what stands in the way of an access; null if nothing does. */
export function explainNoAccess(constraints: AccessConstraints): NoAccess | null {
  const { min_off_nadir_deg = 0, max_off_nadir_deg = 90 } = constraints
  const { min_sun_elevation_deg = -90, max_sun_elevation_deg = 90 } = constraints
  const anyAngle = { min_off_nadir_deg: 0, max_off_nadir_deg: 90 }
  const anySun = { min_sun_elevation_deg: -90, max_sun_elevation_deg: 90 }

  const best = nearestAngle(constraints)
  if (best !== undefined) {
    const allowed = best >= min_off_nadir_deg && best <= max_off_nadir_deg
    return allowed ? null : { constraint: 'OFF_NADIR', best }
  }

  const inAngle = findAccesses({ ...constraints, ...anySun })
  const visible = inAngle.length > 0 ? inAngle : findAccesses({ ...constraints, ...anyAngle, ...anySun })
  if (visible.length === 0) return { constraint: 'NEVER_VISIBLE', best: highestElevationDeg(constraints) }
  const elevations = visible.flatMap((access) =>
    [access.start_ms, access.peak_ms, access.end_ms].map(
      (time_ms) => sunPosition(constraints.target, time_ms).sun_elevation_deg,
    ),
  )
  return {
    constraint: 'SUN_ELEVATION',
    best: nearestTo(min_sun_elevation_deg, max_sun_elevation_deg, elevations),
  }
}

/** The best value as a limit that lets it in: to a tenth of a degree, rounded away from the limits that are asked. */
export function limitFor({ best }: NoAccess, upper_limit: number): number {
  return (best > upper_limit ? Math.ceil : Math.floor)(best * 10) / 10
}

/** Passes are looked for so many degrees beyond the limit: near ones are found quickly. */
const WIDER_DEG = [0, 5, 15, 30, 90]

/** The off-nadir angle nearest to the limits at which all else is right. */
function nearestAngle(constraints: AccessConstraints): number | undefined {
  const { min_off_nadir_deg = 0, max_off_nadir_deg = 90 } = constraints
  for (const wider_deg of WIDER_DEG) {
    const within = { min_off_nadir_deg: 0, max_off_nadir_deg: Math.min(max_off_nadir_deg + wider_deg, 90) }
    const angles = findAccesses({ ...constraints, ...within }).map((access) => access.off_nadir_deg)
    if (angles.length > 0) return nearestTo(min_off_nadir_deg, max_off_nadir_deg, angles)
  }
  return undefined
}

function indexOfEarliest(heads: readonly (Access | undefined)[]): number {
  let first = 0
  let earliest_ms = Number.POSITIVE_INFINITY
  heads.forEach((head, index) => {
    if (head && head.start_ms < earliest_ms) [first, earliest_ms] = [index, head.start_ms]
  })
  return first
}

function* accessesOf(
  satellite: Satellite,
  site: Site,
  sunlit: readonly Span[],
  constraints: AccessConstraints,
): Generator<Access, undefined> {
  if (constraints.max_gsd_m !== undefined && satellite.gsd_m === undefined) return
  const view = viewOf(constraints)
  for (const pass of passesOver(satellite.orbit, site, view, sunlit)) {
    for (const span of spansWithin(pass, satellite, site, constraints)) {
      const access = accessIn(span, pass.path, satellite, site, constraints)
      if (isWanted(access, constraints)) yield access
    }
  }
}

function viewOf({ max_off_nadir_deg, min_elevation_deg = 0 }: AccessConstraints): View {
  return { min_elevation_deg, ...(max_off_nadir_deg !== undefined && { max_off_nadir_deg }) }
}

function isWanted(
  access: Access,
  { min_off_nadir_deg = 0, min_clear_probability = 0 }: AccessConstraints,
): boolean {
  return access.off_nadir_deg >= min_off_nadir_deg && (access.clear_probability ?? 1) >= min_clear_probability
}

/** The parts of a pass inside all other limits, on whole milliseconds. */
function spansWithin(
  { path, spans }: Pass,
  satellite: Satellite,
  site: Site,
  constraints: AccessConstraints,
): Span[] {
  let within = spans
  for (const limit of limitsOf(path, satellite, site, constraints)) {
    within = within.flatMap((span) => spansAbove(limit, path.samples(span.start_ms, span.end_ms)))
  }
  return within
    .map(({ start_ms, end_ms }) => ({ start_ms: Math.ceil(start_ms), end_ms: Math.floor(end_ms) }))
    .filter(({ start_ms, end_ms }) => start_ms <= end_ms)
}

/** Limits other than those of the view, as functions that are at least 0 where a path keeps them. */
function limitsOf(path: Path, satellite: Satellite, site: Site, constraints: AccessConstraints): Smooth[] {
  const { pass, max_gsd_m, view_azimuth_deg } = constraints
  const limits: Smooth[] = []
  if (pass) limits.push((time_ms) => (pass === 'ascending' ? 1 : -1) * path.moveTo(time_ms).vz)
  if (max_gsd_m !== undefined) limits.push((time_ms) => max_gsd_m - gsdAt(path, satellite, site, time_ms))
  if (view_azimuth_deg) limits.push(azimuthLimit(path, site, view_azimuth_deg))
  return limits
}

/** Right of the first direction and left of the second; of more than a half circle, either is enough. */
function azimuthLimit(path: Path, site: Site, [from_deg, to_deg]: readonly [number, number]): Smooth {
  const both = (((to_deg - from_deg) % 360) + 360) % 360 <= 180 ? Math.min : Math.max
  return (time_ms) => {
    const point = path.moveTo(time_ms)
    return both(rightOf(point, site, from_deg * DEG), -rightOf(point, site, to_deg * DEG))
  }
}

function gsdAt(path: Path, satellite: Satellite, site: Site, time_ms: number): number {
  const point = path.moveTo(time_ms)
  return gsdM(satellite, rangeKm(point, site), Math.max(sinElevation(point, site), 1e-3))
}

const gsdM = ({ gsd_m, orbit: { satrec } }: Satellite, range_km: number, cosIncidence: number): number =>
  (gsd_m! * range_km) / ((satrec.a - 1) * SGP4_EARTH_RADIUS_KM) / Math.sqrt(cosIncidence)

function accessIn(
  span: Span,
  path: Path,
  satellite: Satellite,
  site: Site,
  constraints: AccessConstraints,
): Access {
  const peak_ms = Math.min(Math.max(Math.round(peakOf(span, path, site)), span.start_ms), span.end_ms)
  const seen = viewAt(satellite, site, peak_ms)
  const clear_probability = constraints.clearProbability?.(constraints.target, peak_ms)
  return {
    satellite_name: satellite.satellite_name,
    ...span,
    peak_ms,
    ...seen,
    ...(clear_probability !== undefined && { clear_probability }),
  }
}

/** When the off-nadir angle is smallest. */
function peakOf({ start_ms, end_ms }: Span, path: Path, site: Site): number {
  const g: Smooth = (time_ms) => cosOffNadir(path.moveTo(time_ms), site)
  const times_ms = path.samples(start_ms, end_ms)
  let best = 0
  let value = Number.NEGATIVE_INFINITY
  for (let index = 0; index < times_ms.length; index++) {
    const here = g(times_ms[index]!)
    if (here > value) [best, value] = [index, here]
  }
  const [left_ms, middle_ms, right_ms] = [
    times_ms[best - 1] ?? start_ms,
    times_ms[best]!,
    times_ms[best + 1] ?? end_ms,
  ]
  if (left_ms === middle_ms && g(left_ms + 1) < value) return left_ms
  if (right_ms === middle_ms && g(right_ms - 1) < value) return right_ms
  return highest(g, left_ms, right_ms)
}

function viewAt(satellite: Satellite, site: Site, time_ms: number) {
  const { position_km, velocity_km_s } = stateAt(satellite.orbit, time_ms)
  const below = geodeticOf(position_km)
  const horizon = horizonAt(below)
  const toSatellite = minus(position_km, site.position_km)
  const range_km = norm(toSatellite)
  return {
    off_nadir_deg: angleDeg(toSatellite, horizon.up),
    view_azimuth_deg: azimuthDeg(toSatellite, site.horizon),
    incidence_angle_deg: angleDeg(toSatellite, site.horizon.up),
    ...sunPosition(site.lon_lat, time_ms),
    altitude_km: below.height_km,
    range_km,
    ...(satellite.gsd_m !== undefined && {
      gsd_m: gsdM(satellite, range_km, dot(toSatellite, site.horizon.up) / range_km),
    }),
    ground_track_heading_deg: azimuthDeg(velocity_km_s, horizon),
    pass: velocity_km_s[2] >= 0 ? ('ascending' as const) : ('descending' as const),
  }
}

/** The value that is least outside the limits; inside them, the first. */
function nearestTo(min: number, max: number, values: readonly number[]): number {
  const excess = (value: number) => Math.max(min - value, value - max, 0)
  return values.reduce((best, value) => (excess(value) < excess(best) ? value : best))
}

function highestElevationDeg({ satellites, target, start_ms, end_ms }: AccessConstraints): number {
  const site = siteAt(target)
  let highest_deg = -90
  for (const { orbit } of satellites) {
    for (let time_ms = start_ms; time_ms <= end_ms; time_ms += ELEVATION_STEP_MS) {
      const toSatellite = minus(positionAt(orbit, time_ms), site.position_km)
      highest_deg = Math.max(highest_deg, 90 - angleDeg(toSatellite, site.horizon.up))
    }
  }
  return highest_deg
}
