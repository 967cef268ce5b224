import type { Geometry } from '@swath/contract/geometry'
import type { Place } from './constellation.ts'

/** The middle of what is to be seen, also across the antimeridian. */
export function centreOf(geometry: Geometry): Place {
  const positions = positionsIn(geometry.coordinates)
  const [[first]] = positions as [[number, number]]
  const lons = positions.map(([lon]) => lon + 360 * Math.round((first - lon) / 360))
  const lon = middle(lons)
  return { lon: lon - 360 * Math.round(lon / 360), lat: middle(positions.map(([, lat]) => lat)) }
}

const middle = (values: readonly number[]): number => (Math.min(...values) + Math.max(...values)) / 2

type Nested = readonly (number | Nested)[]

function positionsIn(coordinates: Nested): [lon: number, lat: number][] {
  const [lon, lat] = coordinates
  if (typeof lon === 'number' && typeof lat === 'number') return [[lon, lat]]
  return coordinates.flatMap((inner) => (typeof inner === 'number' ? [] : positionsIn(inner)))
}
