/**
 * What a satellite cannot do beside turning in time. Whether an image counts to one orbit or the next, and to one contact
 * or the next, is told by its opportunity and not by its start, which may still shift by seconds.
 */
export interface Span {
  from_s: number
  to_s: number
}

/** A ground station takes what is in the memory. */
export interface Contact extends Span {
  mb_per_s: number
}

export interface Duty {
  /** Orbits follow each other from this moment on, and before. */
  first_orbit_s: number
  orbit_s: number
  /** So long may it take images in each. */
  most_imaging_s: number
}

export interface Memory {
  capacity_mb: number
  /** The memory holds so much at first. */
  held_mb?: number
  /** All that is recorded, but for what is frozen, must be on the ground after the last. */
  contacts: readonly Contact[]
}

export interface SatelliteLimits {
  /** It takes no images then. */
  maintenance?: readonly Span[]
  duty?: Duty
  memory?: Memory
}

export type LimitName = 'duty' | 'memory' | 'downlink'

/** The orbit in whose course the middle of the opportunity is. */
export const orbitOf = ({ first_orbit_s, orbit_s }: Duty, { from_s, to_s }: Span): number =>
  Math.floor(((from_s + to_s) / 2 - first_orbit_s) / orbit_s)

/** Counts the contacts that begin before the opportunity has ended: the image cannot be sure to be among what they take. */
export const contactsBefore = ({ contacts }: Memory, { to_s }: Span): number =>
  contacts.filter(({ from_s }) => from_s < to_s).length

export const sizeOf = ({ from_s, to_s, mb_per_s }: Contact): number => (to_s - from_s) * mb_per_s

/**
 * How full the memory is before each contact, and at last what no contact takes.
 * @param recorded_mb what is recorded before each contact, and at last what is recorded after all of them
 */
export function levelsOf({ held_mb = 0, contacts }: Memory, recorded_mb: ArrayLike<number>): number[] {
  const levels: number[] = []
  let level_mb = held_mb
  contacts.forEach((contact, index) => {
    level_mb += recorded_mb[index]!
    levels.push(level_mb)
    level_mb = Math.max(0, level_mb - sizeOf(contact))
  })
  return [...levels, level_mb + recorded_mb[contacts.length]!]
}

/**
 * The largest sum of whole units that a limit leaves room for. Images are not taken by halves: where all are as large, as they
 * often are, room for a half of one is none.
 * @param unit all that counts to the limit is a multiple of it; 0 if there is none
 */
export const roomFor = (most: number, unit: number): number =>
  unit > 0 ? Math.floor(most / unit + 1e-9) * unit : most

/** The largest number that all are multiples of, to a thousandth; 0 if there is none. */
export function unitOf(numbers: Iterable<number>): number {
  let unit = 0
  for (const number of numbers) {
    const thousandths = Math.round(number * 1000)
    if (Math.abs(thousandths - number * 1000) > 1e-6) return 0
    unit = commonDivisor(unit, thousandths)
  }
  return unit / 1000
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b))
