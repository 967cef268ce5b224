/** Many customers could want this of a constellation in some days; it is the same for the same seed. */
import type { PriorityClass } from '../contract/src/priority-classes.ts'
import { DAY_MS } from '../orbits/src/earth.ts'
import { formatTle } from '../orbits/src/tle.ts'
import { randomOf } from '../planner/src/random.ts'
import type { Place } from '../server/src/providers/planner/constellation.ts'
import type { Contender, Puzzle } from '../server/src/providers/planner/puzzle.ts'

export interface Demand {
  requests: number
  satellites: number
  days: number
  seed: number
  /** Everybody is of this class; a mixture if absent. */
  priority_class?: PriorityClass
  /** All look at a few places, and satellites can take and keep few images. */
  is_crowded?: boolean
}

const now = new Date(Date.UTC(2026, 5, 20))
const planes = 5
/** Towns, coasts and fields that many look at at once: the middle of each, and how far it reaches. */
const crowded: readonly (readonly [lon: number, lat: number, reach_deg: number])[] = [
  [35, 48.5, 5],
  [35, 32, 2],
  [44, 33, 4],
  [55, 25, 2],
  [77, 28, 4],
  [90, 24, 2],
  [105, 21, 3],
  [114, 23, 3],
  [121, 25, 2],
  [121, 31, 3],
  [127, 37.5, 2],
  [139, 36, 3],
  [104, 1.5, 2],
  [151, -33, 3],
  [28, -26, 3],
  [7, 6, 3],
  [-3, 40, 4],
  [5, 51, 4],
  [13, 52, 4],
  [-74, 41, 4],
  [-95, 31, 4],
  [-119, 36, 4],
  [-58, -34, 4],
  [-47, -23, 4],
  [-60, -8, 6],
]
/** Land elsewhere: from the west to the east, and from the south to the north. */
const elsewhere: readonly (readonly [west: number, east: number, south: number, north: number])[] = [
  [-120, -80, 30, 55],
  [-75, -42, -30, 2],
  [-8, 35, 5, 30],
  [15, 38, -30, 5],
  [0, 40, 42, 60],
  [45, 120, 30, 60],
  [120, 145, -32, -18],
]
const classes: readonly (readonly [PriorityClass, share: number, days: number])[] = [
  ['urgent', 0.03, 0.5],
  ['priority', 0.12, 1],
  ['standard', 0.6, 2],
  ['flexible', 0.25, 3],
]
const ground_stations = [
  { name: 'Svalbard', lon: 15.4, lat: 78.2, min_elevation_deg: 5 },
  { name: 'Punta Arenas', lon: -70.9, lat: -52.9, min_elevation_deg: 5 },
]

export function demandOf({
  requests,
  satellites,
  days,
  seed,
  priority_class,
  is_crowded = false,
}: Demand): Puzzle {
  const random = randomOf(seed)
  return {
    settings: {
      elements: Array.from({ length: satellites }, (_, index) => elementsOf(index, satellites)).join('\n'),
      skus: ['TSKPOI-M'],
      swath: { swath_width_km: 6, overlap_km: 0.5, max_length_km: 50, track_heading_deg: 193 },
      imaging_s: 8,
      agility: { settle_s: 5, rate_deg_per_s: 2, acceleration_deg_per_s2: 0.5 },
      uplink_lead_minutes: 60,
      most_imaging_s_per_orbit: is_crowded ? 40 : 80,
      memory: is_crowded
        ? { capacity_mb: 16_000, image_mb: 2000, downlink_mb_per_s: 12 }
        : { capacity_mb: 24_000, image_mb: 2000, downlink_mb_per_s: 50 },
      ground_stations: is_crowded ? ground_stations.slice(1) : ground_stations,
      maintenance: [],
    },
    contenders: Array.from({ length: requests }, (_, index) => {
      const one = contenderOf(random, `c${index}`, days, is_crowded)
      return priority_class ? { ...one, priority_class } : one
    }),
    reserved: [],
    now_ms: now.getTime(),
  }
}

/** In planes that see the ground in the morning and after noon, by turns. */
function elementsOf(index: number, satellites: number): string {
  const [plane, slot] = [index % planes, Math.floor(index / planes)]
  const tle = formatTle({
    catalog_number: 90_001 + index,
    designator: '',
    epoch: now,
    inclination_deg: 97.4,
    raan_deg: (plane % 2 === 0 ? 245 : 108) + 6 * plane,
    argument_of_latitude_deg: ((360 * planes * (slot + plane / planes)) / satellites) % 360,
    mean_motion_rev_per_day: 15.2,
  })
  return [`bench${index}`, ...tle].join('\n')
}

function contenderOf(random: () => number, capture_id: string, days: number, is_crowded: boolean): Contender {
  const [priority_class, , window_days] = chosen(classes, random())
  const start_ms = now.getTime() + random() * Math.max(0, days - window_days) * DAY_MS
  return {
    capture_id,
    place: placeOf(random, is_crowded),
    start_ms,
    end_ms: Math.min(start_ms + window_days * DAY_MS, now.getTime() + days * DAY_MS),
    limits: {
      max_cloud_pct: 10 + Math.round(40 * random()),
      min_off_nadir_deg: 0,
      max_off_nadir_deg: 20 + Math.round(15 * random()),
      min_sun_elevation_deg: 10,
      max_sun_elevation_deg: 90,
    },
    priority_class,
    promised_ms: null,
    had: null,
    is_reserved: false,
  }
}

function chosen(all: typeof classes, share: number): (typeof classes)[number] {
  let left = share
  for (const one of all) {
    left -= one[1]
    if (left < 0) return one
  }
  return all.at(-1)!
}

function placeOf(random: () => number, is_crowded: boolean): Place {
  const [choice, x, y] = [random(), random(), random()]
  if (random() < (is_crowded ? 0.95 : 0.7)) {
    const [lon, lat, reach] = crowded[Math.floor(choice * (is_crowded ? 8 : crowded.length))]!
    return { lon: lon + (2 * x - 1) * reach, lat: lat + (2 * y - 1) * reach }
  }
  const [west, east, south, north] = elsewhere[Math.floor(choice * elsewhere.length)]!
  return { lon: west + x * (east - west), lat: south + y * (north - south) }
}
