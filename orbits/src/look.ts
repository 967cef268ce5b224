/** A satellite and a place on the ground see each other by these, quickly: they are evaluated millions of times. */
import {
  ECCENTRICITY_2,
  EQUATORIAL_RADIUS_KM,
  type Horizon,
  horizonAt,
  type LonLat,
  norm,
  POLAR_RADIUS_KM,
  SECOND_ECCENTRICITY_2,
  surfacePoint,
  type Vec3,
} from './earth.ts'
import type { Point } from './path.ts'

/** A place on the ground with its precomputed geometry. */
export interface Site {
  lon_lat: LonLat
  position_km: Vec3
  radius_km: number
  /** From the centre of the Earth. */
  direction: Vec3
  horizon: Horizon
}

export function siteAt(lon_lat: LonLat): Site {
  const position_km = surfacePoint(lon_lat)
  const radius_km = norm(position_km)
  const [x, y, z] = position_km
  const direction: Vec3 = [x / radius_km, y / radius_km, z / radius_km]
  return { lon_lat, position_km, radius_km, direction, horizon: horizonAt(lon_lat) }
}

/** The cosine of the angle at the satellite between the line to the site and the geodetic nadir. */
export function cosOffNadir({ x, y, z }: Point, { position_km: [sx, sy, sz] }: Site): number {
  const axis_km = Math.sqrt(x * x + y * y) || 1e-9
  // The normal of the ellipsoid by Bowring's form as in `geodeticOf`, without angles.
  const [rise, run] = [z * EQUATORIAL_RADIUS_KM, axis_km * POLAR_RADIUS_KM]
  const slant = Math.sqrt(rise * rise + run * run)
  const [sin, cos] = [rise / slant, run / slant]
  const up = z + SECOND_ECCENTRICITY_2 * POLAR_RADIUS_KM * sin * sin * sin
  const out = axis_km - ECCENTRICITY_2 * EQUATORIAL_RADIUS_KM * cos * cos * cos
  const [dx, dy, dz] = [x - sx, y - sy, z - sz]
  const along = ((dx * x + dy * y) / axis_km) * out + dz * up
  return along / Math.sqrt((up * up + out * out) * (dx * dx + dy * dy + dz * dz))
}

/** The sine of the angle at the site between the satellite and the horizon. */
export function sinElevation(
  { x, y, z }: Point,
  { position_km: [sx, sy, sz], horizon: { up } }: Site,
): number {
  const [dx, dy, dz] = [x - sx, y - sy, z - sz]
  return (dx * up[0] + dy * up[1] + dz * up[2]) / Math.sqrt(dx * dx + dy * dy + dz * dz)
}

/**
 * How far a satellite stands on the right of a direction, as it is seen from the site: the sine of the difference of the
 * azimuths, times the cosine of the elevation.
 */
export function rightOf(
  { x, y, z }: Point,
  { position_km: [sx, sy, sz], horizon }: Site,
  azimuth_rad: number,
): number {
  const { east, north } = horizon
  const [dx, dy, dz] = [x - sx, y - sy, z - sz]
  const to_east = dx * east[0] + dy * east[1]
  const to_north = dx * north[0] + dy * north[1] + dz * north[2]
  const range_km = Math.sqrt(dx * dx + dy * dy + dz * dz)
  return (to_east * Math.cos(azimuth_rad) - to_north * Math.sin(azimuth_rad)) / range_km
}

export function rangeKm({ x, y, z }: Point, { position_km: [sx, sy, sz] }: Site): number {
  return Math.sqrt((x - sx) ** 2 + (y - sy) ** 2 + (z - sz) ** 2)
}
