/** West, south, east and north in degrees, on the map from -180 to 180. */
export type Box = [number, number, number, number]

/** The boxes of a GeoJSON bbox: two where it crosses the antimeridian. Heights are left out. */
export function boxesOf(bbox: readonly number[]): Box[] {
  const flat = bbox.length === 6 ? [bbox[0], bbox[1], bbox[3], bbox[4]] : bbox
  const [west, south, east, north] = flat as Box
  if (west <= east) return [[west, south, east, north]]
  return [
    [west, south, 180, north],
    [-180, south, east, north],
  ]
}

/** Its corners, counterclockwise from the south-west, which is also the end. */
export function ringOf([west, south, east, north]: Box): [number, number][] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
}
