import type { Geometry } from '@swath/contract/geometry'
import { most_place_bytes } from '@swath/places/file'
import { joinPlaces, type Place, readPlaceFile, readPlaces } from '@swath/places/read'
import { type DragEvent, useState } from 'react'
import { messageOf } from '../../ui/states.tsx'

export interface GivenPlace {
  takeText: (text: string) => Promise<void>
  takeFile: (file: File) => Promise<void>
  /** Why what was given last is no place. */
  problem: string | undefined
}

/** A place as text or as a file, from wherever it comes. */
export function useGivenPlace(onGiven: (geometry: Geometry) => void): GivenPlace {
  const [problem, setProblem] = useState<string>()
  async function take(read: Promise<Place[]>, name?: string) {
    try {
      onGiven(joinPlaces(await read))
      setProblem(undefined)
    } catch (error) {
      setProblem(`${name === undefined ? '' : `${name}: `}${messageOf(error)}.`)
    }
  }
  return {
    takeText: (text) => take(readPlaces(text)),
    takeFile: (file) => take(placesOf(file), file.name),
    problem,
  }
}

/** Of what is too large no more is read than it takes to say so. */
async function placesOf(file: File): Promise<Place[]> {
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
