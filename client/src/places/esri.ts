import { checkReferenceSystem } from './reference-systems.ts'

interface Esri {
  rings?: number[][][]
  points?: number[][]
  paths?: number[][][]
  x?: number
  y?: number
  attributes?: Record<string, unknown>
  geometry?: Esri
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
  checkSpatialReference(esri)
  if (esri.features) return { type: 'FeatureCollection', features: esri.features.map(fromEsri) }
  const { geometry, attributes } = esri
  if (geometry) return { type: 'Feature', geometry: fromEsri(geometry), properties: attributes ?? {} }
  if (esri.rings) return { type: 'MultiPolygon', coordinates: polygonsOf(esri.rings) }
  if (esri.points) return { type: 'MultiPoint', coordinates: esri.points }
  if (esri.paths) return { type: 'MultiLineString', coordinates: esri.paths }
  return { type: 'Point', coordinates: [esri.x, esri.y] }
}

function checkSpatialReference({ spatialReference }: Esri): void {
  if (!spatialReference) return
  const { latestWkid, wkid, wkt } = spatialReference
  checkReferenceSystem(`EPSG:${latestWkid ?? wkid ?? wkt}`)
}

/** Outer rings go clockwise; the others are holes, each in the ring that is around it. */
function polygonsOf(rings: number[][][]): number[][][][] {
  const polygons = rings.filter((ring) => signedArea(ring) <= 0).map((outer) => [outer])
  for (const hole of rings.filter((ring) => signedArea(ring) > 0)) {
    const around = polygons.find(([outer]) => isInside(hole[0]!, outer!))
    // Some programs wind their rings the other way round.
    if (around) around.push(hole)
    else polygons.push([hole])
  }
  return polygons
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
