import { contactBetween } from './contact.ts'
import type { LonLat } from './geometry.ts'
import { orientation, type Segment } from './ring.ts'

/** Indexes of two segments that meet. */
export type Pair = [number, number]

/** A point where segments start or end, seen from the west. */
interface Place {
  at: LonLat
  starting: number[]
  ending: number
}

/** From west to east, and from south to north where the longitude is the same. */
const compare = (a: LonLat, b: LonLat) => a[0] - b[0] || a[1] - b[1]

function placesOf(segments: Segment[]): Place[] {
  const ends = segments.flatMap(({ from, to }, index) => {
    const is_eastward = compare(from, to) < 0
    return [
      { at: from, index, starts: is_eastward },
      { at: to, index, starts: !is_eastward },
    ]
  })
  ends.sort((a, b) => compare(a.at, b.at))
  const places: Place[] = []
  for (const { at, index, starts } of ends) {
    const last = places.at(-1)
    const place = last && compare(last.at, at) === 0 ? last : { at, starting: [], ending: 0 }
    if (place !== last) places.push(place)
    if (starts) place.starting.push(index)
    else place.ending++
  }
  return places
}

/**
 * A line that sweeps planar segments from west to east, and knows those on it from south to north (Shamos and Hoey,
 * 1976): only neighbours can be the first to cross. The order is a flat array that is searched by halves, which takes
 * n log n comparisons, whatever the shape.
 */
export class Sweep {
  readonly #segments: Segment[]
  readonly #east: LonLat[]
  /** The segments on the line from south to north: the first `#count` of the array. */
  readonly #order: Int32Array
  #count = 0
  /** Two segments that cross or share a stretch, where the sweep came to an end at such. */
  conflict: Pair | undefined

  constructor(segments: Segment[]) {
    this.#segments = segments
    this.#east = segments.map(({ from, to }) => (compare(from, to) < 0 ? to : from))
    this.#order = new Int32Array(segments.length)
  }

  /** @returns all pairs that meet, if that is in ends only, and they are not more than `max_pairs` */
  findTouches(max_pairs: number): Pair[] | undefined {
    const pairs: Pair[] = []
    for (const place of placesOf(this.#segments)) {
      const meeting = this.#pass(place)
      if (!meeting || pairs.length + (meeting.length * (meeting.length - 1)) / 2 > max_pairs) return undefined
      for (const [at, one] of meeting.entries())
        for (const other of meeting.slice(at + 1)) pairs.push([one, other])
    }
    return pairs
  }

  /** Moves the line over a place. @returns the segments that meet there, if that is in ends only */
  #pass({ at, starting, ending }: Place): number[] | undefined {
    const first = this.#search((side) => side <= 0, at)
    const last = this.#search((side) => side < 0, at)
    const here = [...this.#order.subarray(first, last)]
    const going_on = here.filter((index) => compare(this.#east[index]!, at) !== 0)
    if (here.length - going_on.length !== ending) return undefined
    const next = [...going_on, ...starting].sort((a, b) => -this.#sideOf(a, this.#east[b]!))
    this.#replace(first, last, next)
    for (let place = first; place <= first + next.length; place++)
      if (!this.#areApart(place - 1, place)) return undefined
    return going_on.length > 1 ? undefined : [...here, ...starting]
  }

  /** The first on the line for which the side on which the point lies fulfils what northern ones fulfil. */
  #search(isFulfilled: (side: number) => boolean, at: LonLat): number {
    let [low, high] = [0, this.#count]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isFulfilled(this.#sideOf(this.#order[middle]!, at))) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Positive when the point lies north of the segment, or west of one that runs north. */
  #sideOf(index: number, at: LonLat): number {
    const { from, to } = this.#segments[index]!
    const side = orientation(from, to, at)
    return this.#east[index] === to ? side : -side
  }

  #replace(first: number, last: number, next: number[]) {
    this.#order.copyWithin(first + next.length, last, this.#count)
    this.#order.set(next, first)
    this.#count += next.length - (last - first)
  }

  /** Neighbours on the line may meet in an end. */
  #areApart(south: number, north: number): boolean {
    if (south < 0 || north >= this.#count) return true
    const pair: Pair = [this.#order[south]!, this.#order[north]!]
    const contact = contactBetween(this.#segments[pair[0]]!, this.#segments[pair[1]]!)
    const is_conflict = contact !== undefined && contact.kind !== 'touch'
    if (is_conflict) this.conflict = pair
    return !is_conflict
  }
}
