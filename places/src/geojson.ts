import type { Geometry } from '@swath/contract/geometry'
import { isBeyond, onGlobe, withoutRounding } from '@swath/contract/longitudes'
import type { Place } from './read.ts'
import { checkReferenceSystem, how_to_convert } from './reference-systems.ts'

/** A value that came from somewhere, and how one gets there: `features[3].geometry`. */
interface Spot {
  value: unknown
  at: string
  /** Whether longitudes go on beyond 180, and what they mean is clear: the server turns them. */
  goes_on?: boolean
}

/** Collections in collections; nobody who means well goes deeper. */
const most_depth = 16

/**
 * All places in a value that should be GeoJSON, and the types of geometries that are no places, such as lines.
 * @throws Error that says what is wrong, where, and what would be right
 */
export function placesInGeoJson(value: unknown): { places: Place[]; others: Set<string> } {
  const found = { places: [] as Place[], others: new Set<string>() }
  collect({ value, at: '' }, {}, 0, found)
  return found
}

export type Found = ReturnType<typeof placesInGeoJson>
type Properties = Place['properties']

function collect(spot: Spot, properties: Properties, depth: number, found: Found): void {
  const json = objectAt(spot)
  if (depth > most_depth) throw new Error(`${nameOf(spot)} is in ${most_depth} collections; one is enough`)
  refuseOtherCrs(json, spot)
  const inside = (name: string): Spot => ({ value: json[name], at: join(spot.at, name) })
  if (json.type === 'FeatureCollection') {
    eachOf(inside('features'), (one) => collect(one, {}, depth + 1, found))
  } else if (json.type === 'GeometryCollection') {
    eachOf(inside('geometries'), (one) => collect(one, properties, depth + 1, found))
  } else if (json.type !== 'Feature') {
    collectGeometry(json.type, onMap(inside('coordinates')), properties, found)
  } else if (json.geometry !== null) {
    // A Feature without a place is allowed.
    const told = json.properties
    collect(inside('geometry'), isObject(told) ? told : {}, depth + 1, found)
  }
}

function onMap({ value, at }: Spot): Spot {
  const told = withoutRounding(value)
  return { value: told, at, goes_on: isBeyond(told) && !isBeyond(onGlobe(told)) }
}

function collectGeometry(type: unknown, coordinates: Spot, properties: Properties, found: Found): void {
  const add = (geometry: Geometry) => found.places.push({ geometry, properties })
  if (type === 'Point') add({ type, coordinates: positionAt(coordinates) })
  else if (type === 'MultiPoint')
    eachOf(coordinates, (one) => add({ type: 'Point', coordinates: positionAt(one) }))
  else if (type === 'Polygon') add({ type, coordinates: polygonAt(coordinates) })
  else if (type === 'MultiPolygon') add({ type, coordinates: mapOf(coordinates, polygonAt) })
  else if (type === 'LineString' || type === 'MultiLineString') found.others.add(type)
  else throw unknownType(type, coordinates)
}

function unknownType(type: unknown, { at }: Spot): Error {
  const owner = { value: type, at: at.replace(/\.?coordinates$/, '') }
  const has = type === undefined ? 'has no “type”' : `has the type ${shown(type)}`
  const known = 'GeoJSON has Feature, FeatureCollection, Point, Polygon and MultiPolygon'
  return new Error(`${nameOf(owner)} ${has}; ${known}`)
}

function polygonAt(spot: Spot): number[][][] {
  const rings = mapOf(spot, ringAt)
  if (rings.length === 0) throw new Error(`${nameOf(spot)} is empty; a polygon has at least one ring`)
  return rings
}

function ringAt(spot: Spot): number[][] {
  const ring = mapOf(spot, positionAt)
  const [first, last] = [ring[0], ring.at(-1)]
  if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) {
    throw new Error(`${nameOf(spot)} is not closed: its last position must be its first, ${shown(first)}`)
  }
  if (ring.length < 4) {
    throw new Error(
      `${nameOf(spot)} has ${ring.length} positions; a ring has at least 4, the last like the first`,
    )
  }
  return ring
}

/** Longitude and latitude without the height, which no order has. */
function positionAt(spot: Spot): number[] {
  const [lon, lat] = arrayAt(spot)
  if (!isNumber(lon) || !isNumber(lat)) {
    throw new Error(
      `${nameOf(spot)} is ${shown(spot.value)}; a position is [longitude, latitude], two numbers`,
    )
  }
  if (spot.goes_on || !isBeyond([lon, lat])) return [lon, lat]
  const is_swapped = Math.abs(lon) <= 90 && Math.abs(lat) <= 180
  const advice = is_swapped
    ? '; they seem to be swapped'
    : `; if it is of another reference system, ${how_to_convert}`
  throw new Error(
    `${nameOf(spot)} is ${shown(spot.value)}, which is not on Earth: longitude (-180 to 180) comes before latitude (-90 to 90), in degrees${advice}`,
  )
}

/** Older GeoJSON could be in any reference system, and say so. */
function refuseOtherCrs(json: Record<string, unknown>, spot: Spot): void {
  const name = isObject(json.crs) && isObject(json.crs.properties) ? json.crs.properties.name : undefined
  if (typeof name === 'string') checkReferenceSystem(name, nameOf(spot))
}

function objectAt(spot: Spot): Record<string, unknown> {
  if (isObject(spot.value)) return spot.value
  throw new Error(`${nameOf(spot)} is ${shown(spot.value)}; an object of GeoJSON should be there`)
}

function arrayAt(spot: Spot): unknown[] {
  if (Array.isArray(spot.value)) return spot.value
  if (spot.value === undefined) {
    const [, owner = '', name] = /^(.*?)\.?([a-z]+)$/.exec(spot.at) ?? []
    throw new Error(`${nameOf({ ...spot, at: owner })} has no “${name}”`)
  }
  throw new Error(`${nameOf(spot)} is ${shown(spot.value)}; an array should be there`)
}

function mapOf<T>(spot: Spot, read: (one: Spot) => T): T[] {
  return arrayAt(spot).map((value, index) => read({ ...spot, value, at: `${spot.at}[${index}]` }))
}

function eachOf(spot: Spot, act: (one: Spot) => unknown): void {
  mapOf(spot, act)
}

const join = (at: string, name: string) => (at === '' ? name : `${at}.${name}`)
const nameOf = ({ at }: Spot) => (at === '' ? 'It' : at)
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What was found, however large it is. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
