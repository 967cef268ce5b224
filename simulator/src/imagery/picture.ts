/** Pictures for people, made from reflectance. */

import { NODATA, type Raster } from '@swath/imagery/raster'
import sharp from 'sharp'

const VISUAL_BANDS = 3
/** Blue, Green, Red reflectance x 10000 that is mere air, and goes to black. */
const BLACK_POINT = [550, 350, 210]
// A film's curve: detail in fields and woods, and snow and cloud that fade to white instead of clipping.
const EXPOSURE = 1 / 1500
const GAMMA = 1 / 1.3

/**
 * Red, green and blue, 8 bits, 0 is nodata, from an analytic raster (Blue, Green, Red, NIR, 16 bits).
 * The stretch is the same for every image, so that neighbours match.
 */
export function toVisual({ width, height, bands, samples }: Raster<Uint16Array>): Raster<Uint8Array> {
  const visual = new Uint8Array(width * height * VISUAL_BANDS)
  for (let band = 0; band < VISUAL_BANDS; band++) {
    const source = VISUAL_BANDS - 1 - band
    const curve = toneCurve(BLACK_POINT[source]!)
    for (let pixel = 0; pixel < width * height; pixel++) {
      visual[pixel * VISUAL_BANDS + band] = curve[samples[pixel * bands + source]!]!
    }
  }
  return { width, height, bands: VISUAL_BANDS, samples: visual }
}

function toneCurve(blackPoint: number): Uint8Array {
  return Uint8Array.from({ length: 65_536 }, (_, reflectance) => {
    if (reflectance === NODATA) return NODATA
    const light = 1 - Math.exp(-Math.max(reflectance - blackPoint, 0) * EXPOSURE)
    return Math.round(1 + 254 * light ** GAMMA)
  })
}

/** RGBA, transparent where there is no data. */
export function toRgba({ width, height, bands, samples }: Raster<Uint8Array>): Raster<Uint8Array> {
  const rgba = new Uint8Array(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgba.set(samples.subarray(pixel * bands, pixel * bands + VISUAL_BANDS), pixel * 4)
    rgba[pixel * 4 + 3] = samples[pixel * bands] === NODATA ? 0 : 255
  }
  return { width, height, bands: 4, samples: rgba }
}

/** A PNG no longer than `longest_px` on either side; smaller pictures keep their size. */
export function encodePng(
  { width, height, samples }: Raster<Uint8Array>,
  longest_px: number,
): Promise<Buffer> {
  return sharp(samples, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .resize(longest_px, longest_px, { fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 6 })
    .toBuffer()
}
