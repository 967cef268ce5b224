import type { LonLat } from './geometry.ts'
import type { Meeting } from './meetings.ts'
import type { Outline } from './outline.ts'
import { isSameRing, samplesOf } from './outline.ts'
import type { Placements } from './placements.ts'
import { placementFinder } from './placements.ts'
import type { GeometryProblem } from './problems.ts'
import { describePosition, MAX_PROBLEMS } from './problems.ts'

/** Two rings of a geometry that may not lie as they do; `first` comes first in the geometry or is outside. */
interface Clash {
  first: Outline
  second: Outline
  kind: 'cross' | 'share' | 'overlap' | 'leave'
  at: LonLat
}

/** Problems between rings that are each sound: one for a pair of rings of a polygon, or for a pair of parts. */
export function findClashes(outlines: Outline[], meetings: Meeting[]): GeometryProblem[] {
  const known = new Set(outlines)
  const between = meetings.filter(({ first, second }) => known.has(first) && known.has(second))
  const by_pair = new Map<string, Clash>()
  const take = (clashes: Clash[]) => {
    for (const clash of clashes) {
      const name = pairName(clash)
      if (!by_pair.has(name)) by_pair.set(name, clash)
    }
  }
  take(findConflicts(between))
  // It costs more to find out what lies where than what crosses, and no more than these are told.
  if (by_pair.size < MAX_PROBLEMS) take(findMisplaced(outlines, between))
  return [...by_pair.values()].map(toProblem)
}

function pairName({ first: { ring: a }, second: { ring: b } }: Clash): string {
  const names = a.part === b.part ? [a.pointer, b.pointer] : [a.part, b.part]
  return names.sort().join(' ')
}

function findConflicts(meetings: Meeting[]): Clash[] {
  return meetings.flatMap(({ first, second, conflict }): Clash[] => {
    if (!conflict) return []
    return [{ first, second, kind: conflict.kind === 'share' ? 'share' : 'cross', at: conflict.at }]
  })
}

function findMisplaced(outlines: Outline[], meetings: Meeting[]): Clash[] {
  const place = placementFinder(outlines, meetings)
  const exteriors = new Map(
    outlines.filter(({ ring }) => !ring.is_hole).map((outline) => [outline.ring.part, outline]),
  )
  const clashes: Clash[] = []
  for (const outline of outlines) {
    const { ring } = outline
    const placements = place(outline)
    if (ring.is_hole) clashes.push(...misplacedHole(outline, exteriors.get(ring.part), placements))
    else clashes.push(...overlappedParts(outline, placements))
    if (clashes.length >= MAX_PROBLEMS) break
  }
  return clashes
}

/** A hole may not leave its exterior (when that is sound) nor reach into another hole of its part. */
function misplacedHole(hole: Outline, exterior: Outline | undefined, placements: Placements): Clash[] {
  const clashes: Clash[] = []
  for (const [other, { inside }] of placements)
    if (inside && other !== hole && other.ring.is_hole && other.ring.part === hole.ring.part)
      clashes.push({ first: other, second: hole, kind: 'overlap', at: inside })
  if (!exterior) return clashes
  const placement = placements.get(exterior)
  const outside = placement ? placement.outside : samplesOf(hole.segments)[0]
  if (outside) clashes.push({ first: exterior, second: hole, kind: 'leave', at: outside })
  return clashes
}

/** A part may not reach into another part, unless it stays within one of its holes. */
function overlappedParts(exterior: Outline, placements: Placements): Clash[] {
  const holes = [...placements].filter(
    ([{ ring }, { inside, outside }]) => ring.is_hole && inside && !outside,
  )
  const sheltering_parts = new Set(holes.map(([{ ring }]) => ring.part))
  const clashes: Clash[] = []
  for (const [other, { inside }] of placements) {
    const is_other_part = !other.ring.is_hole && other.ring.part !== exterior.ring.part
    if (is_other_part && inside && !sheltering_parts.has(other.ring.part))
      clashes.push({ first: other, second: exterior, kind: 'overlap', at: inside })
  }
  return clashes
}

function toProblem(clash: Clash): GeometryProblem {
  const { first, second } = clash
  if (first.ring.part !== second.ring.part) return partsProblem(clash)
  const pointer = second.ring.pointer
  if (clash.kind === 'share' && isSameRing(first, second)) {
    const message = `The ring repeats the ring ${first.ring.pointer}; remove one of the two.`
    return { pointer, code: 'geometry_duplicate_ring', message }
  }
  if (first.ring.is_hole) {
    const message = `The hole ${describe(clash, `the hole ${first.ring.pointer}`)}; make the two one hole.`
    return { pointer, code: 'geometry_holes_overlap', message }
  }
  const message = `The hole ${describe(clash, 'the exterior')}; a hole lies inside its exterior.`
  return { pointer, code: 'geometry_hole_outside', message }
}

function partsProblem(clash: Clash): GeometryProblem {
  const [a, b] = [clash.first.ring.part, clash.second.ring.part].sort((x, y) => x - y)
  const message = `Part ${b} ${describe(clash, `part ${a}`)}; make the two one polygon, or cut one of them back.`
  return { pointer: `/coordinates/${b}`, code: 'geometry_parts_overlap', message }
}

const VERBS = { cross: 'crosses', share: 'shares an edge with', overlap: 'overlaps', leave: 'lies outside' }

const describe = ({ kind, at }: Clash, name: string) => `${VERBS[kind]} ${name} at ${describePosition(at)}`
