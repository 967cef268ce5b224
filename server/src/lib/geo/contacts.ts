import { type Contact, contactBetween } from './contact.ts'
import type { Segment } from './ring.ts'
import { type Pair, Sweep } from './sweep.ts'

/** `first` comes before `second` in the list that was searched. */
export interface ContactPair<S extends Segment> {
  first: S
  second: S
  contact: Contact
}

/** About a tenth of a second. */
const MAX_COMPARISONS = 40_000_000

/**
 * Visits all pairs of planar segments that have a point in common, until told to stop. Where segments meet in nothing
 * but ends, as those of any valid geometry do, a sweep finds them. What it cannot tell of is told by comparing pairs.
 * @param visit whether to go on
 * @returns whether all have been visited: not so when they are too many to be compared
 */
export function visitContacts<S extends Segment>(
  segments: S[],
  max_pairs: number,
  visit: (pair: ContactPair<S>) => boolean,
): boolean {
  const axis = spread(segments, 0) <= spread(segments, 1) ? 0 : 1
  const order = sweepOrder(segments, axis)
  const visitPair = ([a, b]: Pair): boolean => {
    const [first, second] = [segments[Math.min(a, b)]!, segments[Math.max(a, b)]!]
    const contact = contactBetween(first, second)
    return !contact || visit({ first, second, contact })
  }
  const sweep = new Sweep(segments)
  const touches = sweep.findTouches(max_pairs)
  if (touches) return inOrder(touches, order).every(visitPair)
  if (comparePairs(segments, order, axis, visitPair)) return true
  if (sweep.conflict) visitPair(sweep.conflict)
  return false
}

/** As comparing pairs would come to them. */
function inOrder(pairs: Pair[], order: Uint32Array): Pair[] {
  const places = new Uint32Array(order.length)
  for (const [place, index] of order.entries()) places[index] = place
  const byPlace = (a: number, b: number) => places[a]! - places[b]!
  for (const pair of pairs) pair.sort(byPlace)
  return pairs.sort((a, b) => byPlace(a[0], b[0]) || byPlace(a[1], b[1]))
}

/**
 * In the order of an axis on which segments are short compared with the whole: few segments of a polygon overlap on
 * such an axis. Where many do (a comb of diagonal slivers), flat arrays keep each of the rejections cheap.
 * @returns false when they are too many, or when it was told to stop
 */
function comparePairs(
  segments: Segment[],
  order: Uint32Array,
  axis: 0 | 1,
  visit: (pair: Pair) => boolean,
): boolean {
  const columns = toAxisColumns(segments, order, axis)
  if (countOverlaps(columns) > MAX_COMPARISONS) return false
  for (let place = 0; place < order.length; place++) {
    let later = nextCandidate(columns, place, place)
    for (; later > 0; later = nextCandidate(columns, place, later))
      if (!visit([order[place]!, order[later]!])) return false
  }
  return true
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

/** Segments in the order of an axis: `x` is along it, `y` across. */
interface AxisColumns {
  low: Float64Array
  high: Float64Array
  from_x: Float64Array
  from_y: Float64Array
  to_x: Float64Array
  to_y: Float64Array
}

function toAxisColumns(segments: Segment[], order: Uint32Array, axis: 0 | 1): AxisColumns {
  const across = axis === 0 ? 1 : 0
  const column = (read: (segment: Segment) => number) =>
    Float64Array.from(order, (index) => read(segments[index]!))
  return {
    low: column(({ from, to }) => Math.min(from[axis], to[axis])),
    high: column(({ from, to }) => Math.max(from[axis], to[axis])),
    from_x: column(({ from }) => from[axis]),
    from_y: column(({ from }) => from[across]),
    to_x: column(({ to }) => to[axis]),
    to_y: column(({ to }) => to[across]),
  }
}

/** Counts the pairs that overlap along the axis: those that have begun when one begins, and have not ended. */
function countOverlaps({ low, high }: AxisColumns): number {
  const ends = high.toSorted()
  let [ended, count] = [0, 0]
  for (const [begun, start] of low.entries()) {
    while (ends[ended]! < start) ended++
    count += begun - ended
  }
  return count
}

/**
 * The next segment after `previous` that overlaps the one at `place` along the axis and does not lie on one side of its
 * line, above it or below it; 0 when there is none.
 */
function nextCandidate(columns: AxisColumns, place: number, previous: number): number {
  const { low, high, from_x, from_y, to_x, to_y } = columns
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
