/** The share of each tile that the clouds of a capture cover, computed without drawing the picture. */

import type { PixelGrid } from '@swath/imagery/raster'
import { cloudDensity, cloudThreshold } from '../imagery/clouds.ts'
import { gridOf, rowSpans } from '../imagery/footprint.ts'
import { createWorldMap, createWorldRow } from '../imagery/world.ts'
import type { PastCapture } from './capture.ts'
import { side_m, type Tile } from './tiles.ts'

const step_m = 125

/** In percent of what the capture shows of each tile. */
export function cloudCoverOfTiles(capture: PastCapture, tiles: readonly Tile[]): number[] {
  const grid = gridOf(capture.plane, step_m, true)
  const densities = densitiesOf(capture, grid)
  const threshold = cloudThreshold(densities, capture.cloud_cover_pct)
  return tiles.map((tile) => coverWithin(tile, grid, densities, threshold))
}

/** NaN outside of the footprint. */
function densitiesOf({ plane, cloud_seed }: PastCapture, grid: PixelGrid): Float32Array {
  const densities = new Float32Array(grid.width * grid.height).fill(Number.NaN)
  const spans = rowSpans(plane.ring, grid)
  const locate = createWorldMap(grid)
  const place = createWorldRow(grid.width + 2)
  for (const [row, [first = 0, end = 0]] of spans.entries()) {
    locate(row, place)
    for (let column = first; column < end; column++) {
      const density = cloudDensity(place.u[column + 1]!, place.v[column + 1]!, cloud_seed)
      densities[row * grid.width + column] = density
    }
  }
  return densities
}

function coverWithin(tile: Tile, grid: PixelGrid, densities: Float32Array, threshold: number): number {
  const { origin_easting_m, origin_northing_m, width, height } = grid
  const first = (tile.west_m - origin_easting_m) / step_m
  const top = (origin_northing_m - tile.south_m - side_m) / step_m
  const cells = side_m / step_m
  let seen = 0
  let cloudy = 0
  for (let row = Math.max(0, top); row < Math.min(height, top + cells); row++) {
    for (let column = Math.max(0, first); column < Math.min(width, first + cells); column++) {
      const density = densities[row * width + column]!
      if (Number.isNaN(density)) continue
      seen++
      if (density >= threshold) cloudy++
    }
  }
  return seen === 0 ? 0 : Math.round((1000 * cloudy) / seen) / 10
}
