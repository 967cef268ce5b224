import type { Geometry } from '@swath/contract/geometry'
import { boundsOf, onEarth, partsOf, unrollRing } from './geometry.ts'

/** A ring of a shape that is drawn on the map to be dragged, by itself, as terra-draw knows no other. */
export interface Handle {
  type: 'Feature'
  geometry: { type: 'Point'; coordinates: number[] } | { type: 'Polygon'; coordinates: number[][][] }
  properties: { mode: 'point' | 'polygon'; part: number; ring: number }
}

/**
 * A shape as it can be dragged. terra-draw refuses longitudes beyond 180, so they are counted from a meridian near the
 * shape here, and the antimeridian is far away.
 */
export interface Grip {
  middle: number
  handles: Handle[]
}

/** More corners than anybody would drag, and a map would be slow with. */
const most_corners = 500

/** @returns undefined for shapes with too many corners, and for those around a pole */
export function gripOf(shape: Geometry): Grip | undefined {
  const [west, , east] = boundsOf([shape])!
  const middle = Math.round((west + east) / 2)
  if (shape.type === 'Point') {
    const [lon, lat] = shape.coordinates
    const geometry = { type: 'Point' as const, coordinates: rounded([nearZero(lon! - middle), lat!]) }
    return {
      middle,
      handles: [{ type: 'Feature', geometry, properties: { mode: 'point', part: 0, ring: 0 } }],
    }
  }
  const parts = partsOf(shape)
  if (parts.flat(2).length > most_corners) return undefined
  const handles = parts.flatMap((rings, part) =>
    rings.map((ring, at) => handleOf(ring, middle, { mode: 'polygon', part, ring: at })),
  )
  return handles.every((one) => one !== undefined) ? { middle, handles } : undefined
}

export const isEditable = (shape: Geometry): boolean => gripOf(shape) !== undefined

function handleOf(ring: number[][], middle: number, properties: Handle['properties']): Handle | undefined {
  const unrolled = unrollRing(ring)
  // A ring around a pole has got the corners of the map.
  if (unrolled.length > ring.length) return undefined
  const lons = unrolled.map(([lon]) => lon! - middle)
  const centre = (Math.min(...lons) + Math.max(...lons)) / 2
  const turn = nearZero(centre) - centre
  const local = unrolled.map(([lon, lat]) => rounded([lon! - middle + turn, lat!]))
  if (local.some(([lon]) => Math.abs(lon!) > 180)) return undefined
  return { type: 'Feature', geometry: { type: 'Polygon', coordinates: [local] }, properties }
}

/** The same longitude within half a turn. */
export const nearZero = (lon: number): number => lon - 360 * Math.round(lon / 360)

/** A tenth of a metre. */
const rounded = ([lon, lat]: number[]): number[] => [Number(lon!.toFixed(6)), Number(lat!.toFixed(6))]

interface Drawn {
  geometry: { type: string; coordinates: unknown }
  properties: Record<string, unknown>
}

/**
 * The shape that the rings are, of which each area has its outline first; what is drawn to drag them by is none of it.
 * @returns undefined as long as nothing is drawn
 */
export function shapeOf(drawn: readonly Drawn[], middle: number): Geometry | undefined {
  const lifted = ([lon, lat]: number[]) => onEarth(rounded([lon! + middle, lat!]))
  const rings = drawn.filter(isShape).toSorted((a, b) => order(a) - order(b))
  const [first] = rings
  if (!first) return undefined
  if (first.geometry.type === 'Point')
    return { type: 'Point', coordinates: lifted(first.geometry.coordinates as number[]) }
  const by_part = Map.groupBy(rings, ({ properties: { part } }) => part ?? 0)
  const areas = [...by_part.values()].map((of_part) =>
    of_part.map(({ geometry: { coordinates } }) => (coordinates as number[][][])[0]!.map(lifted)),
  )
  return areaOf(areas)
}

const isShape = ({ geometry: { type }, properties: { mode, part } }: Drawn) =>
  mode !== 'select' && (type === 'Polygon' || mode === 'point' || part !== undefined)

const order = ({ properties: { part = 0, ring = 0 } }: Drawn) => Number(part) * 1e6 + Number(ring)

export const areaOf = (areas: number[][][][]): Geometry =>
  areas.length === 1
    ? { type: 'Polygon', coordinates: areas[0]! }
    : { type: 'MultiPolygon', coordinates: areas }

export interface Ring {
  part: number
  ring: number
}

interface Corner extends Ring {
  index: number
}

interface Pixels {
  x: number
  y: number
}

type Project = (at: [number, number]) => Pixels

const reach_px = 14

/** The corner under the pointer. */
export function nearestCorner(
  handles: readonly Handle[],
  pointer: Pixels,
  project: Project,
): Corner | undefined {
  const corners = handles.flatMap((handle) =>
    pixelsOf(handle, project)
      .slice(1)
      .map(({ x, y }, at) => ({
        ...handle.properties,
        index: at + 1,
        distance: Math.hypot(x - pointer.x, y - pointer.y),
      })),
  )
  return nearest(corners)
}

/** The ring of which an edge is under the pointer. */
export function nearestRing(handles: readonly Handle[], pointer: Pixels, project: Project): Ring | undefined {
  const rings = handles.map((handle) => {
    const at = pixelsOf(handle, project)
    const distances = at.slice(1).map((to, index) => distanceTo(pointer, at[index]!, to))
    return { ...handle.properties, distance: Math.min(...distances) }
  })
  return nearest(rings)
}

const pixelsOf = ({ geometry }: Handle, project: Project): Pixels[] =>
  geometry.type === 'Point' ? [] : geometry.coordinates[0]!.map(([lon, lat]) => project([lon!, lat!]))

function nearest<T extends { distance: number }>(all: readonly T[]): T | undefined {
  const [first] = all.toSorted((a, b) => a.distance - b.distance)
  return first && first.distance <= reach_px ? first : undefined
}

function distanceTo(pointer: Pixels, from: Pixels, to: Pixels): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const along = ((pointer.x - from.x) * dx + (pointer.y - from.y) * dy) / (dx * dx + dy * dy || 1)
  const at = Math.min(Math.max(along, 0), 1)
  return Math.hypot(from.x + at * dx - pointer.x, from.y + at * dy - pointer.y)
}

/**
 * Without one corner. A triangle has none to lose: as a hole it is filled, and as one of several areas it goes; the last
 * area keeps its three corners.
 */
export function withoutCorner(shape: Geometry, { part, ring, index }: Corner): Geometry {
  if (shape.type === 'Point') return shape
  const parts = partsOf(shape)
  const outline = parts[part]![ring]!
  if (outline.length > 4) {
    const left = outline.slice(0, -1).filter((_, at) => at !== index % (outline.length - 1))
    return withRings(shape, part, parts[part]!.with(ring, [...left, left[0]!]))
  }
  if (ring > 0) return withRings(shape, part, parts[part]!.toSpliced(ring, 1))
  return parts.length === 1 ? shape : areaOf(parts.toSpliced(part, 1))
}

function withRings(shape: Exclude<Geometry, { type: 'Point' }>, part: number, rings: number[][][]): Geometry {
  if (shape.type === 'Polygon') return { ...shape, coordinates: rings }
  return { ...shape, coordinates: shape.coordinates.with(part, rings) }
}
