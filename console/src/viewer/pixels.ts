import type { Histogram } from './histogram.ts'
import type { RasterFacts } from './raster-file.ts'

/** An image that can be shown. */
export interface Pixels {
  readonly facts: RasterFacts
  /** A piece of a level; see RasterFile. */
  tile(level: number, x: number, y: number): Promise<Float32Array<ArrayBuffer>>
  values(column: number, row: number): Promise<number[] | undefined>
  histograms(): Promise<Histogram[]>
}
