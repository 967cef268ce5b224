/** For each pixel of a tile, the place in a raster that it shows. Pure. */
import type { Rectangle, TileAddress } from '../mercator.ts'

/** The place in the raster of a place in the tile, both in pixels from the north-west corner. */
export type Locate = (x: number, y: number) => [column: number, row: number]

/** Places in the raster for the centres of the pixels of a rectangle, row by row. */
export interface PixelMap {
  readonly columns: Float64Array
  readonly rows: Float64Array
}

// Exact every so many pixels and interpolated between, if that is good enough; 1 is exact everywhere.
const STEPS_PX = [16, 8, 4, 2, 1]
/** Half of what the promise allows: the error is looked at in a few places only. */
const MAX_ERROR = 1 / 8

export function locateInTile(
  toRaster: (x: number, y: number) => [number, number],
  tile: TileAddress,
  size_px: number,
): Locate {
  const world_px = size_px * 2 ** tile.z
  return (x, y) => toRaster(tile.x / 2 ** tile.z + x / world_px, tile.y / 2 ** tile.z + y / world_px)
}

/** The number of pixels of the raster that one pixel of the tile spans, where it spans the fewest. */
export function spanOf(locate: Locate, rectangle: Rectangle): number {
  const spans = sampledPlaces(rectangle).flatMap(([x, y]) => {
    const here = locate(x, y)
    return [distance(here, locate(x + 1, y)), distance(here, locate(x, y + 1))]
  })
  return Math.min(...spans)
}

/** The size of a pixel of an overview, in pixels of the whole image. */
export interface PixelSize {
  readonly x: number
  readonly y: number
}

/** Places in an overview, wrong by less than a quarter of one of its pixels. */
export function mapPixels(locate: Locate, rectangle: Rectangle, pixel: PixelSize): PixelMap {
  const max = MAX_ERROR * Math.min(pixel.x, pixel.y)
  const step = STEPS_PX.find((px) => px === 1 || errorOf(locate, rectangle, px) <= max)!
  return interpolate(latticeOf(locate, rectangle, step, pixel), rectangle)
}

function sampledPlaces({ left, top, width, height }: Rectangle): [number, number][] {
  const right = left + width - 1
  const bottom = top + height - 1
  return [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
    [(left + right) / 2, (top + bottom) / 2],
  ]
}

function distance([ax, ay]: readonly number[], [bx, by]: readonly number[]): number {
  return Math.hypot(ax! - bx!, ay! - by!)
}

/**
 * In the middle of edges of the lattice. Not in the middle of its cells: these maps are conformal, they bend
 * along x and along y in opposite directions, and there the two errors hide each other.
 */
function errorOf(locate: Locate, rectangle: Rectangle, step: number): number {
  const half = step / 2
  const errors = sampledPlaces(rectangle).flatMap(([x, y]) => [
    bend(locate(x - half, y), locate(x, y), locate(x + half, y)),
    bend(locate(x, y - half), locate(x, y), locate(x, y + half)),
  ])
  return Math.max(...errors)
}

function bend(a: readonly number[], middle: readonly number[], b: readonly number[]): number {
  return distance(middle, [(a[0]! + b[0]!) / 2, (a[1]! + b[1]!) / 2])
}

interface Lattice {
  readonly step: number
  /** Nodes in a row. */
  readonly width: number
  readonly columns: Float64Array
  readonly rows: Float64Array
}

function latticeOf(
  locate: Locate,
  { left, top, ...size }: Rectangle,
  step: number,
  pixel: PixelSize,
): Lattice {
  // One node more than the last pixel needs, so that interpolation always finds its neighbour.
  const width = Math.floor((size.width - 1) / step) + 2
  const height = Math.floor((size.height - 1) / step) + 2
  const columns = new Float64Array(width * height)
  const rows = new Float64Array(width * height)
  for (let node = 0; node < width * height; node++) {
    const x = left + 0.5 + (node % width) * step
    const y = top + 0.5 + Math.floor(node / width) * step
    const [column, row] = locate(x, y)
    columns[node] = column / pixel.x
    rows[node] = row / pixel.y
  }
  return { step, width, columns, rows }
}

function interpolate({ step, width, columns, rows }: Lattice, rectangle: Rectangle): PixelMap {
  const length = rectangle.width * rectangle.height
  const map = { columns: new Float64Array(length), rows: new Float64Array(length) }
  for (let pixel = 0; pixel < length; pixel++) {
    const x = (pixel % rectangle.width) / step
    const y = Math.floor(pixel / rectangle.width) / step
    const node = Math.floor(y) * width + Math.floor(x)
    map.columns[pixel] = between(columns, node, width, x % 1, y % 1)
    map.rows[pixel] = between(rows, node, width, x % 1, y % 1)
  }
  return map
}

function between(values: Float64Array, node: number, width: number, right: number, down: number): number {
  const upper = values[node]! * (1 - right) + values[node + 1]! * right
  const lower = values[node + width]! * (1 - right) + values[node + width + 1]! * right
  return upper * (1 - down) + lower * down
}
