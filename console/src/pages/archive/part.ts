/** The part of an image that is ordered. Pure. */
import type { Geometry } from '@swath/contract/geometry'

type Position = readonly number[]
type Ring = readonly Position[]

/**
 * What of a polygon lies within a convex ring (Sutherland and Hodgman); undefined where that is nothing. Of several
 * polygons, and of holes, the outer ring of the first counts: that of the image.
 */
export function partWithin(geometry: Geometry, convex: Ring): Geometry | undefined {
  let ring: Ring | undefined =
    geometry.type === 'Polygon'
      ? geometry.coordinates[0]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates[0]?.[0]
        : undefined
  if (!ring) return undefined
  const edges = areaOf(convex) < 0 ? convex.toReversed() : convex
  ring = ring.slice(0, -1)
  for (const [index, from] of edges.entries()) {
    const to = edges[(index + 1) % edges.length]!
    if (from[0] === to[0] && from[1] === to[1]) continue
    ring = leftOf(ring, from, to)
  }
  if (ring.length < 3 || Math.abs(areaOf(ring)) < 1e-12) return undefined
  const closed = [...ring, ring[0]!].map(([lon, lat]) => [rounded(lon!), rounded(lat!)])
  return { type: 'Polygon', coordinates: [areaOf(closed) < 0 ? closed.toReversed() : closed] } as Geometry
}

/** A decimetre on the ground. */
const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6

/** The corners on the left of a line, and those at which the ring crosses it. */
function leftOf(ring: Ring, from: Position, to: Position): Position[] {
  const sideOf = ([x, y]: Position) =>
    (to[0]! - from[0]!) * (y! - from[1]!) - (to[1]! - from[1]!) * (x! - from[0]!)
  return ring.flatMap((corner, index) => {
    const before = ring.at(index - 1)!
    const [one, other] = [sideOf(before), sideOf(corner)]
    const crossing = one * other < 0 ? [between(before, corner, one / (one - other))] : []
    return other >= 0 ? [...crossing, corner] : crossing
  })
}

const between = (a: Position, b: Position, share: number): Position =>
  [0, 1].map((axis) => a[axis]! + (b[axis]! - a[axis]!) * share)

/** Twice the area, above nothing where the ring runs against the clock. */
function areaOf(ring: Ring): number {
  return ring.reduce((sum, [x, y], index) => {
    const [next_x, next_y] = ring[(index + 1) % ring.length]!
    return sum + x! * next_y! - next_x! * y!
  }, 0)
}

/** As an address has it: longitudes and latitudes in turn. */
export const writePart = (part: Geometry): string =>
  part.type === 'Polygon' ? part.coordinates[0]!.flat().join() : ''

export function readPart(text: string | undefined): Geometry | undefined {
  const numbers = text?.split(',').map(Number) ?? []
  if (numbers.length < 8 || numbers.length % 2 === 1 || !numbers.every(Number.isFinite)) return undefined
  const ring = numbers.flatMap((lon, index) => (index % 2 === 0 ? [[lon, numbers[index + 1]!]] : []))
  return { type: 'Polygon', coordinates: [ring] } as Geometry
}
