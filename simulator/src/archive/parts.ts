/** The parts that the archive has of a past capture: the scene as a whole, and its tiles at each level. */

import type { PixelGrid } from '@swath/imagery/raster'
import { projectionOf } from '@swath/imagery/utm'
import { pixelSizeOf } from '../imagery/deliverable.ts'
import { gridOf, type Ring } from '../imagery/footprint.ts'
import type { PastCapture } from './capture.ts'
import { cloudCoverOfTiles } from './cover.ts'
import { side_m, type Tile, tilesOf } from './tiles.ts'

export type TiledLevel = 'L1B' | 'L1D' | 'L1D_SR'
export type DataKey = 'analytic' | 'visual' | 'cloud'

/** A scene or one of its tiles. */
export interface Part {
  collection: string
  product_name: string
  /** Behind the stamp of the id. */
  suffix: string
  ring: Ring
  gsd_m: number
  cloud_cover_pct: number
  valid_pixel_pct: number
  grid: PixelGrid
  grid_code?: string
  /** The files besides preview and thumbnail, below the address of the capture. */
  data: Partial<Record<DataKey, string>>
}

export const version = '2.0.1'
const browse_gsd_m = 20

export function partsOf(capture: PastCapture, pixel_size_m: number): Part[] {
  const tiles = tilesOf(capture.plane)
  const covers = cloudCoverOfTiles(capture, tiles)
  const levels: TiledLevel[] = ['L1B', 'L1D', ...(capture.has_sr ? (['L1D_SR'] as const) : [])]
  const tiled = levels.flatMap((level) =>
    tiles.map((tile, index) => tilePart(capture, tile, level, covers[index]!, pixel_size_m)),
  )
  return [browsePart(capture, pixel_size_m), ...tiled]
}

/** The pixels of a whole scene. */
export const sceneGrid = ({ plane }: PastCapture, pixel_size_m: number): PixelGrid =>
  gridOf(plane, pixel_size_m, true)

/** The pixels of a tile; they fill its square. */
export function tileGrid(
  { epsg, west_m, south_m }: Tile,
  level: TiledLevel,
  pixel_size_m: number,
): PixelGrid {
  const pixels = Math.round(side_m / pixelSizeOf(level, pixel_size_m))
  return {
    epsg,
    origin_easting_m: west_m,
    origin_northing_m: south_m + side_m,
    pixel_size_m: side_m / pixels,
    width: pixels,
    height: pixels,
  }
}

const named = (collection: string, product_name: string) => ({ collection, product_name })
const browse = named('quickview-visual-thumb', 'QUICKVIEW_VISUAL_THUMB')
const products = {
  L1B: named('quickview-visual', 'QUICKVIEW_VISUAL'),
  L1D: named('l1d', 'L1D'),
  L1D_SR: named('l1d-sr', 'L1D_SR'),
}

function browsePart(capture: PastCapture, pixel_size_m: number): Part {
  return {
    ...browse,
    suffix: browse.product_name,
    ring: capture.ring,
    gsd_m: browse_gsd_m,
    cloud_cover_pct: capture.cloud_cover_pct,
    valid_pixel_pct: 100,
    grid: sceneGrid(capture, pixel_size_m),
    data: {},
  }
}

function tilePart(
  { plane }: PastCapture,
  tile: Tile,
  level: TiledLevel,
  cloud_cover_pct: number,
  pixel_size_m: number,
): Part {
  const { inverse } = projectionOf(plane.epsg)
  const grid = tileGrid(tile, level, pixel_size_m)
  const file = (key: DataKey) => `${level}/${tile.name}_${key}.tif`
  return {
    ...products[level],
    suffix: `${level === 'L1B' ? products.L1B.product_name : `${level}_MS`}_${tile.name}_${version.replaceAll('.', '_')}`,
    ring: tile.ring.map(inverse),
    gsd_m: grid.pixel_size_m,
    cloud_cover_pct,
    valid_pixel_pct: Math.round(1000 * Math.min(tile.covered_share, 1)) / 10,
    grid,
    grid_code: `SATL-2KM-${tile.name}`,
    data: { analytic: file('analytic'), visual: file('visual'), cloud: file('cloud') },
  }
}
