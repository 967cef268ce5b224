/** Map tiles (web mercator, XYZ, PNG) drawn from Cloud-Optimized GeoTIFFs on the local disk. */
import sharp from 'sharp'
import { middlePixel, partsOf, type Rectangle, type TileAddress } from '../mercator.ts'
import type { Cog } from '../read/open-cog.ts'
import { OpenImages } from '../read/open-images.ts'
import { type Canvas, meanOf, paint, toneCurve } from './paint.ts'
import { locateInTile, mapPixels, spanOf } from './warp.ts'
import { chooseResolution, readWindow } from './window.ts'

export { isTile, most_zoom, type TileAddress } from '../mercator.ts'
export { UnreadableImage } from '../read/open-cog.ts'

export interface TileOptions {
  /** One, shown as grey, or three, shown as red, green and blue; counted from 1. Without it, natural colours. */
  readonly bands?: readonly number[]
  /** The side of a tile, in times of 256 pixels. */
  readonly scale?: 1 | 2
}

const TILE_PX = 256
const MAX_OPEN_FILES = 64

export class Tiles {
  readonly #images: OpenImages

  constructor(max_open_files = MAX_OPEN_FILES) {
    this.#images = new OpenImages(max_open_files)
  }

  /**
   * Transparent where there is no data. An image smaller than a pixel is one. Undefined if the image is elsewhere.
   * @throws RangeError for bands that the image does not have; UnreadableImage for what is no such image
   */
  render(file: string, tile: TileAddress, options: TileOptions = {}): Promise<Buffer | undefined> {
    return this.#images.use(file, (cog) => this.#draw(cog, tile, options))
  }

  async #draw(cog: Cog, tile: TileAddress, options: TileOptions): Promise<Buffer | undefined> {
    const bands = options.bands ?? cog.natural_bands
    requireBands(bands, cog)
    const size_px = TILE_PX * (options.scale ?? 1)
    const canvas: Canvas = { size_px, rgba: new Uint8ClampedArray(size_px * size_px * 4) }
    let isTouched = false
    for (const part of partsOf(tile, size_px, cog.extent)) {
      isTouched = (await drawPart(cog, { tile, bands, canvas, part })) || isTouched
    }
    return isTouched || (await drawSpeck(cog, { tile, bands, canvas })) ? encode(canvas) : undefined
  }

  /** Waits for the tiles being drawn. */
  close(): Promise<void> {
    return this.#images.close()
  }
}

function requireBands(bands: readonly number[], { band_count }: Cog): void {
  const isKnown = (band: number) => Number.isInteger(band) && band >= 1 && band <= band_count
  if ((bands.length === 1 || bands.length === 3) && bands.every(isKnown)) return
  throw new RangeError(`bands must be one or three numbers from 1 to ${band_count}`)
}

interface Drawing {
  readonly tile: TileAddress
  readonly bands: readonly number[]
  readonly canvas: Canvas
  readonly part: Rectangle
}

async function drawPart(cog: Cog, { tile, bands, canvas, part }: Drawing): Promise<boolean> {
  const locate = locateInTile(cog.toRaster, tile, canvas.size_px)
  const resolution = chooseResolution(cog, spanOf(locate, part))
  const map = mapPixels(locate, part, {
    x: resolution.level.scale_x * resolution.reduction,
    y: resolution.level.scale_y * resolution.reduction,
  })
  const window = await readWindow(cog, resolution, map, bands)
  return window !== undefined && paint(canvas, part, { map, window, resolution }, toneCurve(cog.bits))
}

/**
 * Draws an image that lies between the centres of pixels as the one in which its middle is: the mean of a tile with 256
 * times the detail, which shows just this pixel.
 * @returns whether the middle is in the tile
 */
async function drawSpeck(cog: Cog, { tile, bands, canvas }: Omit<Drawing, 'part'>): Promise<boolean> {
  const speck = middlePixel(tile, canvas.size_px, cog.extent)
  if (!speck) return false
  const detail: Canvas = { size_px: TILE_PX, rgba: new Uint8ClampedArray(TILE_PX * TILE_PX * 4) }
  for (const part of partsOf(speck.tile, TILE_PX, cog.extent))
    await drawPart(cog, { tile: speck.tile, bands, canvas: detail, part })
  canvas.rgba.set(meanOf(detail), 4 * speck.index)
  return true
}

function encode({ rgba, size_px }: Canvas): Promise<Buffer> {
  return sharp(rgba, { raw: { width: size_px, height: size_px, channels: 4 } })
    .png({ compressionLevel: 6, palette: false })
    .toBuffer()
}
