/**
 * A stretch of orbit between states of SGP4. In between, positions follow the cubics through positions and velocities:
 * with the steps below they are within a metre of SGP4, which a satellite flies in a seventh of a millisecond.
 */
import { norm } from './earth.ts'
import { type Orbit, type State, tryStateAt } from './orbit.ts'

/** A satellite goes so far round the Earth between two states. */
const STEP_RAD = 0.06
const LONGEST_STEP_MS = 600_000

export interface Node extends State {
  time_ms: number
}

/** A point of a path. It is overwritten, since millions of points are looked at. */
export type Point = { x: number; y: number; z: number; vz: number }

export class Path {
  readonly nodes: readonly Node[]
  readonly point: Point = { x: 0, y: 0, z: 0, vz: 0 }
  #near = 0

  constructor(nodes: readonly Node[]) {
    this.nodes = nodes
  }

  get start_ms(): number {
    return this.nodes[0]!.time_ms
  }

  get end_ms(): number {
    return this.nodes.at(-1)!.time_ms
  }

  /** Times between which what is looked for turns once at most. */
  samples(start_ms = this.start_ms, end_ms = this.end_ms): number[] {
    const times_ms = [start_ms]
    for (const { time_ms } of this.nodes) if (time_ms > start_ms && time_ms < end_ms) times_ms.push(time_ms)
    times_ms.push(end_ms)
    return times_ms
  }

  moveTo(time_ms: number): Point {
    const [from, to] = this.#around(time_ms)
    const span_ms = to.time_ms - from.time_ms
    const u = (time_ms - from.time_ms) / span_ms
    const [a, b] = [from.position_km, to.position_km]
    const [va, vb] = [from.velocity_km_s, to.velocity_km_s]
    const w = 1 - u
    const [ha, hb] = [w * w * (1 + 2 * u), u * u * (3 - 2 * u)]
    const scale_s = span_ms / 1000
    const [ka, kb] = [w * w * u * scale_s, -u * u * w * scale_s]
    const { point } = this
    point.x = ha * a[0] + hb * b[0] + ka * va[0] + kb * vb[0]
    point.y = ha * a[1] + hb * b[1] + ka * va[1] + kb * vb[1]
    point.z = ha * a[2] + hb * b[2] + ka * va[2] + kb * vb[2]
    point.vz = (6 * u * w * (b[2] - a[2])) / scale_s + w * (1 - 3 * u) * va[2] + u * (3 * u - 2) * vb[2]
    return point
  }

  #around(time_ms: number): [Node, Node] {
    const { nodes } = this
    while (this.#near > 0 && time_ms < nodes[this.#near]!.time_ms) this.#near--
    while (this.#near < nodes.length - 2 && time_ms > nodes[this.#near + 1]!.time_ms) this.#near++
    return [nodes[this.#near]!, nodes[this.#near + 1]!]
  }
}

export function nodeAt(orbit: Orbit, time_ms: number): Node | undefined {
  const state = tryStateAt(orbit, time_ms)
  return state && { time_ms, ...state }
}

/** The time in which a satellite goes the angle between two states. */
export function stepMs({ position_km, velocity_km_s }: State): number {
  return Math.min((STEP_RAD * 1000 * norm(position_km)) / norm(velocity_km_s), LONGEST_STEP_MS)
}
