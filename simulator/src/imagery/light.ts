/** The position of the sun, and its effect on slopes and on the ground under clouds. */

export interface Sun {
  readonly elevation_deg: number
  /** Clockwise from north. */
  readonly azimuth_deg: number
}

const RADIANS = Math.PI / 180
// Under this the tangents explode, and there is hardly a picture to be taken.
const LOWEST_SUN_DEG = 12
const CLOUD_BASE_M = 1_100
/** Light that reaches a slope turned away from the sun: the sky's. */
const SKYLIGHT = 0.35

/** Brightness of a slope as a multiple of level ground; rises are metres per metre to the east and north. */
export function createSunlight(sun: Sun): (riseEast: number, riseNorth: number) => number {
  const flatness = 1 / Math.tan(Math.max(sun.elevation_deg, LOWEST_SUN_DEG) * RADIANS)
  const east = Math.sin(sun.azimuth_deg * RADIANS) * flatness
  const north = Math.cos(sun.azimuth_deg * RADIANS) * flatness
  return (riseEast, riseNorth) => {
    const direct = (1 - riseEast * east - riseNorth * north) / Math.sqrt(1 + riseEast ** 2 + riseNorth ** 2)
    return SKYLIGHT + (1 - SKYLIGHT) * Math.min(Math.max(direct, 0), 1.8)
  }
}

/** From a place in shadow to the cloud that casts it, in metres. */
export function towardsCloud(sun: Sun): [east_m: number, north_m: number] {
  const length_m = CLOUD_BASE_M / Math.tan(Math.max(sun.elevation_deg, LOWEST_SUN_DEG) * RADIANS)
  return [length_m * Math.sin(sun.azimuth_deg * RADIANS), length_m * Math.cos(sun.azimuth_deg * RADIANS)]
}
