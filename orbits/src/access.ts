/** Imaging opportunities: when which satellite can look at a place under given constraints. */
import { type Span, spansWhere } from './bisect.ts'
import { angleDeg, azimuthDeg, geodeticOf, horizonAt, type LonLat, minus } from './earth.ts'
import { type Orbit, positionAt, stateAt } from './orbit.ts'
import { offNadirDeg, type Pass, passesOver, type Site, siteAt, WIDEST_OFF_NADIR_DEG } from './passes.ts'
import { type SunPosition, sunPosition } from './sun.ts'

export interface Satellite {
  satellite_name: string
  orbit: Orbit
}

/** Angles in degrees, times in epoch milliseconds, both ends included. */
export interface AccessConstraints {
  satellites: readonly Satellite[]
  target: LonLat
  start_ms: number
  end_ms: number
  /** Leaves out accesses whose smallest off-nadir angle is below this. */
  min_off_nadir_deg?: number
  /** Counts as `WIDEST_OFF_NADIR_DEG` (65) if larger. */
  max_off_nadir_deg: number
  min_sun_elevation_deg: number
  max_sun_elevation_deg?: number
}

export interface AccessRequest extends AccessConstraints {
  limit?: number
}

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
  /** Direction in which the sub-satellite point moves over the ground, clockwise from north. */
  ground_track_heading_deg: number
  pass: 'ascending' | 'descending'
}

/**
 * Why a window holds no access, as the constraint to relax, and the value it would have to allow.
 * - `OFF_NADIR`: `best` is the off-nadir angle nearest to the limits at which the sun is right.
 * - `SUN_ELEVATION`: the sun is wrong at whatever angle; `best` is the sun elevation nearest to the limits,
 *   within the off-nadir limits if there are passes there.
 * - `NEVER_VISIBLE`: no satellite comes within 65 degrees off nadir; `best` is how high above the target's
 *   horizon one gets (to about a degree).
 */
export interface NoAccess {
  constraint: 'NEVER_VISIBLE' | 'OFF_NADIR' | 'SUN_ELEVATION'
  best: number
}

/**
 * The sun elevation bends by less than 0.001 degrees in this time, so no change of light hides in between.
 */
const SUN_STEP_MS = 120_000
const ELEVATION_STEP_MS = 30_000

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
  const sunlit = sunlitSpans(constraints)
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
  const {
    min_off_nadir_deg = 0,
    max_off_nadir_deg,
    min_sun_elevation_deg,
    max_sun_elevation_deg = 90,
  } = constraints
  const anyAngle = { min_off_nadir_deg: 0, max_off_nadir_deg: WIDEST_OFF_NADIR_DEG }
  const anySun = { min_sun_elevation_deg: -90, max_sun_elevation_deg: 90 }

  const lit = findAccesses({ ...constraints, ...anyAngle })
  if (lit.length > 0) {
    const angles = lit.map((access) => access.off_nadir_deg)
    const best = nearestTo(min_off_nadir_deg, max_off_nadir_deg, angles)
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

function indexOfEarliest(heads: readonly (Access | undefined)[]): number {
  const startOf = (index: number) => heads[index]?.start_ms ?? Number.POSITIVE_INFINITY
  return heads.reduce((first, _, index) => (startOf(index) < startOf(first) ? index : first), 0)
}

function* accessesOf(
  { satellite_name, orbit }: Satellite,
  site: Site,
  sunlit: readonly Span[],
  { min_off_nadir_deg = 0, max_off_nadir_deg }: AccessConstraints,
): Generator<Access, undefined> {
  for (const light of sunlit) {
    for (const pass of passesOver(orbit, site, max_off_nadir_deg, light)) {
      const access = accessIn(pass, light, orbit, site)
      if (access.off_nadir_deg < min_off_nadir_deg) continue
      yield { satellite_name, ...access }
    }
  }
}

/** The part of a pass during which there is light, and the view at its best moment. */
function accessIn(pass: Pass, light: Span, orbit: Orbit, site: Site): Omit<Access, 'satellite_name'> {
  const start_ms = Math.max(pass.start_ms, light.start_ms)
  const end_ms = Math.min(pass.end_ms, light.end_ms)
  const peak_ms = Math.min(Math.max(pass.peak_ms, start_ms), end_ms)
  return { start_ms, end_ms, peak_ms, ...viewAt(orbit, site, peak_ms) }
}

/** The parts of the window with the sun between its limits. */
function sunlitSpans(constraints: AccessConstraints): Span[] {
  const { target, min_sun_elevation_deg, max_sun_elevation_deg = 90 } = constraints
  const window = { start_ms: Math.ceil(constraints.start_ms), end_ms: Math.floor(constraints.end_ms) }
  return spansWhere(window, SUN_STEP_MS, (time_ms) => {
    const { sun_elevation_deg } = sunPosition(target, time_ms)
    return sun_elevation_deg >= min_sun_elevation_deg && sun_elevation_deg <= max_sun_elevation_deg
  })
}

function viewAt(orbit: Orbit, site: Site, time_ms: number) {
  const { position_km, velocity_km_s } = stateAt(orbit, time_ms)
  const below = geodeticOf(position_km)
  const toSatellite = minus(position_km, site.position_km)
  return {
    off_nadir_deg: offNadirDeg(position_km, site),
    view_azimuth_deg: azimuthDeg(toSatellite, site.horizon),
    incidence_angle_deg: angleDeg(toSatellite, site.horizon.up),
    ...sunPosition(site.lon_lat, time_ms),
    altitude_km: below.height_km,
    ground_track_heading_deg: azimuthDeg(velocity_km_s, horizonAt(below)),
    pass: velocity_km_s[2] > 0 ? ('ascending' as const) : ('descending' as const),
  }
}

/** The value that is least outside the limits; inside them, the first. */
function nearestTo(min: number, max: number, values: readonly number[]): number {
  const excess = (value: number) => Math.max(min - value, value - max, 0)
  return values.reduce((best, value) => (excess(value) < excess(best) ? value : best))
}

function highestElevationDeg({ satellites, target, start_ms, end_ms }: AccessConstraints): number {
  const site = siteAt(target)
  let highest = -90
  for (const { orbit } of satellites) {
    for (let time_ms = start_ms; time_ms <= end_ms; time_ms += ELEVATION_STEP_MS) {
      const toSatellite = minus(positionAt(orbit, time_ms), site.position_km)
      highest = Math.max(highest, 90 - angleDeg(toSatellite, site.horizon.up))
    }
  }
  return highest
}
