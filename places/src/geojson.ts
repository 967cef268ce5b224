import type { Geometry } from '@swath/contract/geometry'
import { isBeyond, onGlobe, withoutRounding } from '@swath/contract/longitudes'
import type { Place } from './place.ts'
import { how_to_convert, type ReferenceSystem, referenceSystem } from './reference-systems.ts'
import { polygonsOf } from './unite.ts'

/** A value that came from somewhere, and how one gets there: `features[3].geometry`. */
interface Spot {
  value: unknown
  at: string
  /** Whether longitudes go on beyond 180, and what they mean is clear: the server turns them. */
  goes_on?: boolean
}

/** Collections in collections; nobody who means well goes deeper. */
const most_depth = 16
const most_systems = 10
/** The most positions of a file with many places; an order has 20,000. */
export const most_positions = 100_000
export const too_many_positions = `It has more than ${most_positions.toLocaleString('en')} positions; simplify its areas, or cut it in parts`

export interface Found {
  places: Place[]
  /** Paths that end where they begin: areas, where there are no others. */
  closed: Place[]
  /** The types of geometries that are no places. */
  others: Set<string>
  /** From which reference systems places were converted. */
  systems: Set<string>
}

/** The parents of a geometry. */
interface Surroundings {
  properties: Place['properties']
  depth: number
  system: ReferenceSystem | undefined
}

/**
 * All places in a value that should be GeoJSON.
 * @throws Error that says what is wrong, where, and what would be right
 */
export async function placesInGeoJson(value: unknown): Promise<Found> {
  const found: Found = { places: [], closed: [], others: new Set(), systems: new Set() }
  await new Collector(found).collect({ value, at: '' }, { properties: {}, depth: 0, system: undefined })
  return found
}

/** A Feature is one place, of however many areas: KML, GeoPackages and others hold them as a collection. */
function withAreasAsOne(places: readonly Place[]): Place[] {
  const areas = places.filter(({ geometry }) => geometry.type !== 'Point')
  const [first, ...more] = areas
  if (!first || more.length === 0) return [...places]
  const coordinates = areas.flatMap(({ geometry }) => polygonsOf(geometry))
  return [
    ...places.filter(({ geometry }) => geometry.type === 'Point'),
    { ...first, geometry: { type: 'MultiPolygon', coordinates } },
  ]
}

class Collector {
  readonly #found: Found
  readonly #systems = new Map<string, ReferenceSystem | undefined>()
  #positions = 0

  constructor(found: Found) {
    this.#found = found
  }

  async collect(spot: Spot, around: Surroundings): Promise<void> {
    const json = objectAt(spot)
    if (around.depth > most_depth)
      throw new Error(`${nameOf(spot)} is in ${most_depth} collections; one is enough`)
    const system = await this.#systemOf(json, spot, around.system)
    const inner = { ...around, depth: around.depth + 1, system }
    const inside = (name: string): Spot => ({ value: json[name], at: join(spot.at, name) })
    const each = async (name: string, more: object) => {
      for (const one of spotsIn(inside(name))) await this.collect(one, { ...inner, ...more })
    }
    if (json.type === 'FeatureCollection') await each('features', { properties: {} })
    else if (json.type === 'GeometryCollection') await each('geometries', {})
    else if (json.type !== 'Feature')
      this.#collectGeometry(json.type, system ? inside('coordinates') : onMap(inside('coordinates')), inner)
    else if (json.geometry !== null) {
      // A Feature without a place is allowed.
      const properties = isObject(json.properties) ? json.properties : {}
      const before = this.#found.places.length
      await this.collect(inside('geometry'), { ...inner, properties })
      const added = this.#found.places.splice(before)
      this.#found.places.push(...withAreasAsOne(added))
    }
  }

  /** The innermost parent that names a reference system decides. Older GeoJSON may be in any. */
  async #systemOf(
    json: Record<string, unknown>,
    spot: Spot,
    around: ReferenceSystem | undefined,
  ): Promise<ReferenceSystem | undefined> {
    const name = isObject(json.crs) && isObject(json.crs.properties) ? json.crs.properties.name : undefined
    if (typeof name !== 'string') return around
    if (!this.#systems.has(name)) {
      if (this.#systems.size === most_systems)
        throw new Error(`It is in more than ${most_systems} reference systems; one is enough`)
      this.#systems.set(name, await referenceSystem(name, nameOf(spot)))
    }
    return this.#systems.get(name)
  }

  #collectGeometry(type: unknown, coordinates: Spot, { properties, system }: Surroundings): void {
    const { places, closed, others, systems } = this.#found
    const into = (list: Place[]) => (geometry: Geometry) => list.push({ geometry, properties })
    const add = into(places)
    const positionAt = (spot: Spot) => this.#positionAt(spot, system)
    const ringAt = (spot: Spot) => checkedRing(spot, mapOf(spot, positionAt))
    const polygonAt = (spot: Spot) => checkedPolygon(spot, mapOf(spot, ringAt))
    const addPath = (spot: Spot) => {
      const path = mapOf(spot, positionAt)
      if (isClosed(path) && path.length > 3) into(closed)({ type: 'Polygon', coordinates: [path] })
      else others.add('LineString')
    }
    if (system) systems.add(system.name)
    if (type === 'Point') add({ type, coordinates: positionAt(coordinates) })
    else if (type === 'MultiPoint')
      for (const one of spotsIn(coordinates)) add({ type: 'Point', coordinates: positionAt(one) })
    else if (type === 'Polygon') add({ type, coordinates: polygonAt(coordinates) })
    else if (type === 'MultiPolygon') add({ type, coordinates: mapOf(coordinates, polygonAt) })
    else if (type === 'LineString') addPath(coordinates)
    else if (type === 'MultiLineString') spotsIn(coordinates).forEach(addPath)
    else throw unknownType(type, coordinates)
  }

  /** Longitude and latitude without the height, which no order has. */
  #positionAt(spot: Spot, system: ReferenceSystem | undefined): number[] {
    if (++this.#positions > most_positions) throw new Error(too_many_positions)
    const [x, y] = arrayAt(spot)
    if (!isNumber(x) || !isNumber(y)) {
      throw new Error(
        `${nameOf(spot)} is ${shown(spot.value)}; a position is [longitude, latitude], two numbers`,
      )
    }
    const position = system ? system.toDegrees([x, y]) : [x, y]
    if (spot.goes_on || (position.every(Number.isFinite) && !isBeyond(position))) return position
    throw new Error(system ? notIn(system, spot) : notOnEarth(position, spot))
  }
}

/**
 * Without a rounding error at the border of the map, and whether it goes on beyond that, as a server understands it.
 */
function onMap({ value, at }: Spot): Spot {
  const told = withoutRounding(value)
  return { value: told, at, goes_on: isBeyond(told) && !isBeyond(onGlobe(told)) }
}

const notIn = ({ name }: ReferenceSystem, spot: Spot) =>
  `${nameOf(spot)} is ${shown(spot.value)}, which is not on Earth in ${name}`

function notOnEarth([lon, lat]: readonly number[], spot: Spot): string {
  const is_swapped = Math.abs(lon!) <= 90 && Math.abs(lat!) <= 180
  const advice = is_swapped
    ? '; they seem to be swapped'
    : `; if it is of another reference system, ${how_to_convert}`
  return `${nameOf(spot)} is ${shown(spot.value)}, which is not on Earth: longitude (-180 to 180) comes before latitude (-90 to 90), in degrees${advice}`
}

function unknownType(type: unknown, { at }: Spot): Error {
  const owner = { value: type, at: at.replace(/\.?coordinates$/, '') }
  const has = type === undefined ? 'has no “type”' : `has the type ${shown(type)}`
  const known = 'GeoJSON has Feature, FeatureCollection, Point, Polygon and MultiPolygon'
  return new Error(`${nameOf(owner)} ${has}; ${known}`)
}

function checkedPolygon(spot: Spot, rings: number[][][]): number[][][] {
  if (rings.length === 0) throw new Error(`${nameOf(spot)} is empty; a polygon has at least one ring`)
  return rings
}

function checkedRing(spot: Spot, ring: number[][]): number[][] {
  if (!isClosed(ring)) {
    throw new Error(
      `${nameOf(spot)} is not closed: its last position must be its first, ${shown(arrayAt(spot)[0])}`,
    )
  }
  if (ring.length < 4) {
    throw new Error(
      `${nameOf(spot)} has ${ring.length} positions; a ring has at least 4, the last like the first`,
    )
  }
  return ring
}

function isClosed(ring: readonly number[][]): boolean {
  const [first, last] = [ring[0], ring.at(-1)]
  return first?.[0] === last?.[0] && first?.[1] === last?.[1]
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
  return spotsIn(spot).map(read)
}

function spotsIn(spot: Spot): Spot[] {
  return arrayAt(spot).map((value, index) => ({ ...spot, value, at: `${spot.at}[${index}]` }))
}

const join = (at: string, name: string) => (at === '' ? name : `${at}.${name}`)
const nameOf = ({ at }: Spot) => (at === '' ? 'It' : at)
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Shows a value that was found, however large it is, in a short form. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
