const equatorial_radius_km = 6378.137
const flattening = 1 / 298.257223563
const polar_radius_km = equatorial_radius_km * (1 - flattening)
const eccentricity = Math.sqrt(flattening * (2 - flattening))
const radians_per_degree = Math.PI / 180

/** Gauss-Legendre nodes and weights on [0, 1]: exact to 1e-10 for an edge of 90 degrees of latitude. */
const quadrature = [
  [0.04691007703066802, 0.11846344252809454],
  [0.23076534494715845, 0.23931433524968324],
  [0.5, 0.28444444444444444],
  [0.7692346550528415, 0.23931433524968324],
  [0.953089922969332, 0.11846344252809454],
] as const

/**
 * Area within a closed ring on the WGS84 ellipsoid in square kilometres. Its longitudes go on beyond 180 where it crosses
 * the antimeridian.
 *
 * Edges are straight in longitude and latitude, as RFC 7946 section 3.1.1 defines them and as PostGIS cuts
 * them in SRID 4326. The area of parts therefore adds up to the area of the whole, wherever it is cut, which
 * is not so for PolygonArea of GeographicLib: its edges are geodesics, and a cut edge bulges differently.
 */
export function ringAreaKm2(ring: readonly (readonly number[])[]): number {
  const areas = ring.slice(1).map((to, at) => areaBelowEdgeKm2(ring[at]!, to))
  return Math.abs(areas.reduce((sum, area_km2) => sum + area_km2, 0))
}

/** Area between an edge and the equator: signed, positive for an eastward edge in the north. */
function areaBelowEdgeKm2(from: readonly number[], to: readonly number[]): number {
  const width_rad = (to[0]! - from[0]!) * radians_per_degree
  if (width_rad === 0) return 0
  let mean_km2_per_rad = 0
  for (const [node, weight] of quadrature)
    mean_km2_per_rad += weight * zoneAreaKm2PerRad(from[1]! + node * (to[1]! - from[1]!))
  return mean_km2_per_rad * width_rad
}

/**
 * Area between the equator and a latitude, per radian of longitude.
 * Snyder, Map Projections: A Working Manual (USGS 1395, 1987), equation 3-12 times a^2 / 2.
 */
function zoneAreaKm2PerRad(lat_deg: number): number {
  const sine = Math.sin(lat_deg * radians_per_degree)
  const scaled = eccentricity * sine
  return (polar_radius_km ** 2 / 2) * (sine / (1 - scaled ** 2) + Math.atanh(scaled) / eccentricity)
}
