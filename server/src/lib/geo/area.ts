import { ringAreaKm2 } from '@swath/contract/ring-area'
import type { Geometry, Ring } from './geometry.ts'
import { polygonsOf } from './geometry.ts'
import { unwrapRing } from './ring.ts'

/** Area on the WGS84 ellipsoid in square kilometres, holes subtracted; 0 for a point. */
export function geodesicAreaKm2(geometry: Geometry): number {
  const area_km2 = polygonsOf(geometry).reduce((sum, rings) => sum + polygonAreaKm2(rings), 0)
  return Math.max(0, area_km2)
}

function polygonAreaKm2(rings: Ring[]): number {
  const [exterior_km2 = 0, ...holes_km2] = rings.map((ring) => ringAreaKm2(unwrapRing(ring)))
  return holes_km2.reduce((rest, hole_km2) => rest - hole_km2, exterior_km2)
}
