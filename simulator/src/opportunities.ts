import { clearProbability } from '@swath/climate/sky'
import type { Access, Direction } from '@swath/orbits/access'
import { footprintAround } from '@swath/orbits/footprint'
import { refusalOf } from './assess.ts'
import type { Obstacle } from './obstacles.ts'
import { type Booking, constraintsOf, freeAccesses, polygonOf, publicAccess } from './schedule.ts'
import { joinObstacles, spaceAccess, spaceObstacles } from './space.ts'
import { obstacleOfTargets, type Target } from './targets.ts'
import { centreOf, type Inquiry, type Nei, ringOf } from './task.ts'

type FoundPass = ReturnType<typeof publicAccess> & {
  ground_track_heading_deg: number
  orbit_direction?: Direction
  ground_sample_distance_m?: number
  clear_basis?: 'climate'
  clear_probability: number
  footprint: ReturnType<typeof polygonOf>
  /** Which parts of an area it shows. */
  parts?: number[]
}

export interface Findings {
  opportunities: FoundPass[]
  /** Whether there are more than the limit that was asked for. */
  has_more: boolean
  /** The reason, if the request has no opportunity. */
  obstacle?: Obstacle
}

/** The first passes that would serve an order, if it were placed at `now_ms` in the time of the sky. */
export function findOpportunities(inquiry: Inquiry, bookings: readonly Booking[], now_ms: number): Findings {
  const refusal = refusalOf(inquiry)
  if (refusal) return { opportunities: [], has_more: false, obstacle: refusal }
  if (inquiry.nei) return findInSpace(inquiry, inquiry.nei, bookings, now_ms)
  const streams: Stream[] = []
  const isLost = (target: Target) => {
    const accesses = freeAccesses(constraintsOf(target.frame, inquiry, now_ms), bookings)
    const next = accesses.next()
    streams.push({ target, accesses, next })
    return next.done === true
  }
  const obstacle = obstacleOfTargets(inquiry, isLost, now_ms)
  if (obstacle) return { opportunities: [], has_more: false, obstacle }
  const found: Sight[] = []
  for (const sight of inOrderOfTime(streams)) {
    if (found.push(sight) > inquiry.limit) break
  }
  const opportunities = found.slice(0, inquiry.limit).map((sight) => opportunityOf(sight, inquiry))
  return { opportunities, has_more: found.length > inquiry.limit }
}

/** A target, and a pass that sees it. */
interface Sight {
  target: Target
  access: Access
}

interface Stream {
  target: Target
  accesses: Iterator<Access, void>
  next: IteratorResult<Access, void>
}

/** Merges what each target has, in order of time. */
function* inOrderOfTime(streams: Stream[]): Generator<Sight> {
  for (;;) {
    const first = streams.reduce((a, b) => (startOf(b) < startOf(a) ? b : a))
    if (first.next.done) return
    yield { target: first.target, access: first.next.value }
    first.next = first.accesses.next()
  }
}

const startOf = ({ next }: Stream) => (next.done ? Infinity : next.value.start_ms)

/** There is one opportunity at most: that satellite at that time. */
function findInSpace(inquiry: Inquiry, nei: Nei, bookings: readonly Booking[], now_ms: number): Findings {
  const obstacle = joinObstacles(spaceObstacles(nei, bookings, now_ms))
  if (obstacle) return { opportunities: [], has_more: false, obstacle }
  return { opportunities: [opportunityInSpace(inquiry, nei)], has_more: false }
}

function opportunityInSpace({ geometry, footprint }: Inquiry, nei: Nei): FoundPass {
  const { view, ground_track_heading_deg } = spaceAccess(nei)
  const { width_km, length_km } = footprint!
  const ring = footprintAround(centreOf(geometry), ground_track_heading_deg, width_km, length_km)
  return { ...view, ground_track_heading_deg, clear_probability: 1, footprint: polygonOf(ring) }
}

function opportunityOf({ target, access }: Sight, { footprint, limits }: Inquiry): FoundPass {
  const { parts, frame } = target
  const heading_deg = access.ground_track_heading_deg
  const ring = footprint
    ? footprintAround(centreOf(frame), heading_deg, footprint.width_km, footprint.length_km)
    : ringOf(frame)
  return {
    ...publicAccess(access),
    ground_track_heading_deg: heading_deg,
    orbit_direction: access.pass,
    ...(access.gsd_m !== undefined && { ground_sample_distance_m: access.gsd_m }),
    clear_basis: 'climate',
    clear_probability: clearProbability(centreOf(frame), access.peak_ms, limits.max_cloud_pct),
    footprint: polygonOf(ring),
    ...(parts.length > 0 && { parts }),
  }
}
