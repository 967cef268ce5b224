/**
 * The WGS84 Earth: its surface, its local horizons and its rotation.
 *
 * Vectors are Earth-fixed (ECEF) kilometres unless a name says otherwise.
 * Constants: NIMA TR8350.2 (WGS84). Sidereal time: IAU 1982, through satellite.js.
 */
import { gstime } from 'satellite.js'

export type Vec3 = readonly [x: number, y: number, z: number]

/** A point on the ground, geodetic degrees. */
export interface LonLat {
  lon: number
  lat: number
}

/** Unit vectors of the horizon at a point on the ellipsoid, `up` along its normal. */
export interface Horizon {
  east: Vec3
  north: Vec3
  up: Vec3
}

export const DEG = Math.PI / 180
export const DAY_MS = 86_400_000
export const UNIX_EPOCH_JD = 2440587.5
export const POLAR_RADIUS_KM = 6356.752314245
/** The speed with which the Earth turns under the stars, radians per millisecond. */
export const EARTH_RATE_RAD_PER_MS = (2 * Math.PI * 1.00273790935) / DAY_MS

export const EQUATORIAL_RADIUS_KM = 6378.137
export const ECCENTRICITY_2 = 1 - (POLAR_RADIUS_KM / EQUATORIAL_RADIUS_KM) ** 2
export const SECOND_ECCENTRICITY_2 = (EQUATORIAL_RADIUS_KM / POLAR_RADIUS_KM) ** 2 - 1

export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
export const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
export const norm = (a: Vec3): number => Math.hypot(a[0], a[1], a[2])

export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

/** Angle between two vectors in degrees; accurate near 0 and 180, where an arc cosine is not. */
export const angleDeg = (a: Vec3, b: Vec3): number => Math.atan2(norm(cross(a, b)), dot(a, b)) / DEG

export const julianDay = (time_ms: number): number => time_ms / DAY_MS + UNIX_EPOCH_JD

/**
 * Greenwich mean sidereal angle in radians (UT1 taken as UTC).
 * A Julian date in a double resolves only 40 microseconds, 2 cm of rotation, which would make angles jitter
 * from one millisecond to the next: take the formula at midnight and turn on from there.
 */
export function siderealAngle(time_ms: number): number {
  const midnight_ms = Math.floor(time_ms / DAY_MS) * DAY_MS
  return gstime(julianDay(midnight_ms)) + EARTH_RATE_RAD_PER_MS * (time_ms - midnight_ms)
}

/** From the inertial frame of SGP4 (true equator, mean equinox) to the rotating Earth; no polar motion. */
export function toEarthFixed(inertial: Vec3, sidereal_rad: number): Vec3 {
  const [x, y, z] = inertial
  const cos = Math.cos(sidereal_rad)
  const sin = Math.sin(sidereal_rad)
  return [x * cos + y * sin, y * cos - x * sin, z]
}

export function surfacePoint({ lon, lat }: LonLat): Vec3 {
  const sin = Math.sin(lat * DEG)
  const cos = Math.cos(lat * DEG)
  const normal_km = EQUATORIAL_RADIUS_KM / Math.sqrt(1 - ECCENTRICITY_2 * sin * sin)
  return [
    normal_km * cos * Math.cos(lon * DEG),
    normal_km * cos * Math.sin(lon * DEG),
    normal_km * (1 - ECCENTRICITY_2) * sin,
  ]
}

/** Geodetic position of an Earth-fixed point by Bowring's closed form, micrometres off at 500 km. */
export function geodeticOf(point: Vec3): LonLat & { height_km: number } {
  const [x, y, z] = point
  const axis_km = Math.hypot(x, y)
  const parametric = Math.atan2(z * EQUATORIAL_RADIUS_KM, axis_km * POLAR_RADIUS_KM)
  const lat_rad = Math.atan2(
    z + SECOND_ECCENTRICITY_2 * POLAR_RADIUS_KM * Math.sin(parametric) ** 3,
    axis_km - ECCENTRICITY_2 * EQUATORIAL_RADIUS_KM * Math.cos(parametric) ** 3,
  )
  const ground = { lon: Math.atan2(y, x) / DEG, lat: lat_rad / DEG }
  const { up } = horizonAt(ground)
  return { ...ground, height_km: dot(minus(point, surfacePoint(ground)), up) }
}

export function horizonAt({ lon, lat }: LonLat): Horizon {
  const [sinLon, cosLon] = [Math.sin(lon * DEG), Math.cos(lon * DEG)]
  const [sinLat, cosLat] = [Math.sin(lat * DEG), Math.cos(lat * DEG)]
  return {
    east: [-sinLon, cosLon, 0],
    north: [-sinLat * cosLon, -sinLat * sinLon, cosLat],
    up: [cosLat * cosLon, cosLat * sinLon, sinLat],
  }
}

/** Compass direction of a vector seen on a horizon, degrees clockwise from north, [0, 360). */
export function azimuthDeg(direction: Vec3, { east, north }: Horizon): number {
  const azimuth = Math.atan2(dot(direction, east), dot(direction, north)) / DEG
  return azimuth < 0 ? azimuth + 360 : azimuth
}
