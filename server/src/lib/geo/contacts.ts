import type { LonLat } from './geometry.ts'
import type { Segment } from './ring.ts'
import { orientation } from './ring.ts'

/** Segments cross inside both, touch in one point that is an end of one, or share a stretch. */
export interface Contact {
  kind: 'cross' | 'touch' | 'share'
  at: LonLat
}

/** `first` comes before `second` in the list that was searched. */
export interface ContactPair<S extends Segment> {
  first: S
  second: S
  contact: Contact
}

/**
 * All pairs of planar segments that have a point in common, by a sweep along the axis on which segments are
 * short compared with the whole: close to n log n, as few segments of a polygon overlap on such an axis.
 * Where many do (a comb of diagonal slivers), flat arrays keep each of the n^2 / 2 rejections cheap.
 */
export function* findContacts<S extends Segment>(segments: S[]): Generator<ContactPair<S>> {
  const axis = spread(segments, 0) <= spread(segments, 1) ? 0 : 1
  const order = sweepOrder(segments, axis)
  const nextCandidate = candidateFinder(segments, order, axis)
  for (let place = 0; place < order.length; place++) {
    for (let later = nextCandidate(place, place); later > 0; later = nextCandidate(place, later)) {
      const first = segments[Math.min(order[place]!, order[later]!)]!
      const second = segments[Math.max(order[place]!, order[later]!)]!
      const contact = contactBetween(first, second)
      if (contact) yield { first, second, contact }
    }
  }
}

/** The sum of the segments' lengths on an axis as a share of the whole extent. */
function spread(segments: Segment[], axis: 0 | 1): number {
  let [lowest, highest, sum] = [Infinity, -Infinity, 0]
  for (const { from, to } of segments) {
    lowest = Math.min(lowest, from[axis], to[axis])
    highest = Math.max(highest, from[axis], to[axis])
    sum += Math.abs(to[axis] - from[axis])
  }
  return sum / (highest - lowest)
}

function sweepOrder(segments: Segment[], axis: 0 | 1): Uint32Array {
  const lows = segments.map(({ from, to }) => Math.min(from[axis], to[axis]))
  return Uint32Array.from(segments.keys()).sort((a, b) => lows[a]! - lows[b]!)
}

/**
 * Finds the next segment after `previous` in the sweep that overlaps the one at `place` along the sweep and
 * does not lie on one side of its line, above it or below it; 0 when there is none.
 */
function candidateFinder(segments: Segment[], order: Uint32Array, axis: 0 | 1) {
  const across = axis === 0 ? 1 : 0
  const column = (read: (segment: Segment) => number) =>
    Float64Array.from(order, (index) => read(segments[index]!))
  const low = column(({ from, to }) => Math.min(from[axis], to[axis]))
  const high = column(({ from, to }) => Math.max(from[axis], to[axis]))
  const [from_x, from_y] = [column(({ from }) => from[axis]), column(({ from }) => from[across])]
  const [to_x, to_y] = [column(({ to }) => to[axis]), column(({ to }) => to[across])]
  return (place: number, previous: number): number => {
    const x = from_x[place]!
    const y = from_y[place]!
    const dx = to_x[place]! - x
    const dy = to_y[place]! - y
    for (let later = previous + 1; later < low.length && low[later]! <= high[place]!; later++) {
      const start_y = from_y[later]! - y
      const end_y = to_y[later]! - y
      const start_side = dx * start_y - (from_x[later]! - x) * dy
      const end_side = dx * end_y - (to_x[later]! - x) * dy
      if (start_side * end_side > 0) continue
      const is_above = start_y > 0 && end_y > 0 && start_y > dy && end_y > dy
      const is_below = start_y < 0 && end_y < 0 && start_y < dy && end_y < dy
      if (!is_above && !is_below) return later
    }
    return 0
  }
}

function contactBetween(p: Segment, q: Segment): Contact | undefined {
  const q_from = orientation(p.from, p.to, q.from)
  const q_to = orientation(p.from, p.to, q.to)
  const p_from = orientation(q.from, q.to, p.from)
  const p_to = orientation(q.from, q.to, p.to)
  if (q_from * q_to > 0 || p_from * p_to > 0) return undefined
  if (q_from === 0 && q_to === 0) return collinearContact(p, q)
  if (q_from === 0) return touchAt(q.from)
  if (q_to === 0) return touchAt(q.to)
  if (p_from === 0) return touchAt(p.from)
  if (p_to === 0) return touchAt(p.to)
  const share = q_from / (q_from - q_to)
  const [lon, lat] = q.from
  return { kind: 'cross', at: [lon + share * (q.to[0] - lon), lat + share * (q.to[1] - lat)] }
}

const touchAt = (at: LonLat): Contact => ({ kind: 'touch', at })

/** Of segments on one line, the second and third of their four ends bound what they have in common. */
function collinearContact(p: Segment, q: Segment): Contact | undefined {
  const axis = Math.abs(p.to[0] - p.from[0]) > Math.abs(p.to[1] - p.from[1]) ? 0 : 1
  const ascending = (a: LonLat, b: LonLat) => a[axis] - b[axis]
  const [p_low, p_high] = [p.from, p.to].sort(ascending) as [LonLat, LonLat]
  const [q_low, q_high] = [q.from, q.to].sort(ascending) as [LonLat, LonLat]
  const low = ascending(p_low, q_low) > 0 ? p_low : q_low
  const high = ascending(p_high, q_high) < 0 ? p_high : q_high
  if (ascending(low, high) > 0) return undefined
  return { kind: ascending(low, high) === 0 ? 'touch' : 'share', at: low }
}
