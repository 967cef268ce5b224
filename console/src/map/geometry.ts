import type { Geometry } from '@swath/contract/geometry'
import { ringAreaKm2 } from '@swath/contract/ring-area'
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson'

/** West, south, east, north in degrees. */
export type Bounds = [number, number, number, number]

/** The bounds around all of them, across the antimeridian where that is the shorter way; undefined of nothing. */
export function boundsOf(geometries: readonly Geometry[]): Bounds | undefined {
  const boxes = geometries.flatMap(boxesOf)
  if (boxes.length === 0) return undefined
  const [west, east] = shortestSpan(boxes)
  const lats = boxes.flatMap(([, south, , north]) => [south, north])
  return [west, Math.min(...lats), east, Math.max(...lats)]
}

function boxesOf(geometry: Geometry): Bounds[] {
  const outlines =
    geometry.type === 'Point' ? [[geometry.coordinates]] : partsOf(geometry).map(([ring]) => ring!)
  return outlines.map((outline) => {
    const positions = unrollRing(outline)
    const lons = positions.map(([lon]) => lon!)
    const lats = positions.map(([, lat]) => lat!)
    const west = Math.min(...lons)
    const turns = Math.floor((west + 180) / 360) * 360
    return [west - turns, Math.min(...lats), Math.max(...lons) - turns, Math.max(...lats)]
  })
}

/** The circle without its widest gap; east of 180 where it goes on across the antimeridian. */
function shortestSpan(boxes: readonly Bounds[]): [west: number, east: number] {
  let reach = Math.max(...boxes.map(([, , east]) => east)) - 360
  let [widest, start] = [Number.NEGATIVE_INFINITY, 0]
  for (const [west, , east] of boxes.toSorted(([a], [b]) => a - b)) {
    if (west - reach > widest) [widest, start] = [west - reach, west]
    reach = Math.max(reach, east)
  }
  return [start, start + 360 - Math.max(widest, 0)]
}

export const ringsOf = (geometry: Geometry): number[][][] =>
  geometry.type === 'Point' ? [] : partsOf(geometry).flat()

export const partsOf = (geometry: Polygon | MultiPolygon): number[][][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates

/** As it is drawn: what goes the short way across the antimeridian goes on to 181 instead of jumping to -179. */
export function unrolled<T extends Geometry>(geometry: T): T {
  if (geometry.type === 'Point') return geometry
  const parts = partsOf(geometry).map(unrollRings)
  return { ...geometry, coordinates: geometry.type === 'Polygon' ? parts[0] : parts }
}

/** Holes are on the side of the antimeridian where their outline is. */
function unrollRings(rings: number[][][]): number[][][] {
  const [outline, ...holes] = rings.map(unrollRing)
  const lons = outline!.map(([lon]) => lon!)
  const middle = (Math.min(...lons) + Math.max(...lons)) / 2
  const beside = holes.map((hole) => {
    const turns = 360 * Math.round((middle - hole[0]![0]!) / 360)
    return turns === 0 ? hole : hole.map(([lon, lat]) => [lon! + turns, lat!])
  })
  return [outline!, ...beside]
}

export function unrollRing(ring: number[][]): number[][] {
  let turns = 0
  const going = ring.map(([lon, lat], index) => {
    const step = lon! - (ring[index - 1]?.[0] ?? lon!)
    if (Math.abs(step) > 180) turns -= Math.sign(step)
    return [lon! + turns * 360, lat!]
  })
  if (turns === 0) return going
  // A ring that goes once around a pole, as that of Antarctica does, has the pole inside.
  const [first, last] = [going[0]!, going.at(-1)!]
  const pole = Math.sign(first[1]!) * 90
  return [...going, [last[0]!, pole], [first[0]!, pole], first]
}

export function centreOf(geometry: Geometry): [number, number] {
  const [west, south, east, north] = boundsOf([geometry])!
  return [wrapped((west + east) / 2), (south + north) / 2]
}

/** A map goes on beyond 180. */
export function onEarth([lon, lat]: readonly number[]): number[] {
  if (Math.abs(lon!) <= 180) return [lon!, lat!]
  return [Number((lon! - Math.round(lon! / 360) * 360).toFixed(6)), lat!]
}

/** On the ellipsoid, without holes, as areas are billed; 0 of a point. */
export function areaKm2(geometry: Geometry): number {
  if (geometry.type === 'Point') return 0
  const areas = partsOf(geometry).map((rings) => {
    const [outline = 0, ...holes] = rings.map((ring) => ringAreaKm2(unrollRing(ring)))
    return holes.reduce((rest, hole) => rest - hole, outline)
  })
  return Math.max(
    0,
    areas.reduce((sum, area_km2) => sum + area_km2, 0),
  )
}

const wrapped = (lon: number): number => (lon > 180 ? lon - 360 : lon)

export function featuresOf(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features }
}

/** The place at which one arrives who goes so far, in degrees of a great circle, in a direction from north. */
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
