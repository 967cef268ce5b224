import type { LonLat } from './geometry.ts'
import type { SegmentColumns } from './locate.ts'
import { isSouthOf, locatePoint, toColumns } from './locate.ts'
import type { Meeting } from './meetings.ts'
import type { Outline } from './outline.ts'
import { samplesOf } from './outline.ts'
import type { Segment } from './ring.ts'

/** A point of one outline inside another, and one outside it: both, when they cross where they touch. */
export interface Placement {
  inside?: LonLat
  outside?: LonLat
}

/** The outlines that hold an outline or touch it. It lies wholly outside those that are missing. */
export type Placements = Map<Outline, Placement>

/** Prepares to place outlines among each other: one pass over all segments for each. */
export function placementFinder(outlines: Outline[], meetings: Meeting[]): (inner: Outline) => Placements {
  const findOuters = outerFinder(outlines)
  const columns = new Map(outlines.map((outline) => [outline, toColumns(outline.segments)]))
  const touching = new Map(outlines.map((outline) => [outline, new Map<Outline, Segment[]>()]))
  for (const { first, second, first_segments, second_segments } of meetings) {
    touching.get(first)!.set(second, first_segments)
    touching.get(second)!.set(first, second_segments)
  }
  return (inner) => {
    const inside = samplesOf(inner.segments)[0]!
    const placements: Placements = new Map()
    for (const outer of findOuters(inside)) placements.set(outer, { inside })
    for (const [outer, segments] of touching.get(inner)!)
      placements.set(outer, placeTouching(segments, outer, columns.get(outer)!))
    return placements
  }
}

function outerFinder(outlines: Outline[]): (point: LonLat) => Outline[] {
  const columns = toColumns(outlines.flatMap(({ segments }) => segments))
  const owners = Uint32Array.from(outlines.flatMap(({ segments }, order) => segments.map(() => order)))
  return ([lon, lat]) => {
    const is_inside = Uint8Array.from(outlines, (outline) => Number(outline.south_pole_is_inside))
    for (let index = 0; index < owners.length; index++)
      if (isSouthOf(columns, index, lon, lat)) is_inside[owners[index]!]! ^= 1
    return outlines.filter((_, order) => is_inside[order])
  }
}

/**
 * One point decides for outlines that do not meet. Those that touch in points can change sides only there, so
 * the ends and middles of the segments that touch tell.
 */
function placeTouching(segments: Segment[], outer: Outline, columns: SegmentColumns): Placement {
  const placement: Placement = {}
  for (const sample of samplesOf(segments)) {
    const location = locatePoint(sample, columns, outer.south_pole_is_inside)
    if (location !== 'boundary') placement[location] ??= sample
  }
  return placement
}
