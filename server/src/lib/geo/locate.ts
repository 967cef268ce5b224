import type { LonLat } from './geometry.ts'
import type { Segment } from './ring.ts'

export type Location = 'inside' | 'outside' | 'boundary'

/** Segments as flat columns: a point is compared with tens of thousands of them at a time. */
export interface SegmentColumns {
  from_lon: Float64Array
  from_lat: Float64Array
  to_lon: Float64Array
  to_lat: Float64Array
}

export const toColumns = (segments: Segment[]): SegmentColumns => ({
  from_lon: Float64Array.from(segments, ({ from }) => from[0]),
  from_lat: Float64Array.from(segments, ({ from }) => from[1]),
  to_lon: Float64Array.from(segments, ({ to }) => to[0]),
  to_lat: Float64Array.from(segments, ({ to }) => to[1]),
})

/**
 * Locates a point relative to an outline on the map [-180, 180], by counting the segments south of it. The
 * outline need not be closed on the map: it is on the globe, so parity tells whether the point and the South
 * Pole are on the same side.
 */
export function locatePoint(
  [lon, lat]: LonLat,
  columns: SegmentColumns,
  south_pole_is_inside = false,
): Location {
  let inside = south_pole_is_inside
  for (let index = 0; index < columns.from_lon.length; index++) {
    if (isOn(columns, index, lon, lat)) return 'boundary'
    if (isSouthOf(columns, index, lon, lat)) inside = !inside
  }
  return inside ? 'inside' : 'outside'
}

/** True when the meridian from a point to the South Pole crosses the segment. */
export function isSouthOf(columns: SegmentColumns, index: number, lon: number, lat: number): boolean {
  const from_lon = columns.from_lon[index]!
  const to_lon = columns.to_lon[index]!
  if (from_lon <= lon === to_lon <= lon) return false
  return sideOf(columns, index, lon, lat) > 0 === to_lon > from_lon
}

/** True when the point lies on the segment. */
export function isOn(columns: SegmentColumns, index: number, lon: number, lat: number): boolean {
  return (
    isBetween(lon, columns.from_lon[index]!, columns.to_lon[index]!) &&
    isBetween(lat, columns.from_lat[index]!, columns.to_lat[index]!) &&
    sideOf(columns, index, lon, lat) === 0
  )
}

const isBetween = (value: number, a: number, b: number) =>
  (value >= a && value <= b) || (value >= b && value <= a)

/** Positive when the point lies left of the segment, negative when right, 0 when on its line. */
function sideOf(columns: SegmentColumns, index: number, lon: number, lat: number): number {
  const from_lon = columns.from_lon[index]!
  const from_lat = columns.from_lat[index]!
  return (
    (columns.to_lon[index]! - from_lon) * (lat - from_lat) -
    (lon - from_lon) * (columns.to_lat[index]! - from_lat)
  )
}
