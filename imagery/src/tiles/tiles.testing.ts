/** Images to draw tiles from, and GDAL as the judge of the tiles. Only tests import this. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CogOptions, encodeCog } from '../cog.ts'
import type { Georeference, TileAddress } from '../mercator.ts'
import type { PixelGrid, Samples } from '../raster.ts'
import { type LonLat, projectionOf } from '../utm.ts'

export const folder = mkdtempSync(join(tmpdir(), 'swath-tiles-'))
process.once('exit', () => rmSync(folder, { recursive: true }))

/** The tile that shows a place. */
export function tileAt(z: number, [lon, lat]: LonLat): TileAddress {
  const y = 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)
  return { z, x: Math.floor(((lon + 180) / 360) * 2 ** z), y: Math.floor(y * 2 ** z) }
}

/** A grid with a place in its middle. */
export function gridAround(place: LonLat, epsg: number, size_px: number, pixel_size_m: number): PixelGrid {
  const [easting, northing] = projectionOf(epsg).forward(place)
  const half_m = (size_px / 2) * pixel_size_m
  const origin = { origin_easting_m: easting - half_m, origin_northing_m: northing + half_m }
  return { epsg, ...origin, pixel_size_m, width: size_px, height: size_px }
}

/** The same in the words of tiles. */
export function georeference({ pixel_size_m, ...grid }: PixelGrid): Georeference {
  return { ...grid, pixel_width_m: pixel_size_m, pixel_height_m: pixel_size_m }
}

/** A file of one band, or of as many as are described, with a value for each column and row. */
export async function writeImage(
  name: string,
  grid: PixelGrid,
  valueAt: (column: number, row: number, band: number) => number,
  more: { bits?: 8 | 16; bands?: CogOptions['bands'] } = {},
): Promise<string> {
  const bands = more.bands ?? [{ description: 'anything' }]
  const length = grid.width * grid.height * bands.length
  const samples: Samples = more.bits === 16 ? new Uint16Array(length) : new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    const pixel = Math.floor(i / bands.length)
    samples[i] = valueAt(pixel % grid.width, Math.floor(pixel / grid.width), i % bands.length)
  }
  const raster = { width: grid.width, height: grid.height, bands: bands.length, samples }
  const file = join(folder, `${name}.tif`)
  writeFileSync(file, encodeCog(raster, { grid, bands, resampling: 'average', tile_size_px: 256 }))
  return file
}

const WORLD_M = 2 * Math.PI * 6_378_137

/** GDAL's tile: its bands as they are in the file, and alpha, the bands of one pixel side by side. */
export function warpWithGdal(file: string, { z, x, y }: TileAddress, size_px: number, bits: 8 | 16): Samples {
  const tile_m = WORLD_M / 2 ** z
  const west = x * tile_m - WORLD_M / 2
  const north = WORLD_M / 2 - y * tile_m
  const output = join(folder, `gdal-${z}-${x}-${y}-${size_px}.img`)
  execFileSync('gdalwarp', [
    ...['-q', '-overwrite', '-t_srs', 'EPSG:3857', '-te', west, north - tile_m, west + tile_m, north].map(
      String,
    ),
    ...['-ts', size_px, size_px, '-r', 'bilinear', '-et', 0, '-dstalpha'].map(String),
    ...['-of', 'ENVI', '-co', 'INTERLEAVE=BIP', file, output],
  ])
  const bytes = readFileSync(output)
  return bits === 8
    ? bytes
    : new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}
