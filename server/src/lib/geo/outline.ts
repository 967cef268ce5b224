import type { LonLat, Ring } from './geometry.ts'
import type { Reading, Segment } from './ring.ts'
import { edgesOf, enclosedPole, isSamePlace, planarArea, stretchesOf, unwrapRing } from './ring.ts'
import type { SourceRing } from './structure.ts'

/** A stretch of a ring's edge on the map. `edge` counts without repeated positions, `index` with them. */
export interface OutlineSegment extends Segment {
  outline: Outline
  edge: number
  index: number
}

/** A ring ready for comparison with itself and others. */
export interface Outline {
  ring: SourceRing
  segments: OutlineSegment[]
  edge_count: number
  south_pole_is_inside: boolean
  has_area: boolean
}

/** Rings narrower than this many degrees on average, about 10 micrometres, have no area. */
const MIN_WIDTH_DEG = 1e-10

export function traceOutline(ring: SourceRing, reading: Reading = 'globe'): Outline {
  const on_globe = reading === 'globe'
  const outline: Outline = {
    ring,
    segments: [],
    edge_count: 0,
    south_pole_is_inside: on_globe && enclosedPole(ring.positions) === -1,
    has_area: hasArea(on_globe ? unwrapRing(ring.positions) : ring.positions),
  }
  for (const [index, segment] of edgesOf(ring.positions).entries()) {
    if ((on_globe ? isSamePlace : isSamePosition)(segment.from, segment.to)) continue
    const edge = outline.edge_count++
    const stretches = on_globe ? stretchesOf(segment) : [segment]
    for (const { from, to } of stretches) outline.segments.push({ outline, edge, index, from, to })
  }
  return outline
}

const isSamePosition = (a: LonLat, b: LonLat) => a[0] === b[0] && a[1] === b[1]

function hasArea(unwrapped: Ring): boolean {
  let perimeter = 0
  for (const { from, to } of edgesOf(unwrapped)) perimeter += Math.hypot(to[0] - from[0], to[1] - from[1])
  return Math.abs(planarArea(unwrapped)) > perimeter * MIN_WIDTH_DEG
}

/** Ends and middles of segments. The antimeridian is left out, as it has two longitudes. */
export function samplesOf(segments: Segment[]): LonLat[] {
  const points = segments.flatMap(({ from, to }): LonLat[] => [
    from,
    [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2],
    to,
  ])
  return points.filter(([lon]) => Math.abs(lon) < 180)
}

/** Rings that do not meet themselves are the same when they have the same corners. */
export function isSameRing(a: Outline, b: Outline): boolean {
  return a.edge_count === b.edge_count && cornerNames(a) === cornerNames(b)
}

function cornerNames({ segments }: Outline): string {
  const names = segments.map(({ from }) => String(from))
  return names.sort().join(' ')
}
