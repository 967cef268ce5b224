import type { Geometry } from '@swath/contract/geometry'
import type { Feature, FeatureCollection } from 'geojson'

/** West, south, east, north in degrees. */
export type Bounds = [number, number, number, number]

export function positionsOf(geometry: Geometry): number[][] {
  if (geometry.type === 'Point') return [geometry.coordinates]
  return geometry.type === 'Polygon' ? geometry.coordinates.flat() : geometry.coordinates.flat(2)
}

/** What surrounds all of them; undefined of nothing. */
export function boundsOf(geometries: readonly Geometry[]): Bounds | undefined {
  const positions = geometries.flatMap(positionsOf)
  if (positions.length === 0) return undefined
  const lons = positions.map(([lon]) => lon!)
  const lats = positions.map(([, lat]) => lat!)
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}

export function centreOf(geometry: Geometry): [number, number] {
  const [west, south, east, north] = boundsOf([geometry])!
  return [(west + east) / 2, (south + north) / 2]
}

export function featuresOf(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features }
}

/** Where one arrives who goes so far, in degrees of a great circle, in a direction from north. */
export function destination(
  [lon, lat]: readonly [number, number],
  distance_deg: number,
  azimuth_deg: number,
): [number, number] {
  const rad = Math.PI / 180
  const [way, azimuth, from] = [distance_deg * rad, azimuth_deg * rad, lat * rad]
  const to = Math.asin(Math.sin(from) * Math.cos(way) + Math.cos(from) * Math.sin(way) * Math.cos(azimuth))
  const turned = Math.atan2(
    Math.sin(azimuth) * Math.sin(way) * Math.cos(from),
    Math.cos(way) - Math.sin(from) * Math.sin(to),
  )
  return [lon + turned / rad, to / rad]
}

/** The points of a great circle that runs through a place in a direction from north, so far to either side. */
export function lineThrough(
  place: readonly [number, number],
  azimuth_deg: number,
  reach_deg: number,
): number[][] {
  const steps = 12
  return Array.from({ length: 2 * steps + 1 }, (_, index) =>
    destination(place, ((index - steps) / steps) * reach_deg, azimuth_deg),
  )
}
