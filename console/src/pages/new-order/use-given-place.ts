import type { Geometry } from '@swath/contract/geometry'
import { most_place_bytes } from '@swath/places/file'
import { type Reading, readPlaceFile, readPlaces } from '@swath/places/read'
import { describeUnited, unitePlaces } from '@swath/places/unite'
import { type DragEvent, useState } from 'react'
import { messageOf } from '../../ui/states.tsx'

export interface GivenPlace {
  takeText: (text: string) => Promise<void>
  takeFile: (file: File) => Promise<void>
  /** Why what was given last is no place. */
  problem: string | undefined
  /** What became of it: it was converted, or united. */
  notes: readonly string[]
}

/** A place as text or as a file, from wherever it comes. */
export function useGivenPlace(onGiven: (geometry: Geometry) => void): GivenPlace {
  const [problem, setProblem] = useState<string>()
  const [notes, setNotes] = useState<readonly string[]>([])
  async function take(read: Promise<Reading>, name?: string) {
    try {
      const { places, notes } = await read
      const united = await unitePlaces(places)
      onGiven(united.geometry)
      setNotes([...notes, describeUnited(united) ?? ''].filter((note) => note !== ''))
      setProblem(undefined)
    } catch (error) {
      setNotes([])
      setProblem(`${name === undefined ? '' : `${name}: `}${messageOf(error)}.`)
    }
  }
  return {
    takeText: (text) => take(readPlaces(text)),
    takeFile: (file) => take(placesOf(file), file.name),
    problem,
    notes,
  }
}

/** Of what is too large no more is read than it takes to say so. */
async function placesOf(file: File): Promise<Reading> {
  return readPlaceFile(new Uint8Array(await file.slice(0, most_place_bytes + 1).arrayBuffer()))
}

/** Files may be dropped wherever these are set. */
export function useFileDrop(onFile: (file: File) => void) {
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
      const [file] = event.dataTransfer.files
      if (!file) return
      event.preventDefault()
      setOver(false)
      onFile(file)
    },
  }
}
