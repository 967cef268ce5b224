/** Reads elements of orbits, and tells how old they are and how far off they may be by now. */
import { DAY_MS } from './earth.ts'

/** Mean elements of SGP4, in the frame of the true equator and the mean equinox (TEME) of their epoch. */
export interface ElementSet {
  /** Empty if none was given. */
  name: string
  /** Up to nine digits. */
  catalog_number: number
  /** International designator as COSPAR writes it, such as `1998-067A`; empty for what has none. */
  designator: string
  epoch_ms: number
  mean_motion_rev_per_day: number
  eccentricity: number
  inclination_deg: number
  raan_deg: number
  argument_of_perigee_deg: number
  mean_anomaly_deg: number
  /** The drag term B*, per radius of the Earth. */
  bstar_per_earth_radius: number
  /** Half the rate of the mean motion, as element sets tell it. SGP4 takes B* instead. */
  half_mean_motion_dot_rev_per_day2: number
}

/** It tells who gives elements that cannot be read the place, and the right form. */
export class ElementsError extends Error {
  override readonly name = 'ElementsError'
}

const circle = { min: 0, max: 360, unit: 'from 0 to 360 degrees' }
const RANGES = [
  ['mean_motion_rev_per_day', 'mean motion', { min: 1e-9, max: 20, unit: 'above 0 and at most 20 a day' }],
  ['eccentricity', 'eccentricity', { min: 0, max: 0.9999999, unit: 'at least 0 and below 1' }],
  ['inclination_deg', 'inclination', { min: 0, max: 180, unit: 'from 0 to 180 degrees' }],
  ['raan_deg', 'right ascension of the node', circle],
  ['argument_of_perigee_deg', 'argument of perigee', circle],
  ['mean_anomaly_deg', 'mean anomaly', circle],
] as const

/** The first value that no orbit can have. */
export function problemIn(elements: ElementSet): string | undefined {
  const found = RANGES.find(([field, , { min, max }]) => !(elements[field] >= min && elements[field] <= max))
  if (!found) return undefined
  const [field, name, { unit }] = found
  return `the ${name} is ${elements[field]}; it must be ${unit}`
}

/** Negative before the epoch. */
export const ageDays = ({ epoch_ms }: ElementSet, time_ms: number): number => (time_ms - epoch_ms) / DAY_MS

/** One standard deviation of each, so that two of three satellites are nearer. */
export interface PositionError {
  age_days: number
  /** Along the track: nearly all of the error, since it grows with time. */
  along_track_km: number
  /** Each of the two other directions. */
  across_track_km: number
  /** The satellite may pass so much earlier or later than computed. */
  timing_s: number
}

/** At the epoch: fits of element sets leave about a kilometre (Vallado and Cefola, IAC-12.C1.6.12). */
const AT_EPOCH_KM = 0.7
/** The mean motion is known to about its last digits, which the fit does not determine. */
const DRIFT_KM_PER_DAY = 0.6
const ACROSS_DRIFT_KM_PER_DAY = 0.05
/** The density of the upper atmosphere is forecast to about a fifth. */
const SHARE_OF_DRAG = 0.2
const GRAVITY_KM3_S2 = 398_600.4418

/**
 * How far off a position may be that was computed from these elements. Element sets carry no covariance: this is
 * a rule of thumb for satellites that do not manoeuvre, good to a factor of two or so.
 */
export function expectedError(elements: ElementSet, time_ms: number): PositionError {
  const age_days = ageDays(elements, time_ms)
  const days = Math.abs(age_days)
  const { axis_km, speed_km_s } = circularOrbit(elements)
  const drag_rad = 2 * Math.PI * Math.abs(elements.half_mean_motion_dot_rev_per_day2) * days ** 2
  const along_track_km = Math.hypot(AT_EPOCH_KM, DRIFT_KM_PER_DAY * days, SHARE_OF_DRAG * drag_rad * axis_km)
  const across_track_km = Math.hypot(AT_EPOCH_KM / 2, ACROSS_DRIFT_KM_PER_DAY * days)
  return { age_days, along_track_km, across_track_km, timing_s: along_track_km / speed_km_s }
}

const LONGEST_DAYS = 100 * 365

/**
 * Until when passes come earlier or later than computed by at most so much, as far as is expected; epoch milliseconds.
 * Never before the epoch, and at most a hundred years after it.
 */
export function goodUntil(elements: ElementSet, timing_s: number): number {
  const isGood = (days: number) =>
    expectedError(elements, elements.epoch_ms + days * DAY_MS).timing_s <= timing_s
  let [low, high] = [0, LONGEST_DAYS]
  // The error grows with time; so many halvings know it to the second.
  for (let round = 0; round < 32; round++) {
    const middle = (low + high) / 2
    if (isGood(middle)) low = middle
    else high = middle
  }
  return Math.floor(elements.epoch_ms + low * DAY_MS)
}

function circularOrbit({ mean_motion_rev_per_day }: ElementSet) {
  const motion_rad_s = (2 * Math.PI * mean_motion_rev_per_day * 1000) / DAY_MS
  const axis_km = Math.cbrt(GRAVITY_KM3_S2 / motion_rad_s ** 2)
  return { axis_km, speed_km_s: motion_rad_s * axis_km }
}
