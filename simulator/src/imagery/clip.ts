/** Cuts a part out of a picture, for whoever does not want all of it. */

import type { PixelGrid, Raster, Samples } from '@swath/imagery/raster'
import { type LonLat, projectionOf } from '@swath/imagery/utm'
import { type Ring, rowSpans } from './footprint.ts'
import type { Scene } from './scene.ts'

export interface AreaGeometry {
  readonly type: 'Polygon' | 'MultiPolygon'
  readonly coordinates: readonly unknown[]
}

/** A part of a capture. */
export interface Clip {
  readonly geometry: AreaGeometry
  /** The capture whose picture it shows. */
  readonly capture_id: string
}

/** All rings of a geometry, exteriors and holes. */
export function ringsOf({ type, coordinates }: AreaGeometry): Ring[] {
  return (type === 'Polygon' ? coordinates : coordinates.flat()) as LonLat[][]
}

/** Rows and columns, ends excluded. */
interface Frame {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** The pixels whose centres lie inside the geometry, on the smallest grid that holds them; the others are nodata. */
export function clipScene(scene: Scene, grid: PixelGrid, geometry: AreaGeometry) {
  const spans = spansInside(geometry, grid)
  const frame = frameOf(spans)
  const clipped: Scene = {
    analytic: cut(scene.analytic, spans, frame),
    cloud: cut(scene.cloud, spans, frame),
  }
  return { scene: clipped, grid: gridIn(grid, frame) }
}

/** As of one ring; a column that an even number of rings hold is in a hole, or in none of them. */
function spansInside(geometry: AreaGeometry, grid: PixelGrid): number[][] {
  const projection = projectionOf(grid.epsg)
  const of_rings = ringsOf(geometry).map((ring) =>
    rowSpans(
      ring.map((position) => projection.forward(position)),
      grid,
    ),
  )
  return Array.from({ length: grid.height }, (_, row) =>
    of_rings.flatMap((spans) => spans[row]!).sort((a, b) => a - b),
  )
}

function frameOf(spans: readonly number[][]): Frame {
  const isFilled = (span: readonly number[]) => span.some((end, i) => i % 2 === 1 && end > span[i - 1]!)
  const filled = spans.filter(isFilled)
  // A part between the centres of pixels has one, which is empty.
  if (filled.length === 0) return { top: 0, bottom: 1, left: 0, right: 1 }
  return {
    top: spans.findIndex(isFilled),
    bottom: spans.findLastIndex(isFilled) + 1,
    left: Math.min(...filled.map((span) => span[0]!)),
    right: Math.max(...filled.map((span) => span.at(-1)!)),
  }
}

function cut<S extends Samples>(raster: Raster<S>, spans: readonly number[][], frame: Frame): Raster<S> {
  const { bands } = raster
  const width = frame.right - frame.left
  const height = frame.bottom - frame.top
  const Type = raster.samples.constructor as new (length: number) => S
  const samples = new Type(width * height * bands)
  for (let row = frame.top; row < frame.bottom; row++) {
    const span = spans[row]!
    for (let i = 0; i + 1 < span.length; i += 2) {
      const from = (row * raster.width + span[i]!) * bands
      const to = (row * raster.width + span[i + 1]!) * bands
      const at = ((row - frame.top) * width + span[i]! - frame.left) * bands
      samples.set(raster.samples.subarray(from, to), at)
    }
  }
  return { width, height, bands, samples }
}

function gridIn(grid: PixelGrid, { top, bottom, left, right }: Frame): PixelGrid {
  return {
    ...grid,
    origin_easting_m: grid.origin_easting_m + left * grid.pixel_size_m,
    origin_northing_m: grid.origin_northing_m - top * grid.pixel_size_m,
    width: right - left,
    height: bottom - top,
  }
}
