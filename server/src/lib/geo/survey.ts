import { splitAtAntimeridian } from './antimeridian.ts'
import { geodesicAreaKm2 } from './area.ts'
import { measureStrips } from './frames.ts'
import type { Geometry } from './geometry.ts'
import type { GeometryProblem } from './problems.ts'
import type { Swath } from './swath.ts'
import { findGeometryProblems } from './validate.ts'

/** All that is asked of a valid geometry before it is ordered. */
export interface Survey {
  geometry: Geometry
  /** Cut at the antimeridian, for SQL. */
  planar: Geometry
  area_km2: number
  /** Those that show it once: a point has none, and some areas cannot be planned. */
  strips: { count: number; area_km2: number } | { why_not: string }
  /** By which its strips are counted. */
  swath: Swath
}

/** Measures a geometry, or finds everything that is wrong with it. */
export function surveyGeometry(shape: unknown, swath: Swath): Survey | GeometryProblem[] {
  const problems = findGeometryProblems(shape)
  if (problems.length > 0) return problems
  const geometry = shape as Geometry
  return {
    geometry,
    planar: splitAtAntimeridian(geometry),
    area_km2: geodesicAreaKm2(geometry),
    strips: stripsOf(geometry, swath),
    swath,
  }
}

function stripsOf(geometry: Geometry, swath: Swath): Survey['strips'] {
  if (geometry.type === 'Point') return { count: 0, area_km2: 0 }
  try {
    return measureStrips(geometry, swath)
  } catch (error) {
    if (error instanceof RangeError) return { why_not: error.message }
    throw error
  }
}
