/**
 * Cloud-Optimized GeoTIFF, laid out like GDAL's own COG driver does it:
 * header, note of the layout, all directories, then the tiles from the smallest overview to the full image.
 * See https://gdal.org/en/stable/drivers/raster/cog.html and OGC 21-026 (COG), 19-008r4 (GeoTIFF 1.1).
 */
import { constants, deflateSync } from 'node:zlib'
import { buildOverviews, type Resampling } from './overviews.ts'
import { emptySamples, NODATA, type PixelGrid, type Raster, type Samples } from './raster.ts'
import { ascii, directorySize, double, encodeDirectory, long, short, type TiffTag } from './tiff.ts'

export interface CogBand {
  readonly description: string
  /** A GDAL colour interpretation name, where the three bands are not simply red, green and blue. */
  readonly color?: 'Red' | 'Green' | 'Blue' | 'NIR' | 'Gray'
}

export interface CogOptions {
  /** Without it the file lies nowhere on the Earth. */
  readonly grid?: PixelGrid
  /** One per band of the raster. */
  readonly bands: readonly CogBand[]
  readonly resampling: Resampling
  /** A multiple of 16. An image that is smaller is one tile, no larger than it needs: tiles are compressed whole. */
  readonly tile_size_px: number
}

/** One resolution: its pixels, the tags that do not depend on the place in the file, and its deflated tiles. */
interface Level {
  readonly tags: readonly TiffTag[]
  readonly tiles: readonly Buffer[]
}

const LAYOUT = [
  'LAYOUT=IFDS_BEFORE_DATA',
  'BLOCK_ORDER=ROW_MAJOR',
  'BLOCK_LEADER=SIZE_AS_UINT4',
  'BLOCK_TRAILER=LAST_4_BYTES_REPEATED',
  // The blank leaves room for an editor to turn NO into YES in place.
  'KNOWN_INCOMPATIBLE_EDITION=NO\n ',
].join('\n')

/**
 * The whole file. Samples are uint8 or uint16, 0 is nodata, tiles are deflated with a horizontal predictor.
 * Limits: square north-up pixels, under 4 GB, a little-endian machine. It computes for as long as it takes, so it belongs
 * into a thread that answers nobody.
 */
export function encodeCog(raster: Raster, options: CogOptions): Buffer {
  const { resampling, bands } = options
  if (bands.length !== raster.bands) throw new RangeError(`${raster.bands} bands, ${bands.length} described`)
  const tile_size_px = Math.min(
    options.tile_size_px,
    16 * Math.ceil(Math.max(raster.width, raster.height) / 16),
  )
  const images = [raster, ...buildOverviews(raster, tile_size_px, resampling)]
  const levels: Level[] = []
  for (const image of images) {
    const tags = [
      ...imageTags(image, tile_size_px),
      ...(image === raster ? fullImageTags(options) : overviewTags()),
    ]
    levels.push({ tags, tiles: encodeTiles(image, tile_size_px) })
  }
  return assemble(levels)
}

function imageTags({ width, height, bands, samples }: Raster, tileSize_px: number): TiffTag[] {
  const isRgb = bands === 3
  const extraBands = isRgb ? 0 : bands - 1
  return [
    long(256, width),
    long(257, height),
    short(258, ...Array(bands).fill(8 * samples.BYTES_PER_ELEMENT)),
    short(259, 8), // Compression: deflate
    short(262, isRgb ? 2 : 1), // PhotometricInterpretation: RGB, or black is zero
    short(277, bands),
    short(284, 1), // PlanarConfiguration: bands of a pixel side by side
    short(317, 2), // Predictor: horizontal differences
    short(322, tileSize_px),
    short(323, tileSize_px),
    ...(extraBands > 0 ? [short(338, ...Array(extraBands).fill(0))] : []),
    short(339, ...Array(bands).fill(1)), // SampleFormat: unsigned
    ascii(42113, String(NODATA)), // GDAL_NODATA
  ]
}

function overviewTags(): TiffTag[] {
  return [long(254, 1)] // NewSubfileType: reduced resolution
}

function fullImageTags({ grid, bands }: CogOptions): TiffTag[] {
  return [...(grid ? placeTags(grid) : []), ascii(42112, gdalMetadata(bands))]
}

function placeTags(grid: PixelGrid): TiffTag[] {
  return [
    double(33550, grid.pixel_size_m, grid.pixel_size_m, 0), // ModelPixelScale
    double(33922, 0, 0, 0, grid.origin_easting_m, grid.origin_northing_m, 0), // ModelTiepoint
    short(34735, ...geoKeys(grid.epsg)),
  ]
}

function geoKeys(epsg: number): number[] {
  const keys = [
    [1024, 1], // GTModelType: projected
    [1025, 1], // GTRasterType: a pixel is an area
    [3072, epsg], // ProjectedCRS
    [3076, 9001], // ProjLinearUnits: metre
  ]
  return [1, 1, 0, keys.length, ...keys.flatMap(([key, value]) => [key!, 0, 1, value!])]
}

function gdalMetadata(bands: readonly CogBand[]): string {
  const items = bands.flatMap(({ description, color }, index) => [
    `<Item name="DESCRIPTION" sample="${index}" role="description">${escapeXml(description)}</Item>`,
    ...(color ? [`<Item name="COLORINTERP" sample="${index}" role="colorinterp">${color}</Item>`] : []),
  ])
  return `<GDALMetadata>\n  ${items.join('\n  ')}\n</GDALMetadata>\n`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/**
 * Differences between neighbours are noise or zeros: looking for repetitions farther away takes up to four times as long,
 * for files that are two percent smaller.
 */
const deflation = { strategy: constants.Z_RLE }

/** Deflated tiles in row-major order. */
function encodeTiles(image: Raster, tileSize_px: number): Buffer[] {
  const tiles: Buffer[] = []
  for (let top = 0; top < image.height; top += tileSize_px) {
    for (let left = 0; left < image.width; left += tileSize_px) {
      tiles.push(deflateSync(cutTile(image, left, top, tileSize_px), deflation))
    }
  }
  return tiles
}

/** A square of differences to the pixel on the left, per band. What lies beyond the image is never read. */
function cutTile(image: Raster, left: number, top: number, size_px: number): Samples {
  const { width, height, bands, samples } = image
  const tile = emptySamples(samples, size_px * size_px * bands)
  const rowSamples = Math.min(size_px, width - left) * bands
  const rows = Math.min(size_px, height - top)
  for (let y = 0; y < rows; y++) {
    const source = ((top + y) * width + left) * bands
    const target = y * size_px * bands
    for (let i = 0; i < bands; i++) tile[target + i] = samples[source + i]!
    for (let i = bands; i < rowSamples; i++)
      tile[target + i] = samples[source + i]! - samples[source + i - bands]!
  }
  return tile
}

function assemble(levels: readonly Level[]): Buffer {
  const note = Buffer.from(
    `GDAL_STRUCTURAL_METADATA_SIZE=${String(LAYOUT.length).padStart(6, '0')} bytes\n${LAYOUT}`,
  )
  const directoryPositions: number[] = []
  let position = 8 + note.length + (note.length % 2)
  const firstDirectory = position
  for (const level of levels) {
    directoryPositions.push(position)
    position += directorySize(tagsWithTiles(level, 0))
  }
  const directories: Buffer[] = []
  const data: Buffer[] = []
  for (const [index, level] of [...levels.entries()].reverse()) {
    const next = directoryPositions[index + 1] ?? 0
    directories.unshift(encodeDirectory(tagsWithTiles(level, position), directoryPositions[index]!, next))
    const blocks = level.tiles.flatMap(asBlock)
    data.push(...blocks)
    position += blocks.reduce((size, block) => size + block.length, 0)
  }
  return Buffer.concat([header(firstDirectory), note, Buffer.alloc(note.length % 2), ...directories, ...data])
}

function header(firstDirectory: number): Buffer {
  const bytes = Buffer.from('II*\0....', 'latin1')
  bytes.writeUInt32LE(firstDirectory, 4)
  return bytes
}

/** A reader may fetch a tile knowing only its offset: the size comes before it, an end mark after it. */
function asBlock(tile: Buffer): Buffer[] {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(tile.length)
  return [size, tile, tile.subarray(-4)]
}

/** The tags of a level whose first block begins at `position`. */
function tagsWithTiles({ tags, tiles }: Level, position: number): TiffTag[] {
  const offsets: number[] = []
  let next = position
  for (const tile of tiles) {
    offsets.push(next + 4)
    next += 4 + tile.length + 4
  }
  return [...tags, long(324, ...offsets), long(325, ...tiles.map((tile) => tile.length))]
}
