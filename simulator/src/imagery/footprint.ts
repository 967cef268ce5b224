/** The outline of a capture: on the globe, on the plane, and on the pixels. */
import type { PixelGrid } from '@swath/imagery/raster'
import { type EastingNorthing, epsgAt, type LonLat, projectionOf, wrapLongitude } from '@swath/imagery/utm'

/** A closed ring of [lon, lat] degrees. At the antimeridian longitudes may jump to -180 or run on past 180. */
export type Ring = readonly LonLat[]

export type FootprintGeometry =
  | { type: 'Polygon'; coordinates: LonLat[][] }
  | { type: 'MultiPolygon'; coordinates: LonLat[][][] }

/** The footprint on the plane that suits its middle. */
export interface PlaneFootprint {
  readonly epsg: number
  readonly ring: readonly EastingNorthing[]
}

/**
 * The ring, not closed, with longitudes that never jump: its westernmost is in [-180, 180), others may pass 180.
 * A ring around a pole is led up to the pole and back, as it must be on a flat map.
 */
function unwrap(ring: Ring): LonLat[] {
  const path: LonLat[] = []
  let lon_deg = ring[0]![0]
  for (const [lon, lat] of ring) {
    lon_deg = lon + 360 * Math.round((lon_deg - lon) / 360)
    path.push([lon_deg, lat])
  }
  const start = path[0]!
  if (Math.abs(lon_deg - start[0]) > 180) {
    const pole_deg = 90 * Math.sign(start[1])
    path.push([lon_deg, pole_deg], [start[0], pole_deg])
  } else path.pop()
  const west = Math.min(...path.map(([lon]) => lon))
  const turns = wrapLongitude(west) - west
  return path.map(([lon, lat]) => [lon + turns, lat])
}

/** GeoJSON [west, south, east, north]; west exceeds east when the antimeridian is inside (RFC 7946, 5.2). */
export function footprintBbox(ring: Ring): [number, number, number, number] {
  const path = unwrap(ring)
  const lons = path.map(([lon]) => lon)
  const lats = path.map(([, lat]) => lat)
  const [west, east] = [Math.min(...lons), Math.max(...lons)]
  const isWholeTurn = east - west >= 360
  const bounds = isWholeTurn ? [-180, 180] : [west, east > 180 ? east - 360 : east]
  return [bounds[0]!, Math.min(...lats), bounds[1]!, Math.max(...lats)]
}

/** GeoJSON, exterior rings counter-clockwise, cut in two at the antimeridian (RFC 7946, 3.1.6 and 3.1.9). */
export function footprintGeometry(ring: Ring): FootprintGeometry {
  const path = unwrap(ring)
  if (path.every(([lon]) => lon <= 180)) return { type: 'Polygon', coordinates: [closed(path)] }
  const west = keepSide(path, 1)
  const east = keepSide(path, -1).map(([lon, lat]): LonLat => [lon - 360, lat])
  return { type: 'MultiPolygon', coordinates: [[closed(west)], [closed(east)]] }
}

/** The part of a path up to longitude 180 (side 1) or beyond it (side -1): Sutherland and Hodgman. */
function keepSide(path: readonly LonLat[], side: 1 | -1): LonLat[] {
  return path.flatMap((to, index) => {
    const from = path.at(index - 1)!
    const fromDepth = side * (180 - from[0])
    const toDepth = side * (180 - to[0])
    const kept: LonLat[] = toDepth >= 0 ? [to] : []
    if (fromDepth * toDepth >= 0) return kept
    const part = fromDepth / (fromDepth - toDepth)
    return [[180, from[1] + part * (to[1] - from[1])], ...kept]
  })
}

function closed(path: readonly LonLat[]): LonLat[] {
  const doubleArea = path.reduce((sum, [lon, lat], index) => {
    const [nextLon, nextLat] = path[(index + 1) % path.length]!
    return sum + lon * nextLat - nextLon * lat
  }, 0)
  const [first, ...others] = path
  return [first!, ...(doubleArea < 0 ? others.reverse() : others), first!]
}

export function projectFootprint(ring: Ring): PlaneFootprint {
  const path = unwrap(ring)
  const lons = path.map(([lon]) => lon)
  const lats = path.map(([, lat]) => lat)
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2
  const projection = projectionOf(epsgAt([middle(lons), middle(lats)]))
  return { epsg: projection.epsg, ring: ring.map((position) => projection.forward(position)) }
}

/**
 * The smallest grid that holds the footprint. An aligned grid has its pixel edges at whole pixels from
 * easting 500 km (the central meridian) and northing 0, so that ortho images of one zone fit each other.
 */
export function gridOf({ epsg, ring }: PlaneFootprint, pixel_size_m: number, isAligned: boolean): PixelGrid {
  const eastings = ring.map(([easting]) => easting)
  const northings = ring.map(([, northing]) => northing)
  const west = Math.min(...eastings)
  const north = Math.max(...northings)
  const origin_easting_m = isAligned ? 500_000 + snap(west - 500_000, pixel_size_m, Math.floor) : west
  const origin_northing_m = isAligned ? snap(north, pixel_size_m, Math.ceil) : north
  const pixels = (extent_m: number) => Math.max(1, Math.ceil(extent_m / pixel_size_m))
  return {
    epsg,
    origin_easting_m,
    origin_northing_m,
    pixel_size_m,
    width: pixels(Math.max(...eastings) - origin_easting_m),
    height: pixels(origin_northing_m - Math.min(...northings)),
  }
}

function snap(value_m: number, step_m: number, round: (steps: number) => number): number {
  return round(value_m / step_m) * step_m
}

/**
 * For every row of the grid, the columns whose pixel centres lie inside the ring, as [first, end, first, end...].
 * One span per row for a rectangle, none outside it, several for an outline with bays.
 */
export function rowSpans(ring: readonly EastingNorthing[], grid: PixelGrid): number[][] {
  return Array.from({ length: grid.height }, (_, row) => {
    const northing_m = grid.origin_northing_m - (row + 0.5) * grid.pixel_size_m
    return crossings(ring, northing_m)
      .map((easting_m) => Math.ceil((easting_m - grid.origin_easting_m) / grid.pixel_size_m - 0.5))
      .map((column) => Math.min(Math.max(column, 0), grid.width))
  })
}

/** The eastings at which a line of constant northing meets the ring, from west to east. */
function crossings(ring: readonly EastingNorthing[], northing_m: number): number[] {
  const eastings: number[] = []
  ring.forEach(([easting, northing], index) => {
    const [nextEasting, nextNorthing] = ring[(index + 1) % ring.length]!
    if (northing > northing_m === nextNorthing > northing_m) return
    const part = (northing_m - northing) / (nextNorthing - northing)
    eastings.push(easting + part * (nextEasting - easting))
  })
  return eastings.sort((a, b) => a - b)
}
