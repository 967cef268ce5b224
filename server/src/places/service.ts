import { SwathError } from '@swath/contract/errors'
import type { PlacesFound, PlacesRead } from '@swath/contract/places'
import type { Threads } from '../threads/threads.ts'
import {
  attribution,
  type Box,
  findPlaces,
  type Gazetteer,
  largestCities,
  type Question,
  readGazetteer,
} from './gazetteer.ts'

let gazetteer: Promise<Gazetteer> | undefined

/** It is read in another thread when somebody looks for the first place, which takes a second, and then stays. */
function openGazetteer(threads: Threads): Promise<Gazetteer> {
  gazetteer ??= threads.run(new URL('gazetteer.ts', import.meta.url).href, readGazetteer, undefined)
  gazetteer.catch(() => (gazetteer = undefined))
  return gazetteer
}

export async function searchPlaces(threads: Threads, question: Question): Promise<PlacesFound> {
  return { places: findPlaces(await openGazetteer(threads), question), attribution }
}

export async function placesIn(threads: Threads, bbox: Box, limit: number): Promise<PlacesFound> {
  return { places: largestCities(await openGazetteer(threads), bbox, limit), attribution }
}

/**
 * The places in a file that somebody sends as their area, read in another thread: it may take a second.
 * @returns the JSON of PlacesRead
 * @throws SwathError `places_unreadable` with what would be right
 */
export async function readPlaces(threads: Threads, bytes: Uint8Array, file_name = ''): Promise<string> {
  const { text, refusal } = await threads.run(import.meta.url, readInThread, bytes)
  if (text !== undefined) return text
  throw new SwathError('places_unreadable', `${file_name && `${file_name}: `}${refusal}`)
}

type Answer = { text: string; refusal?: never } | { text?: never; refusal: string }

/**
 * A fault of the file is an Error and nothing else; a fault of ours is something else.
 * @inThread
 */
export async function readInThread(bytes: Uint8Array): Promise<Answer> {
  const { readPlaceFile } = await import('@swath/places/read')
  try {
    const { places, notes } = await readPlaceFile(bytes)
    const features = places.map((place) => ({ type: 'Feature' as const, ...place }))
    return { text: JSON.stringify({ type: 'FeatureCollection', features, notes } satisfies PlacesRead) }
  } catch (error) {
    if (!(error instanceof Error) || error.constructor !== Error) throw error
    return { refusal: error.message }
  }
}
