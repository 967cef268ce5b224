/** A satellite that sees a site can be so far from it, as an angle at the centre of the Earth. */
import { DEG } from './earth.ts'
import type { Site } from './look.ts'
import { type Orbit, SGP4_EARTH_RADIUS_KM } from './orbit.ts'

export interface View {
  /** None if absent: from the horizon, or from `min_elevation_deg`. */
  max_off_nadir_deg?: number
  min_elevation_deg: number
}

/** Between the normals of the ellipsoid and the lines to the centre are less than 0.193 degrees. */
const NORMAL_DEG = 0.2
/** The periodic terms of SGP4 move a satellite by less than this. */
const RADIUS_MARGIN_KM = 25

/** Farthest from the centre of the Earth during a time; drag has kept it higher in the past. */
export function apogeeKm({ satrec, epoch_ms }: Orbit, start_ms: number, end_ms: number): number {
  const shrunk = (time_ms: number) => (1 - satrec.cc1 * ((time_ms - epoch_ms) / 60_000)) ** 2
  const growth =
    satrec.method === 'n' ? Math.max(1, Math.min(shrunk(start_ms), 2), Math.min(shrunk(end_ms), 2)) : 1.05
  return (1 + satrec.alta) * SGP4_EARTH_RADIUS_KM * growth + RADIUS_MARGIN_KM
}

/** By the off-nadir limit. */
export function reachByOffNadir(
  radius_km: number,
  { radius_km: ground_km }: Site,
  { max_off_nadir_deg }: View,
): number {
  if (max_off_nadir_deg === undefined) return Number.POSITIVE_INFINITY
  const limit = (max_off_nadir_deg + NORMAL_DEG) * DEG
  const sin = (radius_km / ground_km) * Math.sin(limit)
  return sin < 1 && limit < Math.PI / 2 ? Math.asin(sin) - limit : Number.POSITIVE_INFINITY
}

/** By the limit of the elevation. */
export function reachByElevation(
  radius_km: number,
  { radius_km: ground_km }: Site,
  { min_elevation_deg }: View,
): number {
  const elevation = Math.max(min_elevation_deg - NORMAL_DEG, -90) * DEG
  const cos = (ground_km / radius_km) * Math.cos(elevation)
  return cos < 1 ? Math.acos(cos) - elevation : Math.PI / 2 - elevation
}

export const reachRad = (radius_km: number, site: Site, view: View): number =>
  Math.min(reachByOffNadir(radius_km, site, view), reachByElevation(radius_km, site, view), Math.PI)
