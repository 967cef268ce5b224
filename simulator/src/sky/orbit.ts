/** Satellites moving over the rotating Earth: SGP4 (satellite.js) in Earth-fixed coordinates. */
import { type SatRec, sgp4, twoline2satrec } from 'satellite.js'
import {
  DAY_MS,
  EARTH_RATE_RAD_PER_MS,
  siderealAngle,
  toEarthFixed,
  UNIX_EPOCH_JD,
  type Vec3,
} from './earth.ts'
import type { Tle } from './tle.ts'

/** Radius of the Earth inside SGP4 (WGS72), its unit of length. */
export const SGP4_EARTH_RADIUS_KM = 6378.135
const MINUTE_MS = 60_000

export interface Orbit {
  satrec: SatRec
  epoch_ms: number
  mean_motion_rad_per_ms: number
  /** Farthest from the centre of the Earth, with room for the periodic terms of SGP4. */
  apogee_radius_km: number
}

/** Earth-fixed position and velocity relative to the rotating Earth. */
export interface State {
  position_km: Vec3
  velocity_km_s: Vec3
}

export function orbitOf(tle: Tle): Orbit {
  const satrec = twoline2satrec(...tle)
  return {
    satrec,
    epoch_ms: (satrec.jdsatepoch - UNIX_EPOCH_JD) * DAY_MS,
    mean_motion_rad_per_ms: satrec.no / MINUTE_MS,
    apogee_radius_km: (1 + satrec.alta) * SGP4_EARTH_RADIUS_KM + 10,
  }
}

export function stateAt(orbit: Orbit, time_ms: number): State {
  const { position, velocity } = propagate(orbit, time_ms)
  const sidereal = siderealAngle(time_ms)
  const position_km = toEarthFixed([position.x, position.y, position.z], sidereal)
  const [vx, vy, vz] = toEarthFixed([velocity.x, velocity.y, velocity.z], sidereal)
  const spin_rad_s = EARTH_RATE_RAD_PER_MS * 1000
  return {
    position_km,
    velocity_km_s: [vx + spin_rad_s * position_km[1], vy - spin_rad_s * position_km[0], vz],
  }
}

export function positionAt(orbit: Orbit, time_ms: number): Vec3 {
  const { position } = propagate(orbit, time_ms)
  return toEarthFixed([position.x, position.y, position.z], siderealAngle(time_ms))
}

function propagate({ satrec, epoch_ms }: Orbit, time_ms: number) {
  const state = sgp4(satrec, (time_ms - epoch_ms) / MINUTE_MS)
  if (!state) throw new Error(`SGP4 failed for satellite ${satrec.satnum}: error ${satrec.error}`)
  return state
}
