/** A picture that shows what an image is like, as if it were one: colours instead of what was measured. */
import { type Histogram, histogramOf } from './histogram.ts'
import { no_data } from './no-data.ts'
import type { Pixels } from './pixels.ts'
import type { Place, RasterFacts } from './raster-file.ts'

const bands = ['red', 'green', 'blue']

export class Picture implements Pixels {
  readonly facts: RasterFacts
  readonly #samples: Float32Array<ArrayBuffer>

  private constructor(facts: RasterFacts, samples: Float32Array<ArrayBuffer>) {
    this.facts = facts
    this.#samples = samples
  }

  /** @param placeOf where a picture of so many pixels of width lies */
  static async read(blob: Blob, placeOf: (width: number) => Place | undefined): Promise<Picture> {
    const bitmap = await createImageBitmap(blob)
    const { width, height } = bitmap
    const context = new OffscreenCanvas(width, height).getContext('2d')!
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, width, height)
    const place = placeOf(width)
    const level = { width, height, tile_width: width, tile_height: height }
    const facts = { width, height, bands, bits: 8, is_float: false, levels: [level], ...(place && { place }) }
    return new Picture(facts, seenIn(data))
  }

  async tile() {
    // The caller may give it away.
    return this.#samples.slice()
  }

  async values(column: number, row: number): Promise<number[] | undefined> {
    const from = (row * this.facts.width + column) * bands.length
    const values = [...this.#samples.subarray(from, from + bands.length)]
    return values[0] === no_data ? undefined : values
  }

  async histograms(): Promise<Histogram[]> {
    return bands.map((_, band) =>
      histogramOf(this.#samples, { band, of: bands.length, is_float: false, no_data }),
    )
  }
}

/** Red, green and blue where the picture is not seen through. */
function seenIn(rgba: Uint8ClampedArray): Float32Array<ArrayBuffer> {
  const samples = new Float32Array((rgba.length / 4) * bands.length)
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += bands.length) {
    for (let band = 0; band < bands.length; band++)
      samples[to + band] = rgba[from + 3]! < 128 ? no_data : rgba[from + band]!
  }
  return samples
}
