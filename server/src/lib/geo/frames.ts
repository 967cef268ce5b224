import type { AreaGeometry } from './geometry.ts'
import { polygonsOf, toAreaGeometry } from './geometry.ts'
import { groupsApart } from './parts.ts'
import type { StripPlan } from './strips.ts'
import { layOut, MAX_STRIPS, planStrips, tooManyStrips } from './strips.ts'

/** Direction of flight of a descending sun-synchronous pass, along which frames are laid out. */
export const track_heading_deg = 193
const strip_width_km = 5.2
const strip_overlap_km = 0.3
const strip_max_length_km = 60

/** What one image of an area is to show. */
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
export function stripsOver(area: AreaGeometry): AreaStrip[] {
  return plansOf(area).flatMap(({ group, plan }) =>
    planStrips(plan).map(({ parts, polygon }) => ({
      parts: parts.map((part) => group[part]! + 1),
      frame: polygon,
    })),
  )
}

/**
 * How many strips an area takes, and how large they are together.
 * @throws RangeError when the area cannot be planned
 */
export function measureStrips(area: AreaGeometry): { count: number; area_km2: number } {
  const cells = plansOf(area).flatMap(({ plan }) => layOut(plan).cells)
  if (cells.length > MAX_STRIPS) throw tooManyStrips()
  return {
    count: cells.length,
    area_km2: cells.reduce((sum, { width_km, length_km }) => sum + width_km * length_km, 0),
  }
}

function plansOf(area: AreaGeometry): { group: number[]; plan: StripPlan }[] {
  const polygons = polygonsOf(area)
  return groupsApart(polygons, strip_max_length_km).map((group) => ({
    group,
    plan: {
      geometry: toAreaGeometry(group.map((place) => polygons[place]!)),
      swath_width_km: strip_width_km,
      max_length_km: strip_max_length_km,
      overlap_km: strip_overlap_km,
      heading_deg: track_heading_deg,
    },
  }))
}
