import type { Geometry } from '@swath/contract/geometry'

/** A part of a shape that is drawn on the map to be dragged, by itself, as terra-draw knows no other. */
export interface Handle {
  type: 'Feature'
  geometry: { type: 'Point'; coordinates: number[] } | { type: 'Polygon'; coordinates: number[][][] }
  properties: { mode: 'point' | 'polygon'; part: number }
}

/** More corners than anybody would drag, and a map would be slow with. */
const most_corners = 500

/** Holes, and what goes on across the antimeridian, cannot be dragged. */
export function isEditable(shape: Geometry): boolean {
  if (shape.type === 'Point') return true
  const parts = partsOf(shape)
  const positions = parts.flat(2)
  return (
    positions.length <= most_corners &&
    parts.every((rings) => rings.length === 1 && rings[0]!.every(isNear(rings[0]![0]![0]!)))
  )
}

const isNear = (lon: number) => (position: number[]) => Math.abs(position[0]! - lon) <= 180

const partsOf = (shape: Exclude<Geometry, { type: 'Point' }>): number[][][][] =>
  shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates

export function handlesOf(shape: Geometry): Handle[] {
  if (shape.type === 'Point') {
    const geometry = { type: 'Point' as const, coordinates: rounded(shape.coordinates) }
    return [{ type: 'Feature', geometry, properties: { mode: 'point', part: 0 } }]
  }
  return partsOf(shape).map((rings, part) => ({
    type: 'Feature',
    geometry: { type: 'Polygon', coordinates: rings.map((ring) => ring.map(rounded)) },
    properties: { mode: 'polygon', part },
  }))
}

/** A tenth of a metre. */
const rounded = ([lon, lat]: number[]): number[] => [Number(lon!.toFixed(6)), Number(lat!.toFixed(6))]

interface Drawn {
  geometry: { type: string; coordinates: unknown }
  properties: Record<string, unknown>
}

/** The shape that its parts are; what is drawn to drag them by is none of it. */
export function shapeOf(drawn: readonly Drawn[]): Geometry {
  const parts = drawn
    .filter(({ properties: { mode } }) => mode !== 'select')
    .toSorted((a, b) => Number(a.properties.part ?? 0) - Number(b.properties.part ?? 0))
    .map(({ geometry }) => geometry)
  const [first] = parts
  if (first?.type === 'Point') return { type: 'Point', coordinates: onEarth(first.coordinates as number[]) }
  const areas = parts.map(({ coordinates }) => (coordinates as number[][][]).map((ring) => ring.map(onEarth)))
  return areas.length === 1
    ? { type: 'Polygon', coordinates: areas[0]! }
    : { type: 'MultiPolygon', coordinates: areas }
}

/** A map goes on beyond 180. */
const onEarth = ([lon, lat]: number[]): number[] => {
  if (Math.abs(lon!) <= 180) return [lon!, lat!]
  return [Number((lon! - Math.round(lon! / 360) * 360).toFixed(6)), lat!]
}

interface Corner {
  part: number
  index: number
}

const reach_px = 14

/** The corner under the pointer. */
export function nearestCorner(
  shape: Geometry,
  pointer: { x: number; y: number },
  project: (at: [number, number]) => { x: number; y: number },
): Corner | undefined {
  if (shape.type === 'Point') return undefined
  const corners = partsOf(shape).flatMap(([ring], part) =>
    ring!.slice(1).map(([lon, lat], index) => {
      const { x, y } = project([lon!, lat!])
      return { part, index: index + 1, distance: Math.hypot(x - pointer.x, y - pointer.y) }
    }),
  )
  const [nearest] = corners.toSorted((a, b) => a.distance - b.distance)
  return nearest && nearest.distance <= reach_px ? nearest : undefined
}

/** Without one corner; a triangle keeps its three. */
export function withoutCorner(shape: Geometry, { part, index }: Corner): Geometry {
  if (shape.type === 'Point') return shape
  const parts = partsOf(shape).map((rings, which) => {
    const [ring] = rings
    if (which !== part || ring!.length <= 4) return rings
    const left = ring!.slice(0, -1).filter((_, at) => at !== index % (ring!.length - 1))
    return [[...left, left[0]!]]
  })
  return shape.type === 'Polygon' ? { ...shape, coordinates: parts[0]! } : { ...shape, coordinates: parts }
}
