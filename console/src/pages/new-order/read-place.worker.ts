// In a thread of its own: to read a file and to unite its areas takes seconds, and the page goes on meanwhile.
import { type Reading, readPlaceFile, readPlaces } from '@swath/places/read'
import { type United, unitePlaces } from '@swath/places/unite'

/** First what was read, then the places as one; or what is wrong with the file, or why they are not one. */
export type Told = { reading?: Reading; united?: United; problem?: string }

self.onmessage = async ({ data }: MessageEvent<string | Uint8Array>) => {
  try {
    const reading = await (typeof data === 'string' ? readPlaces(data) : readPlaceFile(data))
    tell({ reading })
    tell({ united: await unitePlaces(reading.places) })
  } catch (error) {
    tell({ problem: (error as Error).message })
  }
}

const tell = (told: Told) => self.postMessage(told)
