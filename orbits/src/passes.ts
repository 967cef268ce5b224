/** The stretches of an orbit on which a satellite is near enough to a site to see it. */

import { crossings, hasCrossings } from './crossings.ts'
import { DEG, dot, EARTH_RATE_RAD_PER_MS, norm } from './earth.ts'
import { cosOffNadir, type Site, sinElevation } from './look.ts'
import type { Orbit } from './orbit.ts'
import { type Node, nodeAt, Path, stepMs } from './path.ts'
import { apogeeKm, reachByElevation, reachRad, type View } from './reach.ts'
import { common, type Smooth, type Span, spansAbove } from './spans.ts'

/** A stretch of orbit, and the spans of it in which the site is in view. */
export interface Pass {
  path: Path
  spans: Span[]
}

/** All passes that overlap one of some times, in order; they may begin before it and end after it. */
export function* passesOver(orbit: Orbit, site: Site, view: View, within: readonly Span[]): Generator<Pass> {
  const [first, last] = [within[0], within.at(-1)]
  if (!first || !last) return
  const reach_rad = reachRad(apogeeKm(orbit, first.start_ms, last.end_ms), site, view)
  const paths = hasCrossings(orbit, reach_rad)
    ? pathsAtCrossings(orbit, site, reach_rad, within)
    : within.flatMap((span) => [...pathsAlongOrbit(orbit, site, reach_rad, span)])
  for (const path of paths) {
    const spans = common(spansInView(path, site, view), within)
    if (spans.length > 0) yield { path, spans }
  }
}

function spansInView(path: Path, site: Site, view: View): Span[] {
  const samples = path.samples()
  return limitsOf(path, site, view)
    .map((g) => spansAbove(g, samples))
    .reduce(common)
}

/** The limits that a path can break, as functions that are at least 0 where it keeps them. */
function limitsOf(path: Path, site: Site, view: View): Smooth[] {
  const { max_off_nadir_deg, min_elevation_deg } = view
  const least_cos = Math.cos((max_off_nadir_deg ?? 180) * DEG)
  const least_sin = Math.sin(min_elevation_deg * DEG)
  const offNadir: Smooth = (time_ms) => cosOffNadir(path.moveTo(time_ms), site) - least_cos
  const elevation: Smooth = (time_ms) => sinElevation(path.moveTo(time_ms), site) - least_sin
  if (max_off_nadir_deg === undefined) return [elevation]
  return staysHigh(path, site, view) ? [offNadir] : [offNadir, elevation]
}

/** Whether the elevation is out of question along a whole path. */
function staysHigh({ nodes }: Path, site: Site, view: View): boolean {
  return nodes.every(
    (node) => angleTo(node, site) < reachByElevation(norm(node.position_km), site, view) - CLEARLY_RAD,
  )
}

const CLEARLY_RAD = 1 * DEG

function* pathsAtCrossings(
  orbit: Orbit,
  site: Site,
  reach_rad: number,
  within: readonly Span[],
): Generator<Path> {
  const approach_ms = (1.3 * reach_rad) / slowestRate(orbit) + 60_000
  const wider = within.map(({ start_ms, end_ms }) => ({
    start_ms: start_ms - approach_ms,
    end_ms: end_ms + approach_ms,
  }))
  for (const time_ms of crossings(orbit, site, reach_rad, wider)) {
    const path = pathAround(orbit, site, reach_rad, time_ms)
    if (path) yield path
  }
}

/** The slowest that a satellite goes round the turning Earth. */
function slowestRate({ satrec, mean_motion_rad_per_ms }: Orbit): number {
  const slowest = mean_motion_rad_per_ms * ((1 - satrec.ecco ** 2) ** 1.5 / (1 + satrec.ecco) ** 2)
  return Math.max(0.9 * slowest - EARTH_RATE_RAD_PER_MS, slowest / 10)
}

/** A satellite that is at most so far from the nearest point is as near to it as its direction tells. */
const NEAR_MS = 20_000
const MARGIN_RAD = 0.15 * DEG
const MARGIN_MS = 1_000

/** The stretch on which a satellite that passes at about a time sees a site; undefined if it passes too far away. */
function pathAround(orbit: Orbit, site: Site, reach_rad: number, about_ms: number): Path | undefined {
  let node = nodeAt(orbit, about_ms)
  let nearest = node && nearestFrom(node, site)
  for (let round = 0; node && nearest && Math.abs(nearest.wait_ms) > NEAR_MS && round < 5; round++) {
    node = nodeAt(orbit, node.time_ms + nearest.wait_ms)
    nearest = node && nearestFrom(node, site)
  }
  if (!node || !nearest) return undefined
  const widest = reach_rad + MARGIN_RAD
  if (nearest.across_rad > widest) return undefined
  const half_ms = halfTurn(widest, nearest.across_rad) / nearest.rate + MARGIN_MS
  const middle_ms = node.time_ms + nearest.wait_ms
  const before = nodesOutOfReach(orbit, node, middle_ms - half_ms, site, reach_rad)
  const after = nodesOutOfReach(orbit, node, middle_ms + half_ms, site, reach_rad)
  const nodes = [...before.reverse(), node, ...after]
  return nodes.length > 1 ? new Path(nodes) : undefined
}

const halfTurn = (reach_rad: number, across_rad: number) =>
  Math.acos(Math.min(Math.cos(reach_rad) / Math.cos(across_rad), 1))

/** When and how near a satellite comes to a site if it goes straight on over the turning Earth. */
function nearestFrom({ position_km, velocity_km_s }: Node, { direction: [sx, sy, sz] }: Site) {
  const [x, y, z] = position_km
  const [vx, vy, vz] = velocity_km_s
  const [hx, hy, hz] = [y * vz - z * vy, z * vx - x * vz, x * vy - y * vx]
  const h = Math.sqrt(hx * hx + hy * hy + hz * hz)
  const r = Math.sqrt(x * x + y * y + z * z)
  const ahead = sx * (hy * z - hz * y) + sy * (hz * x - hx * z) + sz * (hx * y - hy * x)
  const rate = h / (r * r) / 1000
  const across = (sx * hx + sy * hy + sz * hz) / h
  return {
    wait_ms: Math.atan2(ahead / h, sx * x + sy * y + sz * z) / rate,
    across_rad: Math.abs(Math.asin(Math.max(-1, Math.min(1, across)))),
    rate,
  }
}

/** States from behind a node to a time, in the order of their distance from the node. */
function nodesTo(orbit: Orbit, node: Node, until_ms: number): Node[] {
  const nodes: Node[] = []
  const steps = Math.ceil(Math.abs(until_ms - node.time_ms) / stepMs(node))
  for (let step = 1; step <= steps; step++) {
    const next = nodeAt(orbit, node.time_ms + ((until_ms - node.time_ms) * step) / steps)
    if (!next) break
    nodes.push(next)
  }
  return nodes
}

/** As `nodesTo`, and on until the site is out of reach: the pace may have changed. */
function nodesOutOfReach(orbit: Orbit, from: Node, until_ms: number, site: Site, reach_rad: number): Node[] {
  const nodes = nodesTo(orbit, from, until_ms)
  for (let last = nodes.at(-1); last && angleTo(last, site) < reach_rad; last = nodes.at(-1)) {
    const next = nodeAt(orbit, last.time_ms + Math.sign(until_ms - from.time_ms) * stepMs(last))
    if (!next) break
    nodes.push(next)
  }
  return nodes
}

/** For orbits that hardly outrun the Earth: goes along them, in long steps where the site is far away. */
function* pathsAlongOrbit(orbit: Orbit, site: Site, reach_rad: number, within: Span): Generator<Path> {
  const fastest = fastestRate(orbit)
  let nodes: Node[] = []
  let time_ms = within.start_ms
  while (time_ms <= within.end_ms) {
    const node = nodeAt(orbit, time_ms)
    if (!node) break
    nodes.push(node)
    const gap_rad = angleTo(node, site) - reach_rad - MARGIN_RAD
    const step_ms = stepMs(node)
    if (gap_rad > 0) {
      if (nodes.length > 1) yield new Path(nodes)
      nodes = gap_rad / fastest < step_ms ? [node] : []
    }
    time_ms = nextTime(time_ms, Math.max(gap_rad / fastest, step_ms), within.end_ms)
  }
  if (nodes.length > 1) yield new Path(nodes)
}

/** The end of the time is looked at, too. */
const nextTime = (time_ms: number, step_ms: number, end_ms: number) =>
  time_ms < end_ms ? Math.min(time_ms + step_ms, end_ms) : time_ms + step_ms

function fastestRate({ satrec, mean_motion_rad_per_ms }: Orbit): number {
  const perigee = mean_motion_rad_per_ms * ((1 + satrec.ecco) ** 2 / (1 - satrec.ecco ** 2) ** 1.5)
  return 1.1 * perigee + EARTH_RATE_RAD_PER_MS
}

const angleTo = ({ position_km }: Node, { direction }: Site): number =>
  Math.acos(Math.min(1, dot(position_km, direction) / norm(position_km)))
