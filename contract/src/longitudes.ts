/** A rounding error beyond the border of the map, as some files have; about a centimetre. */
const rounding_deg = 1e-7

/**
 * Coordinates of a geometry, of any nesting, with longitudes from -180 to 180 as GeoJSON has them. Maps that go on beyond
 * 180 give more, to 540: the rings of those are a turn less, where no edge is so long that it could then be meant the
 * other way round. What is unclear, such as a single position, or no coordinates at all, stays as it is.
 */
export function onGlobe(coordinates: unknown): unknown {
  const rounded = withoutRounding(coordinates)
  if (isPosition(rounded) || !isBeyond(rounded) || hasLongEdge(rounded)) return rounded
  return mapPositions(rounded, ([lon, ...rest]) => [turned(lon!), ...rest])
}

/** The same coordinates, where nothing but rounding errors is taken back. */
export function withoutRounding(coordinates: unknown): unknown {
  if (!isBeyond(coordinates)) return coordinates
  return mapPositions(coordinates, ([lon, lat, ...height]) => [
    rounded(lon!, 180),
    rounded(lat!, 90),
    ...height,
  ])
}

const isPosition = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length >= 2 && value.every((ordinate) => typeof ordinate === 'number')

/** Whether a position is off the map. */
export function isBeyond(nested: unknown): boolean {
  if (isPosition(nested)) return Math.abs(nested[0]!) > 180 || Math.abs(nested[1]!) > 90
  return Array.isArray(nested) && nested.some(isBeyond)
}

/** Between neighbours of a list of positions. */
function hasLongEdge(nested: unknown): boolean {
  if (!Array.isArray(nested) || isPosition(nested)) return false
  return nested.some((one, index) => {
    const next: unknown = nested[index + 1]
    const is_edge = isPosition(one) && isPosition(next)
    return is_edge ? Math.abs(next[0]! - one[0]!) >= 180 : hasLongEdge(one)
  })
}

function mapPositions(nested: unknown, map: (position: number[]) => number[]): unknown {
  if (isPosition(nested)) return map(nested)
  return Array.isArray(nested) ? nested.map((one) => mapPositions(one, map)) : nested
}

const rounded = (degrees: number, limit: number) =>
  Math.abs(degrees) > limit && Math.abs(degrees) <= limit + rounding_deg
    ? Math.sign(degrees) * limit
    : degrees

/** Twelve decimals, so that the subtraction leaves no digits behind that nobody wrote. */
function turned(lon: number): number {
  if (Math.abs(lon) <= 180 || Math.abs(lon) > 540) return lon
  return Number((lon - Math.sign(lon) * 360).toFixed(12))
}
