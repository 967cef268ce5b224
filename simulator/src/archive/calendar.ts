/** Which captures the archive has. */
import { DAY_MS } from '@swath/orbits/earth'
import { captureOn, type PastCapture, search_days } from './capture.ts'
import { type Place, places } from './places.ts'

/** On average: a browse image, the tiles of its quickview and of L1D, and for half of the captures super-resolved ones. */
const items_per_capture = 33

/**
 * Places and days of about so many items in the year before `now_ms`, the newest last. Days are counted from 1970, so
 * that a later call finds the same ones again.
 */
export function* calendar(items: number, now_ms: number): Generator<{ place: Place; day: number }> {
  const captures_per_place = items / items_per_capture / places.length
  const interval = Math.max(1, Math.floor(365 / captures_per_place))
  const last = Math.floor(now_ms / DAY_MS) - search_days - 1
  for (let day = last - 364; day <= last; day++) {
    for (const [index, place] of places.entries()) {
      // Evenly apart: not everything is photographed on one day, and of few items some fall into the year.
      const shift = Math.floor((index * interval) / places.length)
      if ((day + shift) % interval === 0) yield { place, day }
    }
  }
}

/** The capture of a key; undefined when there is none. */
export function captureOf(seed: string, key: string): PastCapture | undefined {
  const [, name, day] = /^([a-z-]+)-(\d{5})$/.exec(key) ?? []
  const place = places.find((one) => one.name === name)
  return place && captureOn(seed, place, Number(day))
}
