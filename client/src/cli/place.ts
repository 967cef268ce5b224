import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import type { FoundPlace } from '@swath/contract/places'
import type { Place } from '@swath/places/place'
import { isPlaceName } from '@swath/places/place-name'
import { type Reading, readPlaceFile, readPlaces } from '@swath/places/read'
import { describeUnited, unitePlaces } from '@swath/places/unite'
import type { SwathClient } from '../client.ts'
import { note } from './output.ts'
import { savedArea } from './saved-areas.ts'

export const place_help =
  'lat,lon in degrees, a bbox, WKT, or a file with GeoJSON, Esri JSON, KML, KMZ, GPX, WKT, a GeoPackage, FlatGeobuf or zipped Shapefile; - for the standard input'

/** Customers may say a name instead. */
export const named_place_help = `an area of swath areas, a city, ${place_help}`

/** Several areas become one order, with neighbours and overlaps united, or an order each. */
export const area_choices = ['united', 'each'] as const
export type AreaChoice = (typeof area_choices)[number]

/** Places as they are called where somebody looks for them. */
interface Given {
  where: string
  places: readonly Place[]
}

/** Operators have none: they keep no areas, and cities are points. */
type Finder = Pick<SwathClient, 'places' | 'areas'>

/** @throws with what the text should have been, and where there are several */
export async function readPlace(text: string, finder: Finder): Promise<Place> {
  return onlyOf(await givenPlaces(text, finder), 'keep the one that you mean')
}

/** Several areas, of one text or of several, become what is chosen. @throws likewise, and where nothing is chosen */
export async function readOrderedPlaces(
  texts: readonly string[],
  choice: AreaChoice | undefined,
  finder?: Finder,
): Promise<readonly Place[]> {
  const given = await allGiven(texts, finder)
  if (choice === 'each') return given.places
  if (choice === 'united' && given.places.length > 1) return [await unite(given)]
  return [onlyOf(given, 'say --areas united for one order of all of them, or --areas each for an order each')]
}

/** One after the other, so that what is told of them stands in their order. */
async function allGiven(texts: readonly string[], finder?: Finder): Promise<Given> {
  const all: Given[] = []
  for (const text of texts) all.push(await givenPlaces(text, finder))
  const where = texts.length > 1 ? `What is given (${texts.join(', ')})` : all[0]!.where
  return { where, places: all.flatMap(({ places }) => places) }
}

async function unite({ where, places }: Given): Promise<Place> {
  const united = await unitePlaces(places).catch((cause) => {
    throw new Error(`${where} cannot be united. ${(cause as Error).message}`, { cause })
  })
  const told = describeUnited(united)
  if (told) note(`${where}: ${told}`)
  return { geometry: united.geometry, properties: {} }
}

/** Reads a place that is given as text: no file is read. @throws with what the text should have been */
export async function placeFromText(text: string, finder: Finder): Promise<Place> {
  const name = text.trim()
  const named = isPlaceName(name) ? await placeNamed(name, finder) : undefined
  return onlyOf(named ?? (await placesOf(() => readPlaces(text), 'The place')), 'keep the one that you mean')
}

async function givenPlaces(given: string, finder?: Finder): Promise<Given> {
  const text = given.trim()
  if (text === '-') return placesInFile(await buffer(process.stdin), 'The standard input')
  if (existsSync(text)) return placesInFile(await readFile(text), text)
  if (!isPlaceName(text)) return placesOf(() => readPlaces(text), 'The place')
  const named = finder && (await placeNamed(text, finder, 'no file, '))
  if (named) return named
  throw new Error(`There is no file ${text}, and it is no place either. A place is ${place_help}`)
}

/** Nobody is asked for what is meant as a file that is here. An area may have a slash in its name, a city has none. */
const like_a_file = /\.\w{2,8}$/
const like_a_path = /[/\\]/

/**
 * An area that the contract keeps, or a city.
 * @returns undefined for the name of a file
 * @throws where there is none, or several of which none is far larger than the others
 */
async function placeNamed(name: string, finder: Finder, neither = ''): Promise<Given | undefined> {
  if (like_a_file.test(name)) return undefined
  const saved = await savedArea(finder, name)
  if (saved) note(`${name} is an area of the project ${saved.project_name}`)
  if (saved) return namedPlace(name, saved.geometry, saved.area_name)
  if (like_a_path.test(name)) return undefined
  const city = await cityNamed(name, finder, neither)
  note(`${name} is ${describeFound(city)}`)
  return namedPlace(name, city.geometry, city.name)
}

const namedPlace = (where: string, geometry: Place['geometry'], name: string): Given => ({
  where,
  places: [{ geometry, properties: { name } }],
})

/** So many times as many people live in the one that is meant, where several have the name. */
const far_larger = 10

async function cityNamed(name: string, { places }: Finder, neither: string): Promise<FoundPlace> {
  const [first, second] = (await places.find(name, { limit: 10 })).filter(({ kind }) => kind === 'city')
  if (!first)
    throw new Error(`There is ${neither}no area and no city called ${name}. A place is ${named_place_help}`)
  if (second && second.name === first.name && second.population * far_larger > first.population)
    throw new Error(
      `${name} could be ${describeFound(first)} or ${describeFound(second)}; swath places "${name}" lists them`,
    )
  return first
}

/** With what tells it from others of its name. */
function describeFound({ name, region_code, country }: FoundPlace): string {
  return [name, region_code, country].filter(Boolean).join(', ')
}

const placesInFile = (bytes: Uint8Array, where: string) => placesOf(() => readPlaceFile(bytes), where)

async function placesOf(read: () => Promise<Reading>, where: string): Promise<Given> {
  const { places, notes } = await read().catch((cause) => {
    throw new Error(`${where} cannot be read. ${(cause as Error).message}`, { cause })
  })
  for (const told of notes) note(`${where}: ${told}`)
  return { where, places }
}

function onlyOf({ where, places }: Given, advice: string): Place {
  const [place, ...more] = places
  if (place && more.length === 0) return place
  throw new Error(`${where} holds ${places.length} places, and one is needed; ${advice}`)
}
