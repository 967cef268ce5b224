/** When a satellite comes near enough to a place to look at it. */
import { firstWhere, type Span } from './bisect.ts'
import {
  angleDeg,
  DEG,
  dot,
  EARTH_RATE_RAD_PER_MS,
  geodeticOf,
  type Horizon,
  horizonAt,
  type LonLat,
  minus,
  norm,
  POLAR_RADIUS_KM,
  surfacePoint,
  type Vec3,
} from './earth.ts'
import { type Orbit, positionAt, stateAt } from './orbit.ts'

/**
 * The widest off-nadir angle that is considered; larger limits count as this one.
 * The horizon is at 68 degrees, and close to it the angle no longer tells near from far.
 */
export const WIDEST_OFF_NADIR_DEG = 65

/** A place on the ground with its precomputed geometry. */
export interface Site {
  lon_lat: LonLat
  position_km: Vec3
  direction: Vec3
  horizon: Horizon
}

/** A stretch of orbit from which a site is seen within an off-nadir limit. */
export interface Pass extends Span {
  /** When the off-nadir angle is smallest. */
  peak_ms: number
}

/**
 * The distance, as an angle at the centre of the Earth, within which a satellite must be, and the time it needs to get
 * there.
 */
interface Reach {
  angle_rad: number
  /** No satellite closes in faster than this. */
  fastest_rad_per_ms: number
  /** No satellite takes longer from the edge of the reach to the closest point. */
  longest_approach_ms: number
}

/** Ellipsoidal nadir and surface differ from the spherical reasoning of a reach by less than this. */
const REACH_MARGIN_RAD = 1 * DEG
/** A step so short that it cannot jump across the margin of a reach. */
const SHORTEST_STEP_MS = 5_000
/** The smallest off-nadir angle comes within three seconds of the closest approach. */
const PEAK_SEARCH_MS = 10_000

export function siteAt(lon_lat: LonLat): Site {
  const position_km = surfacePoint(lon_lat)
  const distance_km = norm(position_km)
  const [x, y, z] = position_km
  return {
    lon_lat,
    position_km,
    direction: [x / distance_km, y / distance_km, z / distance_km],
    horizon: horizonAt(lon_lat),
  }
}

/**
 * Angle at the satellite between nadir and the line to the site, degrees.
 * Nadir is ellipsoidal: down the WGS84 normal through the satellite, to its geodetic sub-satellite point.
 */
export function offNadirDeg(satellite_km: Vec3, site: Site): number {
  const { up } = horizonAt(geodeticOf(satellite_km))
  return angleDeg(minus(satellite_km, site.position_km), up)
}

/**
 * The passes over a site that overlap a window, in order, whole: the first and last may reach out of the
 * window. A satellite outside the reach cannot arrive before (distance / fastest rate), so time is skipped by
 * that much, again and again: it is quick, and misses nothing.
 */
export function* passesOver(
  orbit: Orbit,
  site: Site,
  max_off_nadir_deg: number,
  window: Span,
): Generator<Pass> {
  const limit_deg = Math.min(max_off_nadir_deg, WIDEST_OFF_NADIR_DEG)
  const reach = reachOf(orbit, limit_deg)
  const half_period_ms = Math.PI / orbit.mean_motion_rad_per_ms
  let { start_ms: time_ms } = window
  while (time_ms <= window.end_ms) {
    const gap_rad = centralAngleRad(positionAt(orbit, time_ms), site) - reach.angle_rad
    if (gap_rad > 0) {
      time_ms += Math.max(Math.floor(gap_rad / reach.fastest_rad_per_ms), SHORTEST_STEP_MS)
      continue
    }
    const closest_ms = closestApproach(orbit, site, time_ms, reach.longest_approach_ms)
    const pass = passAround(orbit, site, limit_deg, closest_ms, reach.longest_approach_ms)
    if (pass && pass.start_ms <= window.end_ms && pass.end_ms >= window.start_ms) yield pass
    time_ms = Math.ceil(closest_ms + half_period_ms)
  }
}

function reachOf(orbit: Orbit, limit_deg: number): Reach {
  const limit_rad = limit_deg * DEG
  const incidence_rad = Math.asin((orbit.apogee_radius_km / POLAR_RADIUS_KM) * Math.sin(limit_rad))
  const angle_rad = incidence_rad - limit_rad + REACH_MARGIN_RAD
  return {
    angle_rad,
    fastest_rad_per_ms: 1.01 * orbit.mean_motion_rad_per_ms + EARTH_RATE_RAD_PER_MS,
    longest_approach_ms: (1.1 * angle_rad) / (orbit.mean_motion_rad_per_ms - EARTH_RATE_RAD_PER_MS),
  }
}

const centralAngleRad = (satellite_km: Vec3, site: Site): number =>
  Math.acos(dot(satellite_km, site.direction) / norm(satellite_km))

function closestApproach(orbit: Orbit, site: Site, near_ms: number, search_ms: number): number {
  return firstWhere(near_ms - search_ms, near_ms + search_ms, (time_ms) => {
    const { position_km, velocity_km_s } = stateAt(orbit, time_ms)
    return dot(minus(position_km, site.position_km), velocity_km_s) >= 0
  })
}

function passAround(
  orbit: Orbit,
  site: Site,
  limit_deg: number,
  closest_ms: number,
  search_ms: number,
): Pass | undefined {
  const offNadir = (time_ms: number) => offNadirDeg(positionAt(orbit, time_ms), site)
  const peak_ms = firstWhere(
    closest_ms - PEAK_SEARCH_MS,
    closest_ms + PEAK_SEARCH_MS,
    (t) => offNadir(t + 1) >= offNadir(t),
  )
  if (offNadir(peak_ms) > limit_deg) return undefined
  return {
    start_ms: firstWhere(peak_ms - search_ms, peak_ms, (t) => offNadir(t) <= limit_deg),
    peak_ms,
    end_ms: firstWhere(peak_ms, peak_ms + search_ms, (t) => offNadir(t) > limit_deg) - 1,
  }
}
