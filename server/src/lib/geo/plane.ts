import geographiclib from 'geographiclib-geodesic'
import type { LonLat, Polygon, Ring } from './geometry.ts'

const { WGS84 } = geographiclib.Geodesic
/** Radius of the sphere with the surface of the WGS84 ellipsoid. */
const AUTHALIC_RADIUS_KM = 6371.0072
const MAX_EDGE_KM = 10
/** The distance by which a side of a rectangle on the globe may miss the straight line in the plane. */
export const MAX_RECTANGLE_BEND_KM = 0.01
const RADIANS_PER_DEGREE = Math.PI / 180

/** Kilometres from the centre of a plane: to the right of its heading, and along it. */
export type PlanePoint = [across_km: number, along_km: number]

export interface LocalPlane {
  toPlane(position: LonLat): PlanePoint
  toLonLat(point: PlanePoint): LonLat
}

/** A rectangle of a plane with its sides along the plane's axes. */
export interface Rectangle {
  centre: PlanePoint
  width_km: number
  length_km: number
}

/**
 * Lambert azimuthal equal-area plane round a centre, turned so that its second axis points along
 * `heading_deg` (clockwise from north, at the centre). Azimuths and distances from the centre are those of
 * WGS84 geodesics, so no longitude and no pole is special.
 */
export function localPlane(centre: LonLat, heading_deg: number): LocalPlane {
  return {
    toPlane([lon, lat]) {
      const { azi1 = 0, s12 = 0 } = WGS84.Inverse(centre[1], centre[0], lat, lon)
      const radius_km = 2 * AUTHALIC_RADIUS_KM * Math.sin(s12 / 1000 / (2 * AUTHALIC_RADIUS_KM))
      const angle = (azi1 - heading_deg) * RADIANS_PER_DEGREE
      return [radius_km * Math.sin(angle), radius_km * Math.cos(angle)]
    },
    toLonLat([across_km, along_km]) {
      const half_chord = Math.hypot(across_km, along_km) / (2 * AUTHALIC_RADIUS_KM)
      const distance_m = 2000 * AUTHALIC_RADIUS_KM * Math.asin(Math.min(1, half_chord))
      const azimuth_deg = heading_deg + Math.atan2(across_km, along_km) / RADIANS_PER_DEGREE
      const { lon2 = 0, lat2 = 0 } = WGS84.Direct(centre[1], centre[0], azimuth_deg, distance_m)
      return [lon2, lat2]
    },
  }
}

/**
 * Distance in the plane between the middle of a line drawn straight in longitude and latitude and the middle
 * of the line between the same ends drawn straight in the plane.
 */
export function bendKm(start: PlanePoint, end: PlanePoint, lon_lat_middle_in_plane: PlanePoint): number {
  return distanceKm(between(start, end, 0.5), lon_lat_middle_in_plane)
}

export const distanceKm = (a: PlanePoint, b: PlanePoint) => Math.hypot(a[0] - b[0], a[1] - b[1])

const between = (a: PlanePoint, b: PlanePoint, share: number): PlanePoint => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
]

/**
 * The rectangle on the globe, counter-clockwise, not yet split at the antimeridian. Its sides get a vertex at
 * least every 10 km, and more where the plane's straight line bends in longitude and latitude (near a pole).
 */
export function rectangleOnGlobe(plane: LocalPlane, rectangle: Rectangle): Polygon {
  const tolerance_km = Math.min(rectangle.width_km * 2e-4, rectangle.length_km * 2e-4, MAX_RECTANGLE_BEND_KM)
  const corners = cornersOf(rectangle)
  const ring: Ring = corners.flatMap((corner, index) => {
    const next = corners[(index + 1) % 4]!
    return straightSide(plane, corner, next, tolerance_km)
  })
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] }
}

function cornersOf({ centre: [across, along], width_km, length_km }: Rectangle): PlanePoint[] {
  const [half_width, half_length] = [width_km / 2, length_km / 2]
  return [
    [across - half_width, along - half_length],
    [across + half_width, along - half_length],
    [across + half_width, along + half_length],
    [across - half_width, along + half_length],
  ]
}

interface Vertex {
  point: PlanePoint
  position: LonLat
}

/** The vertices of a side of a rectangle, without its end. */
function straightSide(plane: LocalPlane, start: PlanePoint, end: PlanePoint, tolerance_km: number): LonLat[] {
  const count = Math.ceil(distanceKm(start, end) / MAX_EDGE_KM)
  const vertices = Array.from({ length: count + 1 }, (_, index): Vertex => {
    const point = between(start, end, index / count)
    return { point, position: plane.toLonLat(point) }
  })
  return vertices
    .slice(1)
    .flatMap((vertex, index) => straighten(plane, vertices[index]!, vertex, tolerance_km))
}

/** Adds vertices between two until longitude and latitude follow the plane's straight line. Without the last. */
function straighten(plane: LocalPlane, start: Vertex, end: Vertex, tolerance_km: number): LonLat[] {
  const bend = plane.toPlane(middleTheShortWay(start.position, end.position))
  const is_straight = bendKm(start.point, end.point, bend) <= tolerance_km
  if (is_straight || distanceKm(start.point, end.point) <= tolerance_km) return [start.position]
  const point = between(start.point, end.point, 0.5)
  const middle = { point, position: plane.toLonLat(point) }
  return [...straighten(plane, start, middle, tolerance_km), ...straighten(plane, middle, end, tolerance_km)]
}

function middleTheShortWay(from: LonLat, to: LonLat): LonLat {
  const delta = to[0] - from[0]
  const short_delta = delta - 360 * Math.round(delta / 360)
  return [from[0] + short_delta / 2, (from[1] + to[1]) / 2]
}
