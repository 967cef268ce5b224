import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** The place that an import of a file has reached, so that it can go on from there. */
export interface Place {
  /** Names the import: the file and the server. Another import does not go on from here. */
  job: string
  /** All lines up to this one, from 1, were acknowledged by the server. */
  line: number
  /** The number of those with each result. */
  counts: Counts
}

export interface Counts {
  created: number
  updated: number
  unchanged: number
  refused: number
}

/** Beside the input. */
export function sidecarOf(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.swath-import`)
}

export async function readPlace(file: string, job: string): Promise<Place | undefined> {
  const text = await readFile(sidecarOf(file), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const place = JSON.parse(text) as Place
  return place.job === job ? place : undefined
}

/** A crash leaves the place before or the place after, never half of it. */
export async function writePlace(file: string, place: Place): Promise<void> {
  const target = sidecarOf(file)
  await writeFile(`${target}.new`, `${JSON.stringify(place)}\n`)
  await rename(`${target}.new`, target)
}

export function forgetPlace(file: string): Promise<void> {
  return rm(sidecarOf(file), { force: true })
}
