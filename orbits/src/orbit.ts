/** Satellites moving over the rotating Earth: SGP4 (satellite.js) in Earth-fixed coordinates. */
import { json2satrec, type SatRec, SatRecError, sgp4 } from 'satellite.js'
import { EARTH_RATE_RAD_PER_MS, siderealAngle, toEarthFixed, type Vec3 } from './earth.ts'
import type { ElementSet } from './elements.ts'

/** Radius of the Earth inside SGP4 (WGS72), its unit of length. */
export const SGP4_EARTH_RADIUS_KM = 6378.135
const MINUTE_MS = 60_000

/** An element set, prepared for SGP4. */
export interface Orbit {
  elements: ElementSet
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

export function orbitOf(elements: ElementSet): Orbit {
  const satrec = satrecOf(elements)
  return {
    elements,
    satrec,
    epoch_ms: elements.epoch_ms,
    mean_motion_rad_per_ms: satrec.no / MINUTE_MS,
    apogee_radius_km: (1 + satrec.alta) * SGP4_EARTH_RADIUS_KM + 10,
  }
}

function satrecOf(elements: ElementSet): SatRec {
  return json2satrec({
    OBJECT_NAME: elements.name,
    OBJECT_ID: elements.designator,
    NORAD_CAT_ID: elements.catalog_number,
    EPOCH: new Date(elements.epoch_ms).toISOString(),
    MEAN_MOTION: elements.mean_motion_rev_per_day,
    ECCENTRICITY: elements.eccentricity,
    INCLINATION: elements.inclination_deg,
    RA_OF_ASC_NODE: elements.raan_deg,
    ARG_OF_PERICENTER: elements.argument_of_perigee_deg,
    MEAN_ANOMALY: elements.mean_anomaly_deg,
    BSTAR: elements.bstar_per_earth_radius,
    MEAN_MOTION_DOT: elements.half_mean_motion_dot_rev_per_day2,
    MEAN_MOTION_DDOT: 0,
    ELEMENT_SET_NO: 0,
  })
}

export function stateAt(orbit: Orbit, time_ms: number): State {
  return tryStateAt(orbit, time_ms) ?? failed(orbit, time_ms)
}

/** Undefined where the orbit has ended. */
export function tryStateAt({ satrec, epoch_ms }: Orbit, time_ms: number): State | undefined {
  const state = sgp4(satrec, (time_ms - epoch_ms) / MINUTE_MS)
  if (!state) return undefined
  const { position, velocity } = state
  const sidereal = siderealAngle(time_ms)
  const position_km = toEarthFixed([position.x, position.y, position.z], sidereal)
  const [vx, vy, vz] = toEarthFixed([velocity.x, velocity.y, velocity.z], sidereal)
  const spin_rad_s = EARTH_RATE_RAD_PER_MS * 1000
  return {
    position_km,
    velocity_km_s: [vx + spin_rad_s * position_km[1], vy - spin_rad_s * position_km[0], vz],
  }
}

export const positionAt = (orbit: Orbit, time_ms: number): Vec3 => stateAt(orbit, time_ms).position_km

const FAILURES: Record<number, string> = {
  [SatRecError.MeanEccentricityOutOfRange]: 'the mean eccentricity leaves 0 to 1',
  [SatRecError.MeanMotionBelowZero]: 'the mean motion falls below zero',
  [SatRecError.PerturbedEccentricityOutOfRange]: 'the eccentricity leaves 0 to 1',
  [SatRecError.SemiLatusRectumBelowZero]: 'the orbit is no ellipse any more',
  [SatRecError.Decayed]: 'the satellite has come down',
}

function failed({ satrec, elements }: Orbit, time_ms: number): never {
  throw new Error(
    `SGP4 ends for satellite ${elements.catalog_number} at ${new Date(time_ms).toISOString()}: ${FAILURES[satrec.error]}`,
  )
}
