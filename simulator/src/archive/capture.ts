/** The captures of the past, before anybody ordered: the same for everybody with the same seed. */
import { createHash } from 'node:crypto'
import { findAccesses } from '@swath/orbits/access'
import { DAY_MS, type LonLat } from '@swath/orbits/earth'
import { footprintAround } from '@swath/orbits/footprint'
import { type PlaneFootprint, projectFootprint, type Ring } from '../imagery/footprint.ts'
import { constellationAt, type Satellite } from '../sky/constellation.ts'
import { hash01 } from '../sky/hash.ts'
import { cloudCoverPct } from '../sky/weather.ts'
import type { Place } from './places.ts'

/** One pass over a place. Everything about it follows from the seed, the place and the day. */
export interface PastCapture {
  /** `paris-20500`: the place, and the day since 1970 from which on a pass was looked for. */
  key: string
  outcome_id: string
  satellite: Satellite
  acquired_ms: number
  altitude_m: number
  off_nadir_deg: number
  view_azimuth_deg: number
  incidence_angle_deg: number
  sun_elevation_deg: number
  sun_azimuth_deg: number
  ring: Ring
  plane: PlaneFootprint
  cloud_cover_pct: number
  /** The weather of the picture. */
  cloud_seed: number
  has_sr: boolean
}

export const search_days = 2
const length_km = 6
const max_off_nadir_deg = 25
/** Beyond the polar circle there is no image in winter. */
const min_sun_elevation_deg = 12
/** A place is a region: images of it lie beside each other. */
const region_deg = 0.12
const share_with_sr = 0.5

/** @returns undefined where there was no pass in daylight */
export function captureOn(seed: string, place: Place, day: number): PastCapture | undefined {
  const key = `${place.name}-${day}`
  const chance: Chance = (what) => hash01(seed, key, what)
  const target = {
    lon: wrap(place.lon + region_deg * (chance('east') - 0.5)),
    lat: place.lat + region_deg * (chance('north') - 0.5),
  }
  const pass = passOver(target, day * DAY_MS, chance)
  if (!pass) return undefined
  const { satellite, access } = pass
  const acquired_ms = Math.round(access.peak_ms)
  const ring = footprintAround(target, access.ground_track_heading_deg, satellite.swath_km, length_km)
  return {
    key,
    outcome_id: outcomeOf(seed, key),
    satellite,
    acquired_ms,
    altitude_m: Math.round(access.altitude_km * 1000),
    off_nadir_deg: rounded(access.off_nadir_deg),
    view_azimuth_deg: rounded(access.view_azimuth_deg),
    incidence_angle_deg: rounded(access.incidence_angle_deg),
    sun_elevation_deg: rounded(access.sun_elevation_deg),
    sun_azimuth_deg: rounded(access.sun_azimuth_deg),
    ring,
    plane: projectFootprint(ring),
    cloud_cover_pct: Math.round(10 * cloudCoverPct({ seed, ...target, time_ms: acquired_ms })) / 10,
    cloud_seed: Math.floor(2 ** 31 * chance('clouds')),
    has_sr: chance('sr') < share_with_sr,
  }
}

type Chance = (what: string) => number

/** Any of the passes; a sixth of the satellites is looked at, which is six times quicker. */
function passOver(target: LonLat, start_ms: number, chance: Chance) {
  const all = constellationAt(start_ms)
  const satellites = all.filter((_, index) => index % 6 === Math.floor(6 * chance('satellite')))
  const end_ms = start_ms + search_days * DAY_MS
  const accesses = findAccesses({
    satellites,
    target,
    start_ms,
    end_ms,
    max_off_nadir_deg,
    min_sun_elevation_deg,
  })
  const access = accesses[Math.floor(chance('access') * accesses.length)]
  return access && { access, satellite: all.find((one) => one.satellite_name === access.satellite_name)! }
}

const rounded = (angle_deg: number) => Math.round(angle_deg * 1000) / 1000

const wrap = (lon: number) => (lon >= 180 ? lon - 360 : lon)

export const outcomeOf = (seed: string, key: string): string => uuidOf(`${seed}/${key}`)

/** RFC 9562: version 8, of our own making. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
