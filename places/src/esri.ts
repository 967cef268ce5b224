/** The most rings of an area; an order has 1000 parts and 1000 holes. */
const most_rings = 2000

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

/** JSON of Esri has no “type”, but one of these. */
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
  // The caller examines this, and refuses a value that is no object.
  if (typeof esri !== 'object' || esri === null) return esri
  return { ...crsOf(esri), ...shapeOf(esri) }
}

function shapeOf(esri: Esri): object {
  if (esri.features) return { type: 'FeatureCollection', features: esri.features.map(fromEsri) }
  const { geometry, attributes } = esri
  if (geometry === null) return { type: 'Feature', geometry, properties: attributes ?? {} }
  if (geometry) return { type: 'Feature', geometry: fromEsri(geometry), properties: attributes ?? {} }
  if (esri.rings) return areaOf(polygonsOf(esri.rings.map(checkRing)))
  if (esri.points) return { type: 'MultiPoint', coordinates: esri.points }
  if (esri.paths) return { type: 'MultiLineString', coordinates: esri.paths }
  return { type: 'Point', coordinates: [esri.x, esri.y] }
}

/** As older GeoJSON says it. */
function crsOf({ spatialReference }: Esri): object {
  const { latestWkid, wkid, wkt } = spatialReference ?? {}
  const code = latestWkid ?? wkid
  const name = code === undefined ? wkt : `EPSG:${code}`
  return name === undefined ? {} : { crs: { properties: { name } } }
}

function checkRing(ring: unknown, index: number): number[][] {
  const is_ring = Array.isArray(ring) && ring.length > 0 && ring.every(Array.isArray)
  if (is_ring) return ring
  throw new Error(
    `rings[${index}] is no ring: an array of positions, [longitude, latitude] each, should be there`,
  )
}

function areaOf(polygons: number[][][][]): object {
  const [only, ...more] = polygons
  return only && more.length === 0
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: polygons }
}

/**
 * Outer rings go clockwise, or the other way round where a program does not know that: the largest is one in any case.
 * The others are holes, each in the smallest that is around it.
 */
function polygonsOf(rings: number[][][]): number[][][][] {
  if (rings.length > most_rings)
    throw new Error(`It has an area with more than ${most_rings} rings; simplify it, or cut it in parts`)
  const size = new Map(rings.map((ring) => [ring, Math.abs(signedArea(ring))]))
  const by_size = rings.toSorted((one, other) => size.get(one)! - size.get(other)!)
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

function signedArea(ring: number[][]): number {
  let sum = 0
  for (let at = 1; at < ring.length; at++)
    sum += ring[at - 1]![0]! * ring[at]![1]! - ring[at]![0]! * ring[at - 1]![1]!
  return sum
}

/** Many rings ask this of many others. */
function isInside([x, y]: number[], ring: number[][]): boolean {
  let is_inside = false
  for (let at = 1; at < ring.length; at++) {
    const [[x1, y1], [x2, y2]] = [ring[at - 1]!, ring[at]!] as [number[], number[]]
    if (y1! > y! !== y2! > y! && x! < ((x2! - x1!) * (y! - y1!)) / (y2! - y1!) + x1!) is_inside = !is_inside
  }
  return is_inside
}
