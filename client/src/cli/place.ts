import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { type Place, placesMeant, readPlaceFile, readPlaces } from '@swath/places/read'

export const place_help =
  'lat,lon in degrees, a bbox, WKT, or a file with GeoJSON, Esri JSON, KML, KMZ or WKT; - for the standard input'

/** @throws with what the text should have been */
export async function readPlace(given: string): Promise<Place> {
  const text = given.trim()
  if (text === '-') return placeFromFile(await buffer(process.stdin), 'The standard input')
  if (existsSync(text)) return placeFromFile(await readFile(text), text)
  if (/[({[°]|^[-+\d.,:;\s'"′″NSEW]+$/i.test(text)) return placeFromText(text)
  throw new Error(`There is no file ${text}, and it is no place either. A place is ${place_help}`)
}

async function placeFromFile(bytes: Uint8Array, where: string): Promise<Place> {
  return onlyPlace(() => readPlaceFile(bytes), where)
}

/** Of a place itself: no file is read. @throws with what the text should have been */
export function placeFromText(text: string): Promise<Place> {
  return onlyPlace(() => readPlaces(text), 'The place')
}

async function onlyPlace(read: () => Promise<[Place, ...Place[]]>, where: string): Promise<Place> {
  const places = await read().catch((cause) => {
    throw new Error(`${where} cannot be read. ${(cause as Error).message}`, { cause })
  })
  const [meant, ...more] = placesMeant(places)
  if (meant && more.length === 0) return meant
  throw new Error(`${where} holds ${more.length + 1} places, and one is needed; keep the one that you mean`)
}
