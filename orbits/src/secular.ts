/**
 * The mean motion of an orbit: what SGP4 computes before its periodic terms. It is some ten kilometres off, and costs a
 * tenth. Near the Earth only: the Moon and the Sun are not in it.
 */
import { EARTH_RATE_RAD_PER_MS, siderealAngle } from './earth.ts'
import type { Orbit } from './orbit.ts'

const MINUTE_MS = 60_000

/** The places of the plane and of the satellite in it, radians. */
export interface MeanState {
  node_rad: number
  perigee_rad: number
  anomaly_rad: number
  eccentricity: number
}

export function meanStateAt({ satrec, epoch_ms }: Orbit, time_ms: number): MeanState {
  const t = (time_ms - epoch_ms) / MINUTE_MS
  const { mo, mdot, argpo, argpdot, nodeo, nodedot, nodecf, no, bstar, ecco } = satrec
  const { t2cof, t3cof, t4cof, t5cof, isimp, omgcof, xmcof, eta, delmo, cc4 } = satrec
  const anomaly_rad = mo + mdot * t
  let templ = t2cof * t * t
  let shift = 0
  if (isimp !== 1) {
    templ += t * t * t * (t3cof + t * (t4cof + t * t5cof))
    shift = omgcof * t + xmcof * ((1 + eta * Math.cos(anomaly_rad)) ** 3 - delmo)
  }
  return {
    node_rad: nodeo + (nodedot + nodecf * t) * t,
    perigee_rad: argpo + argpdot * t - shift,
    anomaly_rad: anomaly_rad + shift + no * templ,
    eccentricity: Math.min(Math.max(ecco - bstar * cc4 * t, 1e-6), 0.99),
  }
}

/** The plane turns over the ground at this rate; always westwards. */
export const nodeRate = ({ satrec }: Orbit): number => satrec.nodedot / MINUTE_MS - EARTH_RATE_RAD_PER_MS

/** The mean argument of latitude grows at this rate. */
export const phaseRate = ({ satrec }: Orbit): number => (satrec.mdot + satrec.argpdot) / MINUTE_MS

/** From the meridian of a place to the ascending node, in the plane of the equator. */
export const nodeFrom = (lon_rad: number, { node_rad }: MeanState, time_ms: number): number =>
  node_rad - siderealAngle(time_ms) - lon_rad
