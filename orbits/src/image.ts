/** The ground that an image shows: where the edges of a field of view meet the ellipsoid. */
import {
  cross,
  dot,
  EQUATORIAL_RADIUS_KM,
  geodeticOf,
  type LonLat,
  minus,
  norm,
  POLAR_RADIUS_KM,
  surfacePoint,
  type Vec3,
} from './earth.ts'
import { type Orbit, SGP4_EARTH_RADIUS_KM, stateAt } from './orbit.ts'

export interface ImageRequest {
  orbit: Orbit
  time_ms: number
  /** In the middle of the image. */
  target: LonLat
  /** The sides of an image that is taken straight down from the mean altitude, across and along the track. */
  width_km: number
  length_km: number
}

/**
 * A closed counter-clockwise ring of `[lon, lat]`, which runs on past 180 where it crosses the antimeridian. The farther
 * a satellite looks aside, the larger it is. Throws where a part of the view misses the Earth.
 */
export function imageFootprint({
  orbit,
  time_ms,
  target,
  width_km,
  length_km,
}: ImageRequest): [lon: number, lat: number][] {
  const { position_km, velocity_km_s } = stateAt(orbit, time_ms)
  const sight = unit(minus(surfacePoint(target), position_km))
  const right = unit(cross(sight, velocity_km_s))
  const ahead = cross(right, sight)
  const altitude_km = (orbit.satrec.a - 1) * SGP4_EARTH_RADIUS_KM
  const [aside, along] = [width_km / 2 / altitude_km, length_km / 2 / altitude_km]
  return CORNERS.map(([side, front]) => {
    const ray = [0, 1, 2].map(
      (axis) => sight[axis]! + side * aside * right[axis]! + front * along * ahead[axis]!,
    )
    const { lon, lat } = geodeticOf(groundAlong(position_km, ray as unknown as Vec3))
    return [lon + 360 * Math.round((target.lon - lon) / 360), lat]
  })
}

const CORNERS = [
  [1, -1],
  [1, 1],
  [-1, 1],
  [-1, -1],
  [1, -1],
] as const

const unit = (vector: Vec3): Vec3 => {
  const length = norm(vector)
  return [vector[0] / length, vector[1] / length, vector[2] / length]
}

/** The place at which a ray first meets the ellipsoid, in a space in which the ellipsoid is a ball. */
function groundAlong(from: Vec3, ray: Vec3): Vec3 {
  const flat = EQUATORIAL_RADIUS_KM / POLAR_RADIUS_KM
  const [p, d]: [Vec3, Vec3] = [
    [from[0], from[1], from[2] * flat],
    [ray[0], ray[1], ray[2] * flat],
  ]
  const [a, b, c] = [dot(d, d), dot(p, d), dot(p, p) - EQUATORIAL_RADIUS_KM ** 2]
  const inside = b * b - a * c
  if (inside < 0) throw new RangeError('A part of the image looks past the Earth')
  const distance = (-b - Math.sqrt(inside)) / a
  return [from[0] + distance * ray[0], from[1] + distance * ray[1], from[2] + distance * ray[2]]
}
