/** The position of the sun over a place. */
import { sunPos } from 'satellite.js'
import {
  angleDeg,
  azimuthDeg,
  horizonAt,
  julianDay,
  type LonLat,
  siderealAngle,
  toEarthFixed,
  type Vec3,
} from './earth.ts'

export interface SunPosition {
  /** Above the horizon plane of the ellipsoid, without refraction; negative at night. */
  sun_elevation_deg: number
  /** Clockwise from north. */
  sun_azimuth_deg: number
}

/**
 * The sun as seen from a point on the ground, to about 0.01 degrees.
 * Low-precision solar series of the Astronomical Almanac (Vallado, algorithm 29), years 1950 to 2050.
 * Parallax (0.002 degrees) and refraction are left out.
 */
export function sunPosition(place: LonLat, time_ms: number): SunPosition {
  const sun = sunDirection(time_ms)
  const horizon = horizonAt(place)
  return {
    sun_elevation_deg: 90 - angleDeg(sun, horizon.up),
    sun_azimuth_deg: azimuthDeg(sun, horizon),
  }
}

/** Towards the sun, Earth-fixed; its length means nothing. */
export function sunDirection(time_ms: number): Vec3 {
  const { x, y, z } = sunPos(julianDay(time_ms)).rsun
  return toEarthFixed([x, y, z], siderealAngle(time_ms))
}
