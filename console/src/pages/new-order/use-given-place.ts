import { most_place_bytes, type NamedFile } from '@swath/places/file'
import type { Place } from '@swath/places/place'
import { isPlaceName } from '@swath/places/place-name'
import type { Reading } from '@swath/places/read'
import type { United } from '@swath/places/unite'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { messageOf } from '../../ui/states.tsx'
import { type AreaChoices, areaChoicesOf } from './area-choices.ts'
import type { Told } from './read-place.worker.ts'

export interface GivenPlace {
  /** Whether the name of an area or a city is a place as well. */
  takes_names: boolean
  takeText: (text: string) => void
  takeFiles: (files: readonly File[]) => void
  takePlace: (place: Place) => void
  is_reading: boolean
  /** Why what was given last is no place. */
  problem: string | undefined
}

interface Wanted {
  /** It is there now: another one ends the reading, and what was wrong with the last file is no matter. */
  place: unknown
  /** Finds what is called so, as a place or as text; missing where names are no places. */
  placeNamed?: (name: string) => Promise<string | Place>
}

export function useGivenPlace(
  { place, placeNamed }: Wanted,
  onGiven: (areas: AreaChoices) => void,
): GivenPlace {
  const [problem, setProblem] = useState<string>()
  const [is_reading, setReading] = useState(false)
  const reading = useRef<AbortController>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about another place
  useEffect(() => {
    setProblem(undefined)
    setReading(false)
    return () => reading.current?.abort()
  }, [place])
  async function take(given: string | readonly File[]) {
    reading.current?.abort()
    const controller = new AbortController()
    reading.current = controller
    const { signal } = controller
    setReading(true)
    try {
      const is_name = placeNamed && typeof given === 'string' && isPlaceName(given)
      const found = is_name ? await placeNamed(given) : given
      const areas = isPlace(found) ? onlyPlace(found) : await readInThread(found, signal)
      if (!signal.aborted) onGiven(areas)
    } catch (error) {
      if (signal.aborted) return
      setReading(false)
      setProblem(`${messageOf(error)}.`)
    }
  }
  return {
    takes_names: placeNamed !== undefined,
    takeText: (text) => void take(text),
    takeFiles: (files) => void take(files),
    takePlace: (place) => onGiven(onlyPlace(place)),
    is_reading,
    problem,
  }
}

const isPlace = (found: string | readonly File[] | Place): found is Place =>
  typeof found === 'object' && 'geometry' in found

const onlyPlace = (place: Place): AreaChoices => ({
  notes: [],
  united: { place, notes: [] },
  each: undefined,
})

/** Areas with many corners that cross each other take minutes; nobody waits for that. */
const patience_ms = 20_000

/** @throws Error with what is wrong with the file, or the reason of the signal */
async function readInThread(given: string | readonly File[], signal: AbortSignal): Promise<AreaChoices> {
  const thread = new Worker(new URL('./read-place.worker.ts', import.meta.url), { type: 'module' })
  const { promise, resolve, reject } = Promise.withResolvers<AreaChoices>()
  const settle = (reading: Reading, united: United | Error) => {
    try {
      resolve(areaChoicesOf(reading, united))
    } catch (error) {
      reject(error)
    }
  }
  let read: Reading | undefined
  const too_long = setTimeout(() => {
    const error = new Error('To unite its areas takes too long')
    if (read) settle(read, error)
    else reject(new Error('To read it takes too long; simplify its areas'))
  }, patience_ms)
  thread.onmessage = ({ data: { reading, united, problem } }: MessageEvent<Told>) => {
    read ??= reading
    if (united && read) settle(read, united)
    else if (problem && read) settle(read, new Error(problem))
    else if (problem) reject(new Error(problem))
  }
  thread.onerror = () => reject(new Error('The reader of places could not be loaded; try again'))
  signal.addEventListener('abort', () => reject(signal.reason))
  try {
    thread.postMessage(typeof given === 'string' ? given : await readFiles(given))
    return await promise
  } finally {
    clearTimeout(too_long)
    thread.terminate()
  }
}

/** Files that are too large are read only as far as it takes to say so. */
async function readFiles(files: readonly File[]): Promise<NamedFile[]> {
  const read: NamedFile[] = []
  let left = most_place_bytes + 1
  for (const file of files) {
    const bytes = new Uint8Array(await file.slice(0, left).arrayBuffer())
    read.push({ name: file.name, bytes })
    left -= bytes.length
  }
  return read
}

/** Files may be dropped wherever these are set. */
export function useFileDrop(onFiles: GivenPlace['takeFiles']) {
  const [is_over, setOver] = useState(false)
  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(true)
  }
  return {
    'data-dropping': is_over || undefined,
    onDragOver: over,
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
    },
    onDrop: (event: DragEvent) => {
      const files = [...event.dataTransfer.files]
      if (files.length === 0) return
      event.preventDefault()
      setOver(false)
      onFiles(files)
    },
  }
}
