import geographiclib from 'geographiclib-geodesic'
import type { Geometry, LonLat, Ring } from './geometry.ts'
import { polygonsOf } from './geometry.ts'
import { edgesOf, unwrapRing } from './ring.ts'

const { a: EQUATORIAL_RADIUS_M, f: FLATTENING } = geographiclib.Constants.WGS84
const EQUATORIAL_RADIUS_KM = EQUATORIAL_RADIUS_M / 1000
const POLAR_RADIUS_KM = EQUATORIAL_RADIUS_KM * (1 - FLATTENING)
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING))
const RADIANS_PER_DEGREE = Math.PI / 180

/** Gauss-Legendre nodes and weights on [0, 1]: exact to 1e-10 for an edge of 90 degrees of latitude. */
const QUADRATURE = [
  [0.04691007703066802, 0.11846344252809454],
  [0.23076534494715845, 0.23931433524968324],
  [0.5, 0.28444444444444444],
  [0.7692346550528415, 0.23931433524968324],
  [0.953089922969332, 0.11846344252809454],
] as const

/**
 * Area on the WGS84 ellipsoid in square kilometres, holes subtracted; 0 for a point.
 *
 * Edges are straight in longitude and latitude, as RFC 7946 section 3.1.1 defines them and as PostGIS cuts
 * them in SRID 4326. The area of parts therefore adds up to the area of the whole, wherever it is cut, which
 * is not so for PolygonArea of GeographicLib: its edges are geodesics, and a cut edge bulges differently.
 */
export function geodesicAreaKm2(geometry: Geometry): number {
  const area_km2 = polygonsOf(geometry).reduce((sum, rings) => sum + polygonAreaKm2(rings), 0)
  return Math.max(0, area_km2)
}

function polygonAreaKm2(rings: Ring[]): number {
  const [exterior_km2 = 0, ...holes_km2] = rings.map(ringAreaKm2)
  return holes_km2.reduce((rest, hole_km2) => rest - hole_km2, exterior_km2)
}

function ringAreaKm2(ring: Ring): number {
  let area_km2 = 0
  for (const { from, to } of edgesOf(unwrapRing(ring))) area_km2 += areaBelowEdgeKm2(from, to)
  return Math.abs(area_km2)
}

/** Area between an edge and the equator: signed, positive for an eastward edge in the north. */
function areaBelowEdgeKm2(from: LonLat, to: LonLat): number {
  const width_rad = (to[0] - from[0]) * RADIANS_PER_DEGREE
  if (width_rad === 0) return 0
  let mean_km2_per_rad = 0
  for (const [node, weight] of QUADRATURE)
    mean_km2_per_rad += weight * zoneAreaKm2PerRad(from[1] + node * (to[1] - from[1]))
  return mean_km2_per_rad * width_rad
}

/**
 * Area between the equator and a latitude, per radian of longitude.
 * Snyder, Map Projections: A Working Manual (USGS 1395, 1987), equation 3-12 times a^2 / 2.
 */
function zoneAreaKm2PerRad(lat_deg: number): number {
  const sine = Math.sin(lat_deg * RADIANS_PER_DEGREE)
  const scaled = ECCENTRICITY * sine
  return (POLAR_RADIUS_KM ** 2 / 2) * (sine / (1 - scaled ** 2) + Math.atanh(scaled) / ECCENTRICITY)
}
