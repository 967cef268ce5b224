import { checkReferenceSystem } from './reference-systems.ts'

interface Esri {
  rings?: number[][][]
  points?: number[][]
  paths?: number[][][]
  x?: number
  y?: number
  attributes?: Record<string, unknown>
  geometry?: Esri | null
  features?: Esri[]
  spatialReference?: { wkid?: number; latestWkid?: number; wkt?: string }
}

/** What Esri calls JSON has no “type”, but one of these. */
export function isEsri(value: unknown): value is Esri {
  if (typeof value !== 'object' || value === null || 'type' in value) return false
  const { rings, x, features } = value as Esri
  return (
    Array.isArray(rings) || typeof x === 'number' || (Array.isArray(features) && isEsriFeature(features[0]))
  )
}

const isEsriFeature = (feature: unknown) =>
  typeof feature === 'object' && feature !== null && !('type' in feature) && 'geometry' in feature

/** As GeoJSON, which is then examined as any other. */
export function fromEsri(esri: Esri): unknown {
  // What is no object is refused by whoever examines it.
  if (typeof esri !== 'object' || esri === null) return esri
  checkSpatialReference(esri)
  if (esri.features) return { type: 'FeatureCollection', features: esri.features.map(fromEsri) }
  const { geometry, attributes } = esri
  if (geometry === null) return { type: 'Feature', geometry, properties: attributes ?? {} }
  if (geometry) return { type: 'Feature', geometry: fromEsri(geometry), properties: attributes ?? {} }
  if (esri.rings) return { type: 'MultiPolygon', coordinates: polygonsOf(esri.rings.map(checkRing)) }
  if (esri.points) return { type: 'MultiPoint', coordinates: esri.points }
  if (esri.paths) return { type: 'MultiLineString', coordinates: esri.paths }
  return { type: 'Point', coordinates: [esri.x, esri.y] }
}

function checkSpatialReference({ spatialReference }: Esri): void {
  if (!spatialReference) return
  const { latestWkid, wkid, wkt } = spatialReference
  checkReferenceSystem(`EPSG:${latestWkid ?? wkid ?? wkt}`)
}

function checkRing(ring: unknown, index: number): number[][] {
  const is_ring = Array.isArray(ring) && ring.length > 0 && ring.every(Array.isArray)
  if (is_ring) return ring
  throw new Error(
    `rings[${index}] is no ring: an array of positions, [longitude, latitude] each, should be there`,
  )
}

/**
 * Outer rings go clockwise, or the other way round where a program does not know that: the largest is one in any case.
 * The others are holes, each in the smallest that is around it.
 */
function polygonsOf(rings: number[][][]): number[][][][] {
  const by_size = rings.toSorted((one, other) => Math.abs(signedArea(one)) - Math.abs(signedArea(other)))
  const turn = Math.sign(signedArea(by_size.at(-1) ?? []))
  const isOuter = (ring: number[][]) => Math.sign(signedArea(ring)) === turn
  const polygons = new Map(rings.filter(isOuter).map((outer) => [outer, [outer]]))
  for (const hole of rings.filter((ring) => !isOuter(ring))) {
    const around = by_size.find((outer) => polygons.has(outer) && isInside(hole[0]!, outer))
    // Alone it is no sound area, which is told to whoever orders it.
    if (around) polygons.get(around)!.push(hole)
    else polygons.set(hole, [hole])
  }
  return [...polygons.values()]
}

const edges = (ring: number[][]) => ring.slice(1).map((end, at) => [ring[at]!, end] as const)

function signedArea(ring: number[][]): number {
  return edges(ring).reduce((sum, [from, to]) => sum + (from[0]! * to[1]! - to[0]! * from[1]!), 0)
}

function isInside([x, y]: number[], ring: number[][]): boolean {
  const crossed = edges(ring).filter(([[x1, y1], [x2, y2]]) => {
    return y1! > y! !== y2! > y! && x! < ((x2! - x1!) * (y! - y1!)) / (y2! - y1!) + x1!
  })
  return crossed.length % 2 === 1
}
