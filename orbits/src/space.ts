/** Looking from a satellite at a point in space: what is in the way, and how fast the view turns. */
import {
  angleDeg,
  azimuthDeg,
  geodeticOf,
  horizonAt,
  type LonLat,
  minus,
  norm,
  siderealAngle,
  surfacePoint,
  toEarthFixed,
  type Vec3,
} from './earth.ts'
import { type Orbit, positionAt, stateAt } from './orbit.ts'
import { sunDirection, sunPosition } from './sun.ts'

/** A point that turns with the Earth. */
export interface SpacePlace extends LonLat {
  altitude_km: number
}

export interface SpaceView {
  range_km: number
  /** The least height above the ellipsoid of the line from the satellite to the point; negative in the Earth. */
  lowest_km: number
  /** Between the line and the middle of the Sun. */
  sun_angle_deg: number
}

export function spacePosition({ altitude_km, ...place }: SpacePlace): Vec3 {
  const [x, y, z] = surfacePoint(place)
  const { up } = horizonAt(place)
  return [x + altitude_km * up[0], y + altitude_km * up[1], z + altitude_km * up[2]]
}

/** The share `part` of the way from one place to the other, at the altitude of the first, the short way round. */
export function placeBetween(from: SpacePlace, to: SpacePlace, part: number): SpacePlace {
  const [a, b] = [horizonAt(from).up, horizonAt(to).up]
  const angle_rad = (angleDeg(a, b) * Math.PI) / 180
  if (angle_rad === 0) return from
  const [of_a, of_b] = [Math.sin((1 - part) * angle_rad), Math.sin(part * angle_rad)]
  const [x, y, z] = [0, 1, 2].map((axis) => of_a * a[axis]! + of_b * b[axis]!) as [number, number, number]
  const lat = Math.atan2(z, Math.hypot(x, y))
  return { lon: toDegrees(Math.atan2(y, x)), lat: toDegrees(lat), altitude_km: from.altitude_km }
}

const toDegrees = (rad: number) => (rad * 180) / Math.PI

/** A line needs so many halvings to be known to the metre, be it as long as to the geostationary ring. */
const halvings = 60

/**
 * The least height above the ellipsoid between two points. The height above a convex body is a convex function
 * along a line, so that thirds of it can be thrown away until the lowest place is left.
 */
export function lowestHeightKm(from: Vec3, to: Vec3): number {
  const along = minus(to, from)
  const heightAt = (part: number) =>
    geodeticOf([from[0] + part * along[0], from[1] + part * along[1], from[2] + part * along[2]]).height_km
  let [low, high] = [0, 1]
  for (let round = 0; round < halvings; round++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3]
    if (heightAt(left) < heightAt(right)) high = right
    else low = left
  }
  return Math.min(heightAt(0), heightAt(1), heightAt((low + high) / 2))
}

export function spaceViewAt(orbit: Orbit, place: SpacePlace, time_ms: number): SpaceView {
  const satellite_km = positionAt(orbit, time_ms)
  const point_km = spacePosition(place)
  const sight = minus(point_km, satellite_km)
  return {
    range_km: norm(sight),
    lowest_km: lowestHeightKm(satellite_km, point_km),
    sun_angle_deg: angleDeg(sight, sunDirection(time_ms)),
  }
}

const rate_step_ms = 10

/**
 * The rate at which the satellite has to turn against the stars to keep looking at a moving place, degrees per second.
 */
export function slewRateDegS(
  orbit: Orbit,
  placeAt: (time_ms: number) => SpacePlace,
  time_ms: number,
): number {
  const sight = (at_ms: number) =>
    // Back from the turning Earth to the stars.
    toEarthFixed(minus(spacePosition(placeAt(at_ms)), positionAt(orbit, at_ms)), -siderealAngle(at_ms))
  return angleDeg(sight(time_ms - rate_step_ms), sight(time_ms + rate_step_ms)) / ((2 * rate_step_ms) / 1000)
}

/** The view in the words of an access: angles at the satellite and at the point. */
export function spaceAngles(orbit: Orbit, place: SpacePlace, time_ms: number) {
  const { position_km, velocity_km_s } = stateAt(orbit, time_ms)
  const below = horizonAt(geodeticOf(position_km))
  const horizon = horizonAt(place)
  const toSatellite = minus(position_km, spacePosition(place))
  return {
    off_nadir_deg: angleDeg(toSatellite, below.up),
    view_azimuth_deg: azimuthDeg(toSatellite, horizon),
    incidence_angle_deg: angleDeg(toSatellite, horizon.up),
    ...sunPosition(place, time_ms),
    ground_track_heading_deg: azimuthDeg(velocity_km_s, below),
  }
}
