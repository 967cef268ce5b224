import type { Geometry } from '@swath/contract/geometry'
import { most_place_bytes, textsOfPlaceFile } from './file.ts'
import { type Found, placesInGeoJson } from './geojson.ts'
import { typedPlace } from './typed.ts'

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
 * The places in a text: `lat,lon` in degrees, a bbox, WKT, GeoJSON, Esri JSON or KML, in degrees; heights are left out, and lines.
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
  const geometry = typedPlace(given)
  if (geometry) return { places: [{ geometry, properties: {} }], others: new Set() }
  return placesInGeoJson(await parse(given))
}

/** Of a file with pins and areas the areas are meant: a pin beside an area is its label. */
export function placesMeant(places: readonly Place[]): readonly Place[] {
  const areas = places.filter(({ geometry }) => geometry.type !== 'Point')
  return areas.length > 0 ? areas : places
}

/** One geometry of several places. */
export function joinPlaces(places: readonly Place[]): Geometry {
  const geometries = placesMeant(places).map(({ geometry }) => geometry)
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

const wanted = 'a place is “latitude, longitude”, a bbox, WKT, GeoJSON or KML'
async function parse(text: string): Promise<unknown> {
  if ('{[\u001E'.includes(text[0]!)) return parseJson(text)
  if (text.startsWith('<')) return (await import('./kml.ts')).parseKml(text)
  if (/^(SRID\s*=|[a-z]+\s*(z|m|zm)?\s*(\(|empty))/i.test(text))
    return (await import('./wkt.ts')).parseWkt(text)
  throw new Error(`It is none of them: ${wanted}`)
}

async function parseJson(text: string): Promise<unknown> {
  const value = jsonOf(text)
  const { fromEsri, isEsri } = await import('./esri.ts')
  return isEsri(value) ? fromEsri(value) : value
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const features = sequenceIn(text)
    if (features) return { type: 'FeatureCollection', features }
    throw new Error(`It is not valid JSON: ${(cause as Error).message}`, { cause })
  }
}

/** GeoJSON a line, or set apart by the sign that RFC 8142 has for it. */
function sequenceIn(text: string): unknown[] | undefined {
  const records = text
    .split(text.startsWith('\u001E') ? '\u001E' : '\n')
    .filter((record) => record.trim() !== '')
  if (records.length < 2 && !text.startsWith('\u001E')) return undefined
  try {
    return records.map((record) => JSON.parse(record))
  } catch {
    // What is wrong with the whole is said by whoever read it as one.
    return undefined
  }
}
