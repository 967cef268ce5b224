import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import { wktToGeoJSON } from '@terraformer/wkt'
import { kml } from '@tmcw/togeojson'
import { DOMParser } from '@xmldom/xmldom'
import type { NewOrder } from '../orders.ts'

export type Geometry = NewOrder['geometry']

export const place_help =
  'lat,lon in degrees, WKT, or a file with GeoJSON, KML or WKT; - for the standard input'

/** A place as people have it. `feature` is what a GeoJSON or KML Feature says beside its geometry. */
export interface Place {
  geometry: Geometry
  properties: Record<string, unknown>
}

/** @throws with what the text should have been */
export async function readPlace(given: string): Promise<Place> {
  const text = given.trim()
  if (lat_lon.test(text) || text.startsWith('{') || isWkt(text)) return placeFromText(text)
  if (text === '-') return placeFromText(await textOf(process.stdin), 'The standard input')
  if (existsSync(text)) return placeFromText(await readFile(text, 'utf8'), text)
  throw new Error(`There is no file ${text}, and it is no place either. A place is ${place_help}`)
}

const number = String.raw`[+-]?\d+(?:\.\d+)?`
const lat_lon = new RegExp(`^(${number})\\s*[, ]\\s*(${number})$`)

/** As people and maps say it: latitude first. */
function fromLatLon(text: string): Geometry | undefined {
  const [, lat, lon] = lat_lon.exec(text) ?? []
  if (lat === undefined) return undefined
  const point = { lat: Number(lat), lon: Number(lon) }
  if (Math.abs(point.lat) > 90 || Math.abs(point.lon) > 180) {
    throw new Error(`${text} is not on Earth: it is read as latitude ${lat}, longitude ${lon}`)
  }
  return { type: 'Point', coordinates: [point.lon, point.lat] }
}

const isWkt = (text: string) =>
  /^(SRID=4326;\s*)?((MULTI)?(POINT|POLYGON|LINESTRING)|GEOMETRYCOLLECTION)\b/i.test(text)

function fromWkt(text: string): Geometry | undefined {
  if (!isWkt(text)) return undefined
  try {
    return wktToGeoJSON(text.replace(/^SRID=4326;\s*/i, '')) as Geometry
  } catch (error) {
    throw new Error(`Not WKT: ${(error as Error).message}`)
  }
}

/** Of a place itself: no file is read. @throws with what the text should have been */
export function placeFromText(content: string, where = 'The place'): Place {
  const text = content.replace(/^\uFEFF/, '').trim()
  if (text.startsWith('{')) return onlyPlace(fromJson(text, where), where)
  if (text.startsWith('<')) return onlyPlace(fromKml(text, where), where)
  const geometry = fromLatLon(text) ?? fromWkt(text)
  if (geometry) return onlyPlace(geometry, where)
  throw new Error(`${where} holds neither GeoJSON, KML, WKT nor lat,lon`)
}

interface GeoJson {
  type?: string
  geometry?: unknown
  properties?: Record<string, unknown> | null
  features?: GeoJson[]
}

function fromJson(text: string, where: string): GeoJson {
  try {
    return JSON.parse(text) as GeoJson
  } catch (error) {
    throw new Error(`${where} is not JSON: ${(error as Error).message}`)
  }
}

function fromKml(text: string, where: string): GeoJson {
  const complaints: string[] = []
  const parser = new DOMParser({
    onError: (level, message) => level !== 'warning' && complaints.push(message),
  })
  try {
    // The cast: it asks for the document of a browser, and uses of it what this one has.
    const { features } = kml(parser.parseFromString(text, 'text/xml') as never)
    const placed = features.filter(({ geometry }) => geometry !== null)
    return { type: 'FeatureCollection', features: placed.map(withoutHeights) as GeoJson[] }
  } catch (error) {
    throw new Error(`${where} is not KML: ${complaints[0] ?? (error as Error).message}`)
  }
}

/** KML has heights, which an order on the ground does not need. */
function withoutHeights<T extends { geometry: unknown }>(feature: T): T {
  const flat = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value
    return value.every((one) => typeof one === 'number') ? value.slice(0, 2) : value.map(flat)
  }
  const geometry = feature.geometry as { coordinates: unknown }
  return { ...feature, geometry: { ...geometry, coordinates: flat(geometry.coordinates) } }
}

function onlyPlace(found: GeoJson, where: string): Place {
  if (found.type === 'FeatureCollection') {
    const [first, second] = found.features ?? []
    if (first && !second) return onlyPlace(first, where)
    const count = found.features?.length ?? 0
    throw new Error(`${where} holds ${count} places, and one is needed; keep the one that you mean`)
  }
  const { geometry, properties } = found.type === 'Feature' ? found : { geometry: found, properties: {} }
  const { type } = (geometry ?? {}) as { type?: string }
  if (type && ['Point', 'Polygon', 'MultiPolygon'].includes(type)) {
    return { geometry: geometry as Geometry, properties: properties ?? {} }
  }
  throw new Error(`${where} holds ${type ?? 'no geometry'}; a place is a Point, Polygon or MultiPolygon`)
}
