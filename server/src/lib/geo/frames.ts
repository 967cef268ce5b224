import type { AreaGeometry } from './geometry.ts'
import { polygonsOf, toAreaGeometry } from './geometry.ts'
import { groupsApart } from './parts.ts'
import type { StripPlan } from './strips.ts'
import { layOut, MAX_STRIPS, planStrips, tooManyStrips } from './strips.ts'
import type { Swath } from './swath.ts'

/** The part of an area that one image is to show. */
export interface AreaStrip {
  /** The polygons of the area, counted from 1, that the strip meets. */
  parts: number[]
  frame: AreaGeometry
}

/**
 * The strips that the cameras are to see of an area. Polygons that lie so far apart that no strip shows two of
 * them are planned each about its own middle.
 * @throws RangeError when the area cannot be planned
 */
export function stripsOver(area: AreaGeometry, swath: Swath): AreaStrip[] {
  return plansOf(area, swath).flatMap(({ group, plan }) =>
    planStrips(plan).map(({ parts, polygon }) => ({
      parts: parts.map((part) => group[part]! + 1),
      frame: polygon,
    })),
  )
}

/**
 * Counts the strips of an area, and measures them together.
 * @throws RangeError when the area cannot be planned
 */
export function measureStrips(area: AreaGeometry, swath: Swath): { count: number; area_km2: number } {
  const cells = plansOf(area, swath).flatMap(({ plan }) => layOut(plan).cells)
  if (cells.length > MAX_STRIPS) throw tooManyStrips()
  return {
    count: cells.length,
    area_km2: cells.reduce((sum, { width_km, length_km }) => sum + width_km * length_km, 0),
  }
}

function plansOf(area: AreaGeometry, swath: Swath): { group: number[]; plan: StripPlan }[] {
  const { track_heading_deg: heading_deg, ...strip } = swath
  const polygons = polygonsOf(area)
  return groupsApart(polygons, swath.max_length_km).map((group) => ({
    group,
    plan: {
      geometry: toAreaGeometry(group.map((place) => polygons[place]!)),
      ...strip,
      heading_deg,
    },
  }))
}
