import type { LonLat } from './geometry.ts'
import type { Meeting } from './meetings.ts'
import type { Outline } from './outline.ts'
import { samplesOf } from './outline.ts'
import type { Segment } from './ring.ts'
import { Slabs } from './slabs.ts'

/** A point of one outline inside another, and one outside it: both, when they cross where they touch. */
export interface Placement {
  inside?: LonLat
  outside?: LonLat
}

/** The outlines that hold an outline or touch it. It lies wholly outside those that are missing. */
export type Placements = Map<Outline, Placement>

/** Prepares to place outlines among each other. */
export function placementFinder(outlines: Outline[], meetings: Meeting[]): (inner: Outline) => Placements {
  const slabs = new Slabs(outlines)
  const touching = new Map(outlines.map((outline) => [outline, new Map<Outline, Segment[]>()]))
  for (const { first, second, first_segments, second_segments } of meetings) {
    touching.get(first)!.set(second, first_segments)
    touching.get(second)!.set(first, second_segments)
  }
  return (inner) => {
    const inside = samplesOf(inner.segments)[0]!
    const placements: Placements = new Map()
    for (const outer of slabs.outersOf(inside)) placements.set(outer, { inside })
    for (const [outer, segments] of touching.get(inner)!)
      placements.set(outer, placeTouching(segments, outer, slabs))
    return placements
  }
}

/**
 * One point decides for outlines that do not meet. Those that touch in points can change sides only there, so
 * the ends and middles of the segments that touch tell.
 */
function placeTouching(segments: Segment[], outer: Outline, slabs: Slabs): Placement {
  const placement: Placement = {}
  for (const sample of samplesOf(segments)) {
    const location = slabs.locate(sample, outer)
    if (location !== 'boundary') placement[location] ??= sample
  }
  return placement
}
