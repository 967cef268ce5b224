import { codedPlace } from './codes.ts'
import {
  besides,
  documentsOfPlaceFile,
  most_place_bytes,
  type NamedFile,
  type PlaceDocument,
  withoutParts,
} from './file.ts'
import { type Found, placesInGeoJson } from './geojson.ts'
import type { Place } from './place.ts'
import { how_to_convert } from './reference-systems.ts'
import { typedPlace } from './typed.ts'

/** The places that are meant, never none, and what whoever sent them may want to know. */
export interface Reading {
  places: [Place, ...Place[]]
  notes: string[]
}

/** The places in a file, of all its documents. @throws as `readPlaces` */
export async function readPlaceFile(bytes: Uint8Array): Promise<Reading> {
  return readingOf(await collectAll(await documentsOfPlaceFile(bytes)))
}

/**
 * The places in several files that are given at once, as if they were one; the files of a Shapefile belong together.
 * @throws as `readPlaces`, with the name of the file in front
 */
export async function readPlaceFiles(files: readonly NamedFile[]): Promise<Reading> {
  if (files.length > 1 && files.reduce((sum, { bytes }) => sum + bytes.length, 0) > most_place_bytes)
    throw new Error('Together they are larger than 5 MB; give fewer, or simplify their areas')
  const found = await Promise.all(withoutParts(files).map((file) => collectFile(file, files)))
  return readingOf(found.flat())
}

async function collectFile({ name, bytes }: NamedFile, files: readonly NamedFile[]): Promise<Found[]> {
  try {
    return await collectAll(await documentsOfPlaceFile(bytes, besides(name, files)))
  } catch (cause) {
    throw new Error(`${name}: ${(cause as Error).message}`, { cause })
  }
}

/**
 * The places in a text: `lat,lon` in degrees, a bbox, WKT, GeoJSON, Esri JSON, KML or GPX; heights are left out.
 * @throws Error with a sentence that says what is wrong, where, and what would be right
 */
export function readPlaces(text: string): Promise<Reading> {
  return collectAll([text]).then(readingOf)
}

const collectAll = (documents: readonly PlaceDocument[]) => Promise.all(documents.map(collectPlaces))

function readingOf(found: readonly Found[]): Reading {
  const places = found.flatMap((one) => one.places)
  const closed = found.flatMap((one) => one.closed)
  const others = new Set(found.flatMap((one) => [...one.others]))
  const systems = new Set(found.flatMap((one) => [...one.systems]))
  const areas = places.filter(({ geometry }) => geometry.type !== 'Point')
  // Beside areas a path is their outline, or something else; and a pin beside an area is its label.
  const uses_paths = areas.length === 0 && closed.length > 0
  const [first, ...more] = [uses_paths ? closed : areas, places].find(({ length }) => length > 0) ?? []
  if (!first) throw nothingIn(others)
  const has_pins = first.geometry.type !== 'Point' && places.length > areas.length
  const notes = [
    ...[...systems].map((name) => `It was converted from ${name}`),
    ...(uses_paths ? ['Its paths end where they begin, and are taken as areas'] : []),
    ...(others.size > 0 ? ['Its lines are left out'] : []),
    ...(has_pins ? ['Its points are left out, as labels of its areas'] : []),
  ]
  return { places: [first, ...more], notes }
}

function nothingIn(others: ReadonlySet<string>): Error {
  const [has, advice] =
    others.size > 0
      ? [[...others].join(' and '), ', or a path that ends where it begins']
      : ['no geometry', '']
  return new Error(`It holds ${has}; a place is a Point, Polygon or MultiPolygon${advice}`)
}

async function collectPlaces(document: PlaceDocument): Promise<Found> {
  try {
    return await collectFrom(document)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new Error('It is nested too deeply to be read', { cause })
  }
}

async function collectFrom(document: PlaceDocument): Promise<Found> {
  if (typeof document !== 'string') return placesInGeoJson(document)
  const given = document.replace(/^\uFEFF/, '').trim()
  if (given === '') throw new Error(`It is empty; ${wanted}`)
  if (given.length > most_place_bytes)
    throw new Error('It is longer than 5 MB; simplify the area, or cut it in parts')
  return placesInGeoJson(typedPlace(given) ?? (await codedPlace(given)) ?? (await parse(given)))
}

const wanted =
  'a place is “latitude, longitude”, a bbox, WKT, or a file with GeoJSON, KML, GPX, a GeoPackage, FlatGeobuf or zipped Shapefile'
const other_files = `if it is another file, ${how_to_convert}`

async function parse(text: string): Promise<unknown> {
  if ('{[\u001E'.includes(text[0]!)) return parseJson(text)
  if (text.startsWith('<')) {
    const { parseGpx, parseKml } = await import('./kml.ts')
    return /<([\w-]+:)?gpx[\s>]/.test(text) ? parseGpx(text) : parseKml(text)
  }
  if (/^(SRID\s*=|[a-z]+\s*(z|m|zm)?\s*(\(|empty))/i.test(text))
    return (await import('./wkt.ts')).parseWkt(text)
  throw new Error(`It is none of them: ${wanted}; ${other_files}`)
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
    // The reader of the whole says what is wrong with it.
    return undefined
  }
}
