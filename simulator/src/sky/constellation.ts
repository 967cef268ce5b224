/**
 * The pretend constellation: 36 sun-synchronous satellites in six planes.
 *
 * Element sets are generated, never downloaded. Each month (UTC) has its own, with the first of the month as
 * epoch. They are all made from one absolute phase and from the rates that SGP4 itself uses, so the month in
 * which an element set was made does not matter: satellites of neighbouring months fly the same orbits to
 * within 100 m.
 */
import { DAY_MS, DEG } from '@swath/orbits/earth'
import { type Orbit, orbitOf, SGP4_EARTH_RADIUS_KM } from '@swath/orbits/orbit'
import { type CircularElements, formatTle, readTle, type Tle } from '@swath/orbits/tle'

export type Generation = 'MarkIV' | 'MarkV'

export interface Satellite {
  satellite_name: string
  catalog_number: number
  generation: Generation
  swath_km: number
  /** Ground sample distance looking straight down. */
  gsd_m: number
  tle: Tle
  orbit: Orbit
}

interface Plane {
  altitude_km: number
  /** Mean local solar time at the ascending node; a descending node is twelve hours away. */
  ascending_node_h: number
  generation: Generation
}

/** A plane with what keeps it sun-synchronous, and how fast its satellites go from node to node. */
interface TrimmedPlane extends Plane {
  inclination_deg: number
  mean_motion_rev_per_day: number
  nodal_rate_rad_per_min: number
}

/** In launch order, so that both generations fly mornings (descending) and afternoons (ascending). */
const PLANES: readonly Plane[] = [
  { altitude_km: 475, ascending_node_h: 22.5, generation: 'MarkIV' },
  { altitude_km: 480, ascending_node_h: 13.5, generation: 'MarkIV' },
  { altitude_km: 485, ascending_node_h: 21.75, generation: 'MarkIV' },
  { altitude_km: 490, ascending_node_h: 12.75, generation: 'MarkV' },
  { altitude_km: 495, ascending_node_h: 23.25, generation: 'MarkV' },
  { altitude_km: 500, ascending_node_h: 14.25, generation: 'MarkV' },
]
const SATELLITES_PER_PLANE = 6
const IMAGERS = {
  MarkIV: { swath_km: 5.2, gsd_m: 1.0 },
  MarkV: { swath_km: 6.9, gsd_m: 0.7 },
} as const

const FIRST_NUMBER = 31
const FIRST_CATALOG_NUMBER = 99_031

/** J2000, from which phases and the mean sun are counted. */
const J2000_MS = Date.UTC(2000, 0, 1, 12)
/** Right ascension of the mean sun (Astronomical Almanac, low-precision formulas). */
const MEAN_SUN_AT_J2000_DEG = 280.46
const MEAN_SUN_RATE_DEG_PER_DAY = 0.9856474

/** WGS72, as inside SGP4. */
const GRAVITY_KM3_S2 = 398600.8
const J2 = 0.001082616

/** The constellation with element sets of the given epoch. Use `constellationAt` unless you study epochs. */
export function makeConstellation(epoch: Date): Satellite[] {
  return PLANES.flatMap((plane, planeIndex) => {
    const trimmed = keepLocalTime(plane)
    return Array.from({ length: SATELLITES_PER_PLANE }, (_, slot) =>
      makeSatellite(trimmed, planeIndex, slot, epoch),
    )
  })
}

const constellations = new Map<number, readonly Satellite[]>()

/**
 * The constellation whose epoch is the first of the month (UTC) of `time_ms`. The same array for a whole
 * month.
 */
export function constellationAt(time_ms: number): readonly Satellite[] {
  const time = new Date(time_ms)
  const epoch_ms = Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 1)
  let satellites = constellations.get(epoch_ms)
  if (!satellites) {
    satellites = makeConstellation(new Date(epoch_ms))
    constellations.set(epoch_ms, satellites)
  }
  return satellites
}

function makeSatellite(plane: TrimmedPlane, planeIndex: number, slot: number, epoch: Date): Satellite {
  const index = planeIndex * SATELLITES_PER_PLANE + slot
  const since_j2000_ms = epoch.getTime() - J2000_MS
  const phase_deg = phaseDeg(planeIndex, slot)
  const travelled_deg = (plane.nodal_rate_rad_per_min * (since_j2000_ms / 60_000)) / DEG
  const catalog_number = FIRST_CATALOG_NUMBER + index
  const satellite_name = `newsat${FIRST_NUMBER + index}`
  const tle = formatTle({
    catalog_number,
    designator: `24${901 + planeIndex}${'ABCDEF'[slot]}`,
    epoch,
    inclination_deg: plane.inclination_deg,
    raan_deg: meanSunDeg(since_j2000_ms) + 15 * (plane.ascending_node_h - 12),
    argument_of_latitude_deg: phase_deg + travelled_deg,
    mean_motion_rev_per_day: plane.mean_motion_rev_per_day,
  })
  const { generation } = plane
  const orbit = orbitOf(readTle(tle, satellite_name))
  return { satellite_name, catalog_number, generation, ...IMAGERS[generation], tle, orbit }
}

/** Evenly around the plane; planes are staggered so that they do not cross the poles in step. */
function phaseDeg(planeIndex: number, slot: number): number {
  const spacing_deg = 360 / SATELLITES_PER_PLANE
  return (slot + planeIndex / PLANES.length) * spacing_deg
}

const meanSunDeg = (since_j2000_ms: number): number =>
  MEAN_SUN_AT_J2000_DEG + MEAN_SUN_RATE_DEG_PER_DAY * (since_j2000_ms / DAY_MS)

/**
 * Inclines a plane so that its node follows the mean sun. J2 alone is off by a sixth of a percent of the
 * rate; SGP4 knows J2 squared and J4 as well, so one correction by the rate it really has takes away the 6 km
 * that a node would otherwise drift in a month.
 */
function keepLocalTime(plane: Plane): TrimmedPlane {
  const axis_km = SGP4_EARTH_RADIUS_KM + plane.altitude_km
  const motion_rad_s = Math.sqrt(GRAVITY_KM3_S2 / axis_km ** 3)
  const mean_motion_rev_per_day = (motion_rad_s * DAY_MS) / 1000 / (2 * Math.PI)
  const wanted_rad_s = (MEAN_SUN_RATE_DEG_PER_DAY * DEG) / (DAY_MS / 1000)

  const cosByJ2 = -wanted_rad_s / (1.5 * J2 * (SGP4_EARTH_RADIUS_KM / axis_km) ** 2 * motion_rad_s)
  const roughly = trialOrbit(cosByJ2, mean_motion_rev_per_day)
  const cosTrimmed = (cosByJ2 * wanted_rad_s * 60) / roughly.satrec.nodedot
  const { satrec } = trialOrbit(cosTrimmed, mean_motion_rev_per_day)
  return {
    ...plane,
    inclination_deg: Math.acos(cosTrimmed) / DEG,
    mean_motion_rev_per_day,
    nodal_rate_rad_per_min: satrec.mdot + satrec.argpdot,
  }
}

/**
 * SGP4 initialised at an inclination, to read its secular rates, which depend on nothing but size and tilt.
 */
function trialOrbit(cosInclination: number, mean_motion_rev_per_day: number): Orbit {
  const elements: CircularElements = {
    catalog_number: 0,
    designator: '',
    epoch: new Date(J2000_MS),
    inclination_deg: Math.acos(cosInclination) / DEG,
    raan_deg: 0,
    argument_of_latitude_deg: 0,
    mean_motion_rev_per_day,
  }
  return orbitOf(readTle(formatTle(elements)))
}
