/**
 * When a satellite passes a site, from the mean motion alone. The Earth carries the site through the plane of the orbit
 * twice a day, and only near these times can the satellite be near the site: when it has the argument of latitude of the
 * site. Both are formulas, so that weeks without a pass cost nothing.
 */
import { EARTH_RATE_RAD_PER_MS } from './earth.ts'
import type { Site } from './look.ts'
import type { Orbit } from './orbit.ts'
import { type MeanState, meanStateAt, nodeFrom, nodeRate } from './secular.ts'
import type { Span } from './spans.ts'

const TURN = 2 * Math.PI
/** The periodic terms of SGP4 move a plane by less than this. */
const PLANE_MARGIN_RAD = 0.004
/** The search for a time ends when it is so near. */
const NEAR_MS = 500
const SLACK_MS = 30_000
/** Beyond this the formulas hardly converge. */
const HIGHEST_RATIO = 0.6

/**
 * How much faster than the satellite the argument of latitude of a site can move that is within reach of the plane;
 * as a share of its slowest motion.
 */
export function siteMotion(orbit: Orbit, reach_rad: number): number {
  const { ecco, mdot } = orbit.satrec
  const slowest = (mdot / 60_000) * ((1 - ecco ** 2) ** 1.5 / (1 + ecco) ** 2)
  return EARTH_RATE_RAD_PER_MS / Math.max(Math.cos(reach_rad), 1e-9) / slowest
}

/** Whether the passes of an orbit can be found by its crossings: near the Earth, and much faster than it turns. */
export const hasCrossings = (orbit: Orbit, reach_rad: number): boolean =>
  orbit.satrec.method === 'n' && reach_rad < Math.PI / 2 && siteMotion(orbit, reach_rad) < HIGHEST_RATIO

/** About when a satellite passes within `reach_rad` of a site (and a little beyond), in order. */
export function crossings(orbit: Orbit, site: Site, reach_rad: number, within: readonly Span[]): number[] {
  const ratio = siteMotion(orbit, reach_rad)
  // While the satellite comes from the edge of its reach, the site moves on.
  const widest = Math.min(reach_rad * (1 + ratio) + PLANE_MARGIN_RAD, Math.PI / 2)
  const found: number[] = []
  const course = courseOf(orbit, site, ratio)
  const arcs = arcsInPlane(course, widest)
  for (const span of within) addCrossings(found, course, arcs, span)
  return found
}

/** An orbit and a site, and what follows from them. */
interface Course {
  orbit: Orbit
  ratio: number
  /** It is that of the mean anomaly. */
  rate: number
  lon_rad: number
  sin_lat: number
  cos_lat: number
  sin_i: number
  cos_i: number
}

function courseOf(orbit: Orbit, { direction: [x, y, z] }: Site, ratio: number): Course {
  const { inclo, mdot } = orbit.satrec
  return {
    orbit,
    ratio,
    rate: mdot / 60_000,
    lon_rad: Math.atan2(y, x),
    sin_lat: z,
    cos_lat: Math.sqrt(x * x + y * y),
    sin_i: Math.sin(inclo),
    cos_i: Math.cos(inclo),
  }
}

/** Goes through the times at which the site is in an arc, and adds those at which the satellite is there as well. */
function addCrossings(found: number[], course: Course, arcs: readonly Arc[], within: Span): void {
  const { orbit, lon_rad } = course
  const rate = -nodeRate(orbit)
  const end_ms = within.end_ms + SLACK_MS
  let time_ms = within.start_ms - SLACK_MS
  while (time_ms <= end_ms && arcs.length > 0) {
    const angle = -nodeFrom(lon_rad, meanStateAt(orbit, time_ms), time_ms)
    const { until, length } = nextArc(arcs, angle)
    const to_ms = time_ms + until / rate
    const from_ms = Math.max(time_ms, to_ms - length / rate)
    if (from_ms <= end_ms) addMeetings(found, course, from_ms, Math.min(to_ms, end_ms))
    time_ms = to_ms + 1
  }
}

/** The arc that is left first, how far it is to its end, and how long it is. */
function nextArc(arcs: readonly Arc[], angle: number) {
  let next = { until: Number.POSITIVE_INFINITY, length: 0 }
  for (const [from, to] of arcs) {
    const until = turns(to - angle)
    if (until < next.until) next = { until, length: to - from }
  }
  return next
}

type Arc = readonly [from: number, to: number]

/** The angles between node and site, along the equator, at which the site is so near to the plane. */
function arcsInPlane({ sin_lat, cos_lat, sin_i, cos_i }: Course, widest: number): Arc[] {
  const [across, along] = [cos_i * sin_lat, Math.max(sin_i * cos_lat, 1e-12)]
  const [low, high] = [(across - Math.sin(widest)) / along, (across + Math.sin(widest)) / along]
  if (low > 1 || high < -1) return []
  if (low <= -1 && high >= 1) return [[0, TURN]]
  if (high >= 1) return [[Math.asin(low), Math.PI - Math.asin(low)]]
  if (low <= -1) return [[Math.PI - Math.asin(high), TURN + Math.asin(high)]]
  const [from, to] = [Math.asin(low), Math.asin(high)]
  return [
    [from, to],
    [Math.PI - to, Math.PI - from],
  ]
}

/** Adds when the satellite has the argument of latitude of the site. */
function addMeetings(found: number[], course: Course, start_ms: number, end_ms: number): void {
  const until_ms = end_ms + SLACK_MS
  let time_ms = start_ms - SLACK_MS
  for (;;) {
    const wait_ms = turns(aheadRad(course, time_ms)) / course.rate
    if (time_ms + wait_ms * (1 - course.ratio) > until_ms) return
    time_ms = meetingNear(course, time_ms + wait_ms)
    if (time_ms > until_ms) return
    if (time_ms - (found.at(-1) ?? Number.NEGATIVE_INFINITY) > ONE_MEETING_MS) found.push(time_ms)
    time_ms += TURN / course.rate / 50
  }
}

/** Times that are nearer to each other are the same, found in two spans. */
const ONE_MEETING_MS = 60_000

function meetingNear(course: Course, near_ms: number): number {
  let time_ms = near_ms
  for (let round = 0; round < 30; round++) {
    const ahead = aheadRad(course, time_ms)
    const step_ms = (ahead - TURN * Math.round(ahead / TURN)) / course.rate
    time_ms += step_ms
    if (Math.abs(step_ms) < NEAR_MS) break
  }
  return time_ms
}

/** The mean anomaly that the satellite has to go until it is where the site is. */
function aheadRad({ orbit, lon_rad, sin_lat, cos_lat, sin_i, cos_i }: Course, time_ms: number): number {
  const mean = meanStateAt(orbit, time_ms)
  const angle = -nodeFrom(lon_rad, mean, time_ms)
  const latitude_argument = Math.atan2(
    cos_lat * cos_i * Math.sin(angle) + sin_i * sin_lat,
    cos_lat * Math.cos(angle),
  )
  return anomalyAt(latitude_argument - mean.perigee_rad, mean) - mean.anomaly_rad
}

/** The mean anomaly at a true anomaly. */
function anomalyAt(true_rad: number, { eccentricity: e }: MeanState): number {
  if (e < 0.02) return true_rad - 2 * e * Math.sin(true_rad) + 0.75 * e * e * Math.sin(2 * true_rad)
  const eccentric =
    2 * Math.atan2(Math.sqrt(1 - e) * Math.sin(true_rad / 2), Math.sqrt(1 + e) * Math.cos(true_rad / 2))
  return eccentric - e * Math.sin(eccentric)
}

/** An angle from 0 to a whole turn. */
const turns = (angle_rad: number): number => angle_rad - TURN * Math.floor(angle_rad / TURN)
