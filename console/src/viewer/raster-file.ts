/** Reads what a viewer shows of a GeoTIFF: facts, blocks, single pixels, and how often each value is in it. */
import { addDecoder, BaseDecoder, type GeoTIFF, type GeoTIFFImage } from 'geotiff'
import { type Histogram, histogramOf } from './histogram.ts'
import { no_data } from './no-data.ts'

/** The image itself, or an overview of it. */
export interface LevelFacts {
  width: number
  height: number
  /** That of the pieces in which it is read. */
  tile_width: number
  tile_height: number
}

/** The plane on which the pixels lie, in its units, from the north-west corner. */
export interface Place {
  epsg: number
  west: number
  north: number
  pixel_size: number
}

export interface RasterFacts {
  width: number
  height: number
  /** Names, in lower case where the file says which colours they are. */
  bands: string[]
  bits: number
  is_float: boolean
  /** From the whole image to the smallest overview. */
  levels: LevelFacts[]
  /** Absent where the file does not say it, or its pixels are no squares that point north. */
  place?: Place
}

/** Native, so several times as fast as the one of geotiff.js. */
class NativeInflate extends BaseDecoder {
  override decodeBlock(block: ArrayBufferLike): Promise<ArrayBuffer> {
    const bytes = new Blob([block as ArrayBuffer]).stream()
    return new Response(bytes.pipeThrough(new DecompressionStream('deflate'))).arrayBuffer()
  }
}
addDecoder([8, 32946], async () => NativeInflate)

// More directories than any image has overviews: a damaged file may lead round in a circle.
const most_directories = 64
/** A strip of a file without tiles is read by pieces of this size. */
const piece_px = 512
const most_piece_px = 1024
/** Without overviews a large image would have to be read whole to be seen at all. */
const most_without_overviews_px = 16384 ** 2
const most_counted_px = 1024 ** 2
const middle_px = 1024

type Window = [left: number, top: number, right: number, bottom: number]

export class RasterFile {
  readonly facts: RasterFacts
  readonly #images: readonly GeoTIFFImage[]
  readonly #alpha: number
  readonly #nodata: number

  private constructor(facts: RasterFacts, images: readonly GeoTIFFImage[]) {
    this.facts = facts
    this.#images = images
    this.#alpha = alphaOf(images[0]!)
    // It is written in decimals, and compared with what a float keeps of them.
    this.#nodata = Math.fround(images[0]!.getGDALNoData() ?? Number.NaN)
  }

  /** @throws Error that says why it cannot be shown */
  static async open(tiff: GeoTIFF): Promise<RasterFile> {
    const images = await imagesOf(tiff)
    return new RasterFile(await factsOf(images), images)
  }

  /** A piece of a level, the bands of a pixel side by side; `no_data` also where the image has ended. */
  async tile(level: number, x: number, y: number): Promise<Float32Array<ArrayBuffer>> {
    const { width, height, tile_width, tile_height } = this.facts.levels[level]!
    const [left, top] = [x * tile_width, y * tile_height]
    const window: Window = [
      left,
      top,
      Math.min(left + tile_width, width),
      Math.min(top + tile_height, height),
    ]
    const part = await this.#read(level, window)
    if (part.length === tile_width * tile_height * this.facts.bands.length) return part
    return this.#widened(part, window[2] - left, this.facts.levels[level]!)
  }

  /** The values of one pixel of the whole image; undefined where nothing was seen. */
  async values(column: number, row: number): Promise<number[] | undefined> {
    const values = await this.#read(0, [column, row, column + 1, row + 1])
    return values[0] === no_data ? undefined : [...values]
  }

  /** One for each band, of an overview; of the middle, where there is none that is small. */
  async histograms(): Promise<Histogram[]> {
    const { levels, bands, is_float } = this.facts
    const found = levels.findIndex(({ width, height }) => width * height <= most_counted_px)
    const level = found < 0 ? levels.length - 1 : found
    const { width, height } = levels[level]!
    const samples = await this.#read(level, found < 0 ? middleOf(width, height) : [0, 0, width, height])
    return bands.map((_, band) => histogramOf(samples, { band, of: bands.length, is_float, no_data }))
  }

  async #read(level: number, window: Window): Promise<Float32Array<ArrayBuffer>> {
    const image = this.#images[level]!
    const options = { window, interleave: true } as const
    const samples = (
      isMadeOfColours(image) ? await image.readRGB(options) : await image.readRasters(options)
    ) as ArrayLike<number>
    return this.#seen(samples, samples.length / ((window[2] - window[0]) * (window[3] - window[1])))
  }

  /** Leaves out what is no band, and marks the pixels at which there is nothing. */
  #seen(samples: ArrayLike<number>, stored: number): Float32Array<ArrayBuffer> {
    const bands = this.facts.bands.length
    const seen = new Float32Array((samples.length / stored) * bands)
    for (let from = 0, to = 0; from < samples.length; from += stored, to += bands) {
      let is_empty = true
      for (let band = 0; band < bands; band++) {
        const value = Math.fround(samples[from + band]!)
        seen[to + band] = value
        if (value !== this.#nodata && !Number.isNaN(value)) is_empty = false
      }
      if (is_empty || (this.#alpha >= 0 && samples[from + this.#alpha] === 0))
        seen.fill(no_data, to, to + bands)
    }
    return seen
  }

  #widened(part: Float32Array, width: number, { tile_width, tile_height }: LevelFacts) {
    const bands = this.facts.bands.length
    const whole = new Float32Array(tile_width * tile_height * bands).fill(no_data)
    const row_length = width * bands
    for (let row = 0; row * row_length < part.length; row++)
      whole.set(part.subarray(row * row_length, (row + 1) * row_length), row * tile_width * bands)
    return whole
  }
}

/** The whole image and its overviews; masks and other pages are left out. */
async function imagesOf(tiff: GeoTIFF): Promise<GeoTIFFImage[]> {
  const images: GeoTIFFImage[] = []
  for (let index = 0; index < most_directories; index++) {
    const image = await tiff.getImage(index)
    if (index === 0 || image.fileDirectory.getValue('NewSubfileType') === 1) images.push(image)
    if (image.fileDirectory.nextIFDByteOffset === 0) break
  }
  return images.sort((a, b) => b.getWidth() - a.getWidth())
}

async function factsOf(images: readonly GeoTIFFImage[]): Promise<RasterFacts> {
  const [whole] = images as [GeoTIFFImage]
  const levels = images.map(levelOf)
  const { width, height } = levels.at(-1)!
  if (width * height > most_without_overviews_px)
    throw new Error('The file has no overviews, so all of it would have to be read. Download it instead.')
  const place = placeOf(whole)
  return {
    width: whole.getWidth(),
    height: whole.getHeight(),
    bands: await bandsOf(whole),
    bits: whole.getBitsPerSample(),
    is_float: whole.getSampleFormat() === 3,
    levels,
    ...(place && { place }),
  }
}

function levelOf(image: GeoTIFFImage): LevelFacts {
  const [width, height] = [image.getWidth(), image.getHeight()]
  const [tile_width, tile_height] = [image.getTileWidth(), image.getTileHeight()]
  const is_handy = image.isTiled && Math.max(tile_width, tile_height) <= most_piece_px
  return is_handy
    ? { width, height, tile_width, tile_height }
    : { width, height, tile_width: piece_px, tile_height: piece_px }
}

function placeOf(image: GeoTIFFImage): Place | undefined {
  const keys = image.getGeoKeys()
  const epsg = Number(keys?.ProjectedCSTypeGeoKey ?? keys?.GeographicTypeGeoKey)
  if (!Number.isInteger(epsg) || !image.fileDirectory.hasTag('ModelPixelScale')) return undefined
  const [west, north] = image.getOrigin() as [number, number]
  const [width, height] = image.getResolution() as [number, number]
  if (!(width > 0) || Math.abs(width + height) > width / 1e4) return undefined
  // If a position is that of the middle of a pixel, its corner lies half of one away.
  const half = keys?.GTRasterTypeGeoKey === 2 ? width / 2 : 0
  return { epsg, west: west - half, north: north + half, pixel_size: width }
}

/** Those of JPEG, and of palettes, become red, green and blue. */
function isMadeOfColours(image: GeoTIFFImage): boolean {
  return [3, 6].includes(Number(image.fileDirectory.getValue('PhotometricInterpretation')))
}

/** The sample that says where the image is seen through; -1 where there is none. */
function alphaOf(image: GeoTIFFImage): number {
  if (isMadeOfColours(image)) return -1
  const extra = [...((image.fileDirectory.getValue('ExtraSamples') as Iterable<number> | undefined) ?? [])]
  const at = extra.findIndex((meaning) => meaning === 1 || meaning === 2)
  return at < 0 ? -1 : image.getSamplesPerPixel() - extra.length + at
}

async function bandsOf(image: GeoTIFFImage): Promise<string[]> {
  if (isMadeOfColours(image)) return ['red', 'green', 'blue']
  const alpha = alphaOf(image)
  const count = alpha < 0 ? image.getSamplesPerPixel() : alpha
  const names: string[] = []
  for (let band = 0; band < count; band++) {
    const { COLORINTERP, DESCRIPTION } = (await image.getGDALMetadata(band)) ?? {}
    names.push(String(DESCRIPTION ?? COLORINTERP ?? `Band ${band + 1}`))
  }
  return names
}

function middleOf(width: number, height: number): Window {
  const [left, top] = [width, height].map((size) => Math.max(0, Math.floor((size - middle_px) / 2)))
  return [left!, top!, Math.min(left! + middle_px, width), Math.min(top! + middle_px, height)]
}
