import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import type { Place } from '@swath/places/place'
import { type Reading, readPlaceFile, readPlaces } from '@swath/places/read'
import { describeUnited, unitePlaces } from '@swath/places/unite'
import { note } from './output.ts'

export const place_help =
  'lat,lon in degrees, a bbox, WKT, or a file with GeoJSON, Esri JSON, KML, KMZ, GPX, WKT, a GeoPackage, FlatGeobuf or zipped Shapefile; - for the standard input'

/** Several areas become one order, with neighbours and overlaps united, or an order each. */
export const area_choices = ['united', 'each'] as const
export type AreaChoice = (typeof area_choices)[number]

/** Places as they are called where somebody looks for them. */
interface Given {
  where: string
  places: readonly Place[]
}

/** @throws with what the text should have been, and where there are several */
export async function readPlace(text: string): Promise<Place> {
  return onlyOf(await givenPlaces(text), 'keep the one that you mean')
}

/** Several areas become what is chosen. @throws likewise, and where there are several and nothing is */
export async function readOrderedPlaces(
  text: string,
  choice: AreaChoice | undefined,
): Promise<readonly Place[]> {
  const given = await givenPlaces(text)
  if (choice === 'each') return given.places
  if (choice === 'united' && given.places.length > 1) return [await unite(given)]
  return [onlyOf(given, 'say --areas united for one order of all of them, or --areas each for an order each')]
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
export async function placeFromText(text: string): Promise<Place> {
  return onlyOf(await placesOf(() => readPlaces(text), 'The place'), 'keep the one that you mean')
}

async function givenPlaces(given: string): Promise<Given> {
  const text = given.trim()
  if (text === '-') return placesInFile(await buffer(process.stdin), 'The standard input')
  if (existsSync(text)) return placesInFile(await readFile(text), text)
  if (/[({[°]|^[-+\d.,:;\s'"′″NSEW]+$/i.test(text)) return placesOf(() => readPlaces(text), 'The place')
  throw new Error(`There is no file ${text}, and it is no place either. A place is ${place_help}`)
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
