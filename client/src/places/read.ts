import type { Geometry } from '@swath/contract/geometry'
import { most_place_bytes, textsOfPlaceFile } from './file.ts'
import { type Found, placesInGeoJson } from './geojson.ts'

/** A place as people have it. `properties` is what a Feature of GeoJSON or a Placemark of KML says beside its geometry. */
export interface Place {
  geometry: Geometry
  properties: Record<string, unknown>
}

/** The places in a file, of all its documents. @throws as `readPlaces` */
export async function readPlaceFile(bytes: Uint8Array): Promise<[Place, ...Place[]]> {
  return placesIn(await textsOfPlaceFile(bytes))
}

/**
 * The places in a text: `lat,lon` in degrees, WKT, GeoJSON or KML, in WGS84; heights are left out, and lines.
 * Never none.
 * @throws Error with a sentence that says what is wrong, where, and what would be right
 */
export function readPlaces(text: string): Promise<[Place, ...Place[]]> {
  return placesIn([text])
}

async function placesIn(texts: readonly string[]): Promise<[Place, ...Place[]]> {
  const found = await Promise.all(texts.map(collectPlaces))
  const [first, ...more] = found.flatMap(({ places }) => places)
  if (first) return [first, ...more]
  const others = new Set(found.flatMap((one) => [...one.others]))
  throw new Error(
    `It holds ${[...others].join(' and ') || 'no geometry'}; a place is a Point, Polygon or MultiPolygon`,
  )
}

async function collectPlaces(text: string): Promise<Found> {
  const given = text.replace(/^\uFEFF/, '').trim()
  if (given === '') throw new Error(`It is empty; ${wanted}`)
  if (given.length > most_place_bytes)
    throw new Error('It is longer than 5 MB; simplify the area, or cut it in parts')
  const pair = lat_lon.exec(given)
  if (pair) return { places: [pointAt(Number(pair[1]), Number(pair[2]))], others: new Set() }
  return placesInGeoJson(await parse(given))
}

/** One geometry of several places: of a file with marks and areas, the areas are meant. */
export function joinPlaces(places: readonly Place[]): Geometry {
  const geometries = places.map(({ geometry }) => geometry)
  const [area, ...areas] = geometries.flatMap(partsOf)
  if (area) {
    return areas.length === 0
      ? { type: 'Polygon', coordinates: area }
      : { type: 'MultiPolygon', coordinates: [area, ...areas] }
  }
  if (geometries.length === 1) return geometries[0]!
  throw new Error(`It has ${geometries.length} points; an order is for one`)
}

function partsOf(geometry: Geometry): number[][][][] {
  if (geometry.type === 'Point') return []
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}

const wanted = 'a place is “latitude, longitude”, WKT, GeoJSON or KML'
const number = String.raw`[+-]?\d+(?:\.\d+)?`
const lat_lon = new RegExp(`^(${number})(?:\\s*[,;]\\s*|\\s+)(${number})$`)

/** As people and maps say it: latitude first. */
function pointAt(lat: number, lon: number): Place {
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) {
    throw new Error(
      `${lat}, ${lon} is not on Earth: latitude (-90 to 90) comes before longitude (-180 to 180) here`,
    )
  }
  return { geometry: { type: 'Point', coordinates: [lon, lat] }, properties: {} }
}

async function parse(text: string): Promise<unknown> {
  if (/^[{[]/.test(text)) return parseJson(text)
  if (text.startsWith('<')) return (await import('./kml.ts')).parseKml(text)
  if (/^(SRID\s*=|[a-z]+\s*(z|m|zm)?\s*(\(|empty))/i.test(text))
    return (await import('./wkt.ts')).parseWkt(text)
  throw new Error(`It is none of them: ${wanted}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`It is not valid JSON: ${(cause as Error).message}`, { cause })
  }
}
