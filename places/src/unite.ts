import type { Geometry } from '@swath/contract/geometry'
import { clip, type Polygon } from './clip.ts'
import type { Place } from './place.ts'

/**
 * More than an order may have. Two jagged areas of 2,000 positions that cross everywhere take seconds, of 4,000 half a
 * minute.
 */
const most_positions = 20_000

export interface United {
  geometry: Geometry
  /** The number of areas before neighbours and overlaps became one, and after. */
  areas: number
  parts: number
}

/** Says what the sender of the areas may want to know. */
export function describeUnited({ areas, parts }: United): string | undefined {
  if (areas === parts) return areas > 1 ? `Its ${areas} areas are one order` : undefined
  return `Its ${areas} areas are one order: those that touch or overlap were united, which leaves ${parts}`
}

/**
 * One geometry of several places: areas that touch or overlap are united, as an order takes no place twice. A point
 * has no area.
 * @throws Error for several points, and for more than can be united
 */
export async function unitePlaces(places: readonly Place[]): Promise<United> {
  const [first, ...others] = places.map(({ geometry }) => geometry)
  if (first?.type === 'Point') {
    if (others.length > 0) throw new Error(`It has ${others.length + 1} points; an order is for one`)
    return { geometry: first, areas: 1, parts: 1 }
  }
  const areas = places.flatMap(({ geometry }) => polygonsOf(geometry))
  const polygons = areas.length > 1 ? await united(areas) : areas
  const [only, ...more] = polygons
  const geometry: Geometry =
    only && more.length === 0
      ? { type: 'Polygon', coordinates: only }
      : { type: 'MultiPolygon', coordinates: polygons }
  return { geometry, areas: areas.length, parts: polygons.length }
}

export function polygonsOf(geometry: Geometry): Polygon[] {
  if (geometry.type === 'Point') return []
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}

async function united(polygons: Polygon[]): Promise<Polygon[]> {
  const near = neighboursIn(polygons)
  if (near.size === 0) return polygons
  const positions = [...near].flat().reduce((sum, ring) => sum + ring.length, 0)
  if (positions > most_positions)
    throw new Error(
      `Its neighbouring areas have ${positions} positions, and an order has ${most_positions}; simplify them, or order each by itself`,
    )
  const [first, ...more] = near
  return [...polygons.filter((polygon) => !near.has(polygon)), ...(await clip('union', first!, ...more))]
}

/** Those whose boxes meet another; the others need no work, which takes long. */
function neighboursIn(polygons: Polygon[]): Set<Polygon> {
  // Edges are taken as they are on the plane: what crosses the antimeridian stays as it is.
  const boxes = polygons
    .filter((polygon) => !crossesAntimeridian(polygon))
    .map((polygon) => ({ polygon, box: boxOf(polygon[0]!) }))
  const meet = (one: Box, other: Box) =>
    one.west <= other.east && other.west <= one.east && one.south <= other.north && other.south <= one.north
  const meeting = boxes.filter(({ box }) => boxes.some((other) => other.box !== box && meet(box, other.box)))
  return new Set(meeting.map(({ polygon }) => polygon))
}

interface Box {
  west: number
  east: number
  south: number
  north: number
}

function boxOf(ring: number[][]): Box {
  const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity }
  for (const [lon = 0, lat = 0] of ring) {
    box.west = Math.min(box.west, lon)
    box.east = Math.max(box.east, lon)
    box.south = Math.min(box.south, lat)
    box.north = Math.max(box.north, lat)
  }
  return box
}

const crossesAntimeridian = (polygon: Polygon) =>
  polygon.some((ring) => ring.some(([lon], at) => at > 0 && Math.abs(lon! - ring[at - 1]![0]!) > 180))
