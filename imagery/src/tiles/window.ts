/** Reads as few pixels of an image as a part of a tile needs. */
import type { TypedArray } from 'geotiff'
import { type Cog, type Level, UnreadableImage } from '../read/open-cog.ts'
import type { PixelMap } from './warp.ts'

/** Pixels of a level, or of a level made smaller; the bands of one pixel side by side. */
export interface Window {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly band_count: number
  readonly samples: TypedArray
  /** 1 for each pixel that has data in any of the bands. */
  readonly valid: Uint8Array
}

/** An overview, made `reduction` times smaller still where none of the file is small enough. */
export interface Resolution {
  readonly level: Level
  readonly reduction: number
}

// 64 times what a tile needs of an image that has overviews.
const MAX_PIXELS = 2 ** 24

/** The nearest finer resolution for a tile whose pixels span `span` pixels of the whole image. */
export function chooseResolution({ levels }: Cog, span: number): Resolution {
  const scaleOf = (level: Level) => Math.max(level.scale_x, level.scale_y)
  const level = levels.findLast((candidate) => scaleOf(candidate) <= span) ?? levels[0]!
  const rest = span / scaleOf(level)
  return { level, reduction: rest < 2 ? 1 : 2 ** Math.floor(Math.log2(rest)) }
}

/**
 * Reads the surroundings of the places of `map`, which count pixels of the resolution; undefined if all are off the
 * image.
 * @throws UnreadableImage
 */
export async function readWindow(
  cog: Cog,
  { level, reduction }: Resolution,
  map: PixelMap,
  bands: readonly number[],
): Promise<Window | undefined> {
  const [left, right] = rangeOf(map.columns, reduction, level.width)
  const [top, bottom] = rangeOf(map.rows, reduction, level.height)
  if (left >= right || top >= bottom) return undefined
  try {
    if ((right - left) * (bottom - top) > MAX_PIXELS) throw new Error('it lacks overviews')
    const samples = await level.image.readRasters({
      window: [left, top, right, bottom],
      samples: bands.map((band) => band - 1),
      interleave: true,
    })
    const size = { width: right - left, height: bottom - top, band_count: bands.length }
    const window = { left, top, ...size, samples, valid: validityOf(samples, bands.length, cog.nodata) }
    return reduction === 1 ? window : reduce(window, reduction)
  } catch (error) {
    throw new UnreadableImage(cog.file, error)
  }
}

/** Whole blocks of `reduction` pixels, with a neighbour at each end to interpolate with. */
function rangeOf(places: Float64Array, reduction: number, size: number): [first: number, end: number] {
  let least = Infinity
  let most = -Infinity
  for (const place of places) {
    if (place < least) least = place
    if (place > most) most = place
  }
  const first = Math.max(Math.floor(least - 0.5) * reduction, 0)
  const end = Math.min(Math.floor(most + 1.5) * reduction, size)
  return [first, end]
}

function validityOf(samples: TypedArray, bands: number, nodata: number | undefined): Uint8Array {
  const valid = new Uint8Array(samples.length / bands)
  if (nodata === undefined) return valid.fill(1)
  for (let i = 0, pixel = 0; pixel < valid.length; pixel++) {
    for (let band = 0; band < bands; band++, i++) if (samples[i] !== nodata) valid[pixel] = 1
  }
  return valid
}

/** Averages of square blocks, in which what has no data does not count. */
function reduce(window: Window, by: number): Window {
  const { band_count } = window
  const width = Math.ceil(window.width / by)
  const height = Math.ceil(window.height / by)
  const sums = new Float64Array(width * height * band_count)
  const counts = new Uint32Array(width * height)
  for (let source = 0; source < window.valid.length; source++) {
    if (window.valid[source] === 0) continue
    const x = Math.floor((source % window.width) / by)
    const target = Math.floor(Math.floor(source / window.width) / by) * width + x
    counts[target]!++
    for (let band = 0; band < band_count; band++) {
      sums[target * band_count + band]! += window.samples[source * band_count + band]!
    }
  }
  return {
    left: window.left / by,
    top: window.top / by,
    width,
    height,
    band_count,
    samples: sums.map((sum, i) => sum / Math.max(counts[Math.floor(i / band_count)]!, 1)),
    valid: Uint8Array.from(counts, (count) => Math.min(count, 1)),
  }
}
