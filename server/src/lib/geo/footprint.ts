import { splitAtAntimeridian } from './antimeridian.ts'
import type { AreaGeometry } from './geometry.ts'
import { localPlane, rectangleOnGlobe } from './plane.ts'

/**
 * The rectangle of `width_km` by `length_km` round a point in degrees, its length along `heading_deg`
 * (clockwise from north), split at the antimeridian.
 */
export function footprintAround(
  centre: { lon: number; lat: number },
  width_km: number,
  length_km: number,
  heading_deg: number,
): AreaGeometry {
  const plane = localPlane([centre.lon, centre.lat], heading_deg)
  return splitAtAntimeridian(rectangleOnGlobe(plane, { centre: [0, 0], width_km, length_km }))
}
