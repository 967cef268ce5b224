/** The pictures in memory, before they become files. */

/** The value that means "nothing was seen here", in every raster that we write. */
export const NODATA = 0

export type Samples = Uint8Array | Uint16Array

/** Pixels row by row from the north-west, the bands of one pixel side by side: height x width x bands. */
export interface Raster<S extends Samples = Samples> {
  readonly width: number
  readonly height: number
  readonly bands: number
  readonly samples: S
}

/** The place of square, north-up pixels on the plane of an EPSG code. The origin is the north-west corner. */
export interface PixelGrid {
  readonly epsg: number
  readonly origin_easting_m: number
  readonly origin_northing_m: number
  readonly pixel_size_m: number
  readonly width: number
  readonly height: number
}

/** An all-zero array of the same sample type. */
export function emptySamples(like: Samples, length: number): Samples {
  return like instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length)
}
