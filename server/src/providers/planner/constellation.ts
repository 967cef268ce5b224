/** A constellation as its settings tell it: who sees what when, and what each satellite can do. Times in milliseconds. */
import { clearProbability } from '@swath/climate/sky'
import type { CaptureAccess, CollectionLimits } from '@swath/contract/captures'
import type { PlannerSettings } from '@swath/contract/planner-provider'
import {
  type Access,
  eachAccess,
  explainNoAccess,
  findAccesses,
  type NoAccess,
  type Satellite,
} from '@swath/orbits/access'
import { DAY_MS } from '@swath/orbits/earth'
import type { ElementSet } from '@swath/orbits/elements'
import { orbitOf } from '@swath/orbits/orbit'
import { readElements } from '@swath/orbits/read'
import { slewSeconds } from '@swath/planner/agility'
import type { SatelliteLimits } from '@swath/planner/limits'
import { isTooOld, nameOf } from './ages.ts'

export interface Place {
  lon: number
  lat: number
}

/** The direction of a camera, as seen from the satellite. */
export interface Pointing {
  off_nadir_deg: number
  view_azimuth_deg: number
}

interface Timespan {
  start_ms: number
  end_ms: number
}

const DEG = Math.PI / 180

export class Constellation {
  readonly settings: PlannerSettings
  readonly satellites: readonly Satellite[]
  /** Their passes are known well enough: the others have none. */
  readonly #known: readonly Satellite[]
  readonly #contacts_of_day = new Map<string, readonly Timespan[]>()

  constructor(settings: PlannerSettings, now_ms: number) {
    this.settings = settings
    const all = readElements(settings.elements).map((elements) => ({
      is_known: !isTooOld(settings, elements, now_ms),
      satellite: satelliteOf(settings, elements),
    }))
    this.satellites = all.map(({ satellite }) => satellite)
    this.#known = all.flatMap(({ is_known, satellite }) => (is_known ? [satellite] : []))
  }

  /** Whether the elements of all its satellites are too old. */
  get is_unknown(): boolean {
    return this.#known.length === 0
  }

  /** Whether the elements of one are. */
  isUnknown(satellite_name: string): boolean {
    const isIt = (one: Satellite) => one.satellite_name === satellite_name
    return this.satellites.some(isIt) && !this.#known.some(isIt)
  }

  /** Passes long enough for an image, in order of time. */
  *passes(target: Place, start_ms: number, end_ms: number, limits: CollectionLimits): Generator<Access> {
    const { max_cloud_pct, ...angles } = limits
    const asked = { satellites: this.#known, target, start_ms, end_ms, ...angles }
    for (const access of eachAccess(asked))
      if (access.end_ms - access.start_ms >= this.settings.imaging_s * 1000) yield access
  }

  /** The limit that is in the way where there is no pass. */
  explain(target: Place, { start_ms, end_ms }: Timespan, limits: CollectionLimits): NoAccess | null {
    const { max_cloud_pct, ...angles } = limits
    return explainNoAccess({ satellites: this.#known, target, start_ms, end_ms, ...angles })
  }

  odds(target: Place, time_ms: number, { max_cloud_pct }: CollectionLimits): number {
    return clearProbability(target, time_ms, max_cloud_pct)
  }

  turnSeconds(from: Pointing, to: Pointing): number {
    return slewSeconds(angleBetween(from, to), this.settings.agility)
  }

  /** From the one side to the other, if no image is farther off nadir. */
  mostTurnSeconds(most_off_nadir_deg: number): number {
    return slewSeconds(Math.min(180, 2 * most_off_nadir_deg), this.settings.agility)
  }

  /** In seconds since a moment, with the contacts of a span of time. */
  limitsOf(satellite: Satellite, since_ms: number, { start_ms, end_ms }: Timespan): SatelliteLimits {
    const { memory, most_imaging_s_per_orbit: most_imaging_s, maintenance } = this.settings
    const since = (time_ms: number) => (time_ms - since_ms) / 1000
    const orbit_s = (2 * Math.PI) / satellite.orbit.mean_motion_rad_per_ms / 1000
    const away = maintenance
      .filter(({ satellite_name }) => satellite_name === satellite.satellite_name)
      .map(({ start, end }) => ({ from_s: since(Date.parse(start)), to_s: since(Date.parse(end)) }))
    return {
      maintenance: away,
      // Counted from the epoch of the elements, so that an orbit stays the same from plan to plan.
      ...(most_imaging_s && {
        duty: { first_orbit_s: since(satellite.orbit.epoch_ms), orbit_s, most_imaging_s },
      }),
      ...(memory && {
        memory: {
          capacity_mb: memory.capacity_mb,
          contacts: this.#contacts(satellite, { start_ms, end_ms }).map((one) => ({
            from_s: since(one.start_ms),
            to_s: since(one.end_ms),
            mb_per_s: memory.downlink_mb_per_s,
          })),
        },
      }),
    }
  }

  #contacts(satellite: Satellite, { start_ms, end_ms }: Timespan): Timespan[] {
    const found: Timespan[] = []
    for (let day = Math.floor(start_ms / DAY_MS); day * DAY_MS < end_ms; day++)
      found.push(...this.#contactsOfDay(satellite, day))
    return found.filter((one) => one.end_ms > start_ms && one.start_ms < end_ms)
  }

  /** With one station at a time. Many questions are about the same days. */
  #contactsOfDay(satellite: Satellite, day: number): readonly Timespan[] {
    const key = `${satellite.satellite_name} ${day}`
    const known = this.#contacts_of_day.get(key)
    if (known) return known
    const [start_ms, end_ms] = [day * DAY_MS, (day + 1) * DAY_MS]
    const seen = this.settings.ground_stations.flatMap(({ lon, lat, min_elevation_deg }) =>
      findAccesses({ satellites: [satellite], target: { lon, lat }, start_ms, end_ms, min_elevation_deg }),
    )
    const contacts: Timespan[] = []
    for (const one of seen.sort((a, b) => a.start_ms - b.start_ms))
      if (one.start_ms >= (contacts.at(-1)?.end_ms ?? Number.NEGATIVE_INFINITY)) contacts.push(one)
    this.#contacts_of_day.set(key, contacts)
    return contacts
  }
}

function satelliteOf({ gsd_m }: PlannerSettings, elements: ElementSet): Satellite {
  const orbit = orbitOf(elements)
  return { satellite_name: nameOf(elements), orbit, ...(gsd_m !== undefined && { gsd_m }) }
}

function angleBetween(one: Pointing, other: Pointing): number {
  const [a, b] = [one.off_nadir_deg * DEG, other.off_nadir_deg * DEG]
  const apart = (one.view_azimuth_deg - other.view_azimuth_deg) * DEG
  const cos = Math.cos(a) * Math.cos(b) + Math.sin(a) * Math.sin(b) * Math.cos(apart)
  return Math.acos(Math.min(1, Math.max(-1, cos))) / DEG
}

/** An image as it is told and flown. */
export type View = CaptureAccess & { start: string; end: string }

/** The direction in which an image is taken; straight down where it is not told. */
export const pointingOf = ({
  off_nadir_deg,
  view_azimuth_deg,
}: Pick<CaptureAccess, keyof Pointing>): Pointing => ({
  off_nadir_deg: off_nadir_deg ?? 0,
  view_azimuth_deg: view_azimuth_deg ?? 0,
})

/** The view in a pass, for an image that begins at a moment. */
export function viewOf(access: Access, start_ms: number, imaging_s: number): View {
  return {
    satellite_name: access.satellite_name,
    start: new Date(start_ms).toISOString(),
    end: new Date(start_ms + imaging_s * 1000).toISOString(),
    off_nadir_deg: access.off_nadir_deg,
    view_azimuth_deg: access.view_azimuth_deg,
    incidence_angle_deg: access.incidence_angle_deg,
    sun_elevation_deg: access.sun_elevation_deg,
    sun_azimuth_deg: access.sun_azimuth_deg,
  }
}
