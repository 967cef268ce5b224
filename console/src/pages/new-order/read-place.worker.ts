// In a thread of its own: to read a file and to unite its areas takes seconds, and the page goes on meanwhile.
import type { NamedFile } from '@swath/places/file'
import { type Reading, readPlaceFiles, readPlaces } from '@swath/places/read'
import { type United, unitePlaces } from '@swath/places/unite'

/** First what was read, then the places as one; or what is wrong with the files, or why they are not one. */
export type Told = { reading?: Reading; united?: United; problem?: string }

self.onmessage = async ({ data }: MessageEvent<string | NamedFile[]>) => {
  try {
    const reading = await (typeof data === 'string' ? readPlaces(data) : readPlaceFiles(data))
    tell({ reading })
    tell({ united: await unitePlaces(reading.places) })
  } catch (error) {
    tell({ problem: (error as Error).message })
  }
}

const tell = (told: Told) => self.postMessage(told)
