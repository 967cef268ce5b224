/** Ground footprints of images. */
import { DEG, geodeticOf, horizonAt, type LonLat, surfacePoint } from './earth.ts'

/**
 * The rectangle around a target, `length_km` along `heading_deg` (clockwise from north) and `width_km`
 * across, as a closed counter-clockwise GeoJSON exterior ring of `[lon, lat]`.
 *
 * Longitudes are unwrapped, not normalised: they run on past 180 or -180 where the rectangle crosses the
 * antimeridian, so that the ring stays one rectangle. A target within half a diagonal of a pole has no such
 * ring.
 */
export function footprintAround(
  target: LonLat,
  heading_deg: number,
  width_km: number,
  length_km: number,
): [lon: number, lat: number][] {
  const [right, ahead] = [width_km / 2, length_km / 2]
  const corners = [
    [right, -ahead],
    [right, ahead],
    [-right, ahead],
    [-right, -ahead],
    [right, -ahead],
  ] as const
  return corners.map(([across, along]) => offset(target, heading_deg, across, along))
}

/** Goes along the plane of the horizon and straight down: a metre short at 50 km, 0.05 % at 250 km. */
function offset(
  target: LonLat,
  heading_deg: number,
  across_km: number,
  along_km: number,
): [lon: number, lat: number] {
  const [sin, cos] = [Math.sin(heading_deg * DEG), Math.cos(heading_deg * DEG)]
  const east_km = along_km * sin + across_km * cos
  const north_km = along_km * cos - across_km * sin
  const { east, north } = horizonAt(target)
  const [x, y, z] = surfacePoint(target)
  const { lon, lat } = geodeticOf([
    x + east_km * east[0] + north_km * north[0],
    y + east_km * east[1] + north_km * north[1],
    z + north_km * north[2],
  ])
  return [lon + 360 * Math.round((target.lon - lon) / 360), lat]
}
