/** From samples of a raster to the pixels of a picture. Pure. */
import type { Rectangle } from '../mercator.ts'
import type { PixelMap } from './warp.ts'
import type { Resolution, Window } from './window.ts'

/** Red, green, blue and alpha, `size_px` on a side. Alpha is 0 or 255. */
export interface Canvas {
  readonly size_px: number
  readonly rgba: Uint8ClampedArray
}

// Reflectance x 10000 that is white. Land lies below, and the same stretch for every image lets neighbours match.
const WHITE = 3000
const GAMMA = 1.3

/** 8 bits are shown as they are; 16 bits are reflectance x 10000, of which 0 to 0.3 is shown, with a gamma. */
export function toneCurve(bits: 8 | 16): Uint8Array {
  return bits === 8 ? AS_IT_IS : REFLECTANCE
}

const AS_IT_IS = Uint8Array.from({ length: 2 ** 8 }, (_, value) => value)
const REFLECTANCE = Uint8Array.from({ length: 2 ** 16 }, (_, value) =>
  Math.round(255 * Math.min(value / WHITE, 1) ** (1 / GAMMA)),
)

/**
 * Paints a part of the canvas; a pixel whose centre lies off the image, or where there is no data, is left alone.
 * @returns whether the centre of any pixel lies on the image
 */
export function paint(
  canvas: Canvas,
  part: Rectangle,
  { map, window, resolution }: { map: PixelMap; window: Window; resolution: Resolution },
  curve: Uint8Array,
): boolean {
  const end_column = resolution.level.width / resolution.reduction
  const end_row = resolution.level.height / resolution.reduction
  const values = new Float64Array(window.band_count)
  let isTouched = false
  for (let pixel = 0; pixel < map.columns.length; pixel++) {
    const column = map.columns[pixel]!
    const row = map.rows[pixel]!
    // Written so that a place that is not a number is not on the image.
    if (!(column >= 0 && column < end_column && row >= 0 && row < end_row)) continue
    isTouched = true
    if (!interpolate(window, column - window.left, row - window.top, values)) continue
    const y = part.top + Math.floor(pixel / part.width)
    const x = part.left + (pixel % part.width)
    setPixel(canvas.rgba, 4 * (y * canvas.size_px + x), values, curve)
  }
  return isTouched
}

/** The one pixel that stands for all that are painted; transparent where none is. */
export function meanOf({ rgba }: Canvas): Uint8ClampedArray {
  const sums = [0, 0, 0]
  let count = 0
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3] === 0) continue
    count++
    for (const channel of [0, 1, 2]) sums[channel]! += rgba[at + channel]!
  }
  return Uint8ClampedArray.from(count === 0 ? [0, 0, 0, 0] : [...sums.map((sum) => sum / count), 255])
}

function setPixel(rgba: Uint8ClampedArray, at: number, values: Float64Array, curve: Uint8Array): void {
  for (let channel = 0; channel < 3; channel++) {
    const value = values[values.length === 1 ? 0 : channel]!
    rgba[at + channel] = curve[Math.round(value)]!
  }
  rgba[at + 3] = 255
}

/**
 * Bilinear, among those neighbours that have data, so that nodata never darkens the edge of a scene.
 * @returns false, with `values` as they were, where the pixel itself has no data
 */
function interpolate(window: Window, column: number, row: number, values: Float64Array): boolean {
  const { width, height, valid, samples, band_count } = window
  if (valid[Math.floor(row) * width + Math.floor(column)] !== 1) return false
  const left = Math.floor(column - 0.5)
  const top = Math.floor(row - 0.5)
  const right = column - 0.5 - left
  const down = row - 0.5 - top
  let sum = 0
  values.fill(0)
  // In one piece: a call for each neighbour would put every fraction on the heap.
  for (let corner = 0; corner < 4; corner++) {
    const x = left + (corner & 1)
    const y = top + (corner >> 1)
    const neighbour = y * width + x
    if (x < 0 || y < 0 || x >= width || y >= height || valid[neighbour] === 0) continue
    const weight = (x === left ? 1 - right : right) * (y === top ? 1 - down : down)
    sum += weight
    for (let band = 0; band < band_count; band++) {
      values[band]! += weight * samples[neighbour * band_count + band]!
    }
  }
  for (let band = 0; band < band_count; band++) values[band]! /= sum
  return true
}
