import { type Obstacle, obstacleOf, refusalOf } from './assess.ts'
import { type Booking, constraintsOf, freeAccesses, polygonOf, publicAccess } from './schedule.ts'
import type { Access } from './sky/access.ts'
import { constellationAt } from './sky/constellation.ts'
import { footprintAround } from './sky/footprint.ts'
import { clearShare } from './sky/weather.ts'
import { joinObstacles, spaceAccess, spaceObstacles } from './space.ts'
import { centreOf, type Inquiry, type Nei, ringOf } from './task.ts'

export interface Findings {
  opportunities: ReturnType<typeof opportunityOf>[]
  /** Whether there are more than the limit that was asked for. */
  has_more: boolean
  /** Of a request without any opportunity: why. */
  obstacle?: Obstacle
}

/** Strips over an area are not flown longer than this. */
const longest_strip_km = 60
const km_per_degree = 111.2

/** The first passes that would serve an order, if it were placed at `now_ms` in the time of the sky. */
export function findOpportunities(inquiry: Inquiry, bookings: readonly Booking[], now_ms: number): Findings {
  const refusal = refusalOf(inquiry)
  if (refusal) return { opportunities: [], has_more: false, obstacle: refusal }
  if (inquiry.nei) return findInSpace(inquiry, inquiry.nei, bookings, now_ms)
  const constraints = constraintsOf(inquiry.geometry, inquiry, now_ms)
  const found: Access[] = []
  for (const access of freeAccesses(constraints, bookings)) {
    if (found.push(access) > inquiry.limit) break
  }
  const opportunities = found.slice(0, inquiry.limit).map((access) => opportunityOf(access, inquiry))
  const obstacle = found.length === 0 ? { obstacle: obstacleOf(constraints) } : {}
  return { opportunities, has_more: found.length > inquiry.limit, ...obstacle }
}

/** There is one opportunity at most: that satellite at that time. */
function findInSpace(inquiry: Inquiry, nei: Nei, bookings: readonly Booking[], now_ms: number): Findings {
  const obstacle = joinObstacles(spaceObstacles(nei, bookings, now_ms))
  if (obstacle) return { opportunities: [], has_more: false, obstacle }
  const { view, ground_track_heading_deg } = spaceAccess(nei)
  const { width_km, length_km } = inquiry.footprint!
  const ring = footprintAround(centreOf(inquiry.geometry), ground_track_heading_deg, width_km, length_km)
  const opportunity = { ...view, ground_track_heading_deg, clear_probability: 1, footprint: polygonOf(ring) }
  return { opportunities: [opportunity], has_more: false }
}

function opportunityOf(access: Access, inquiry: Inquiry) {
  const { width_km, length_km } = inquiry.footprint ?? stripOver(inquiry, access)
  const heading_deg = access.ground_track_heading_deg
  return {
    ...publicAccess(access),
    ground_track_heading_deg: heading_deg,
    clear_probability: Math.round(clearShare(inquiry.limits.max_cloud_pct) * 100) / 100,
    footprint: polygonOf(footprintAround(centreOf(inquiry.geometry), heading_deg, width_km, length_km)),
  }
}

/** One strip through the middle of an area: as wide as the camera sees, as long as the area reaches north. */
function stripOver({ geometry }: Inquiry, { satellite_name, peak_ms }: Access) {
  const latitudes = ringOf(geometry).map(([, lat]) => lat)
  const reach_km = (Math.max(...latitudes) - Math.min(...latitudes)) * km_per_degree
  const satellite = constellationAt(peak_ms).find((one) => one.satellite_name === satellite_name)!
  return { width_km: satellite.swath_km, length_km: Math.min(reach_km, longest_strip_km) }
}
