/** Cuts squares out of GeoTIFFs on the local disk. */
import { type CogBand, encodeCog } from './cog.ts'
import type { Georeference } from './mercator.ts'
import { halve, type Resampling } from './overviews.ts'
import { emptySamples, NODATA, type PixelGrid, type Raster, type Samples } from './raster.ts'
import { readWhole } from './read/blocks.ts'
import { type Cog, openCog, UnreadableImage } from './read/open-cog.ts'

/** On the plane of an EPSG code. */
export interface Square {
  epsg: number
  west_m: number
  south_m: number
  side_m: number
}

export interface Cut {
  /** A Cloud-Optimized GeoTIFF. */
  bytes: Buffer
  raster: Raster
  grid: PixelGrid
}

/** Pixels of an image along one of what is cut out of it. */
export type Reduction = 1 | 2

/** An open image, to cut any number of squares out of it. */
export class CuttableImage {
  #cog: Cog
  #bands: CogBand[]
  #whole: Promise<Samples> | undefined

  private constructor(cog: Cog, bands: CogBand[]) {
    this.#cog = cog
    this.#bands = bands
  }

  /** @throws UnreadableImage for what lies on another plane or cannot be copied pixel by pixel */
  static async open(file: string, epsg: number): Promise<CuttableImage> {
    const cog = await openCog(file)
    try {
      const problem = problemOf(cog, epsg)
      if (problem) throw new UnreadableImage(file, problem)
      return new CuttableImage(cog, await bandsOf(cog))
    } catch (error) {
      await cog.close()
      throw error
    }
  }

  /**
   * All pixels of the square, also those that only reach into it, and no data where the image has none;
   * undefined if it shows nothing of the square.
   * @param by how overviews are made: of codes, averages mean nothing
   * @param reduction 1: the pixels as they are; 2: pixels of twice their size
   * @throws UnreadableImage
   */
  async cut(square: Square, by: Resampling, reduction: Reduction): Promise<Cut | undefined> {
    const { grid: whole } = this.#cog
    const frame = frameOf(whole, square)
    const shown = common(frame, { left: 0, top: 0, right: whole.width, bottom: whole.height })
    if (shown.right <= shown.left || shown.bottom <= shown.top) return undefined
    const full = await this.#read(frame, shown)
    const raster = reduction === 2 ? halve(full, by) : full
    const { width, height } = raster
    const grid = {
      epsg: whole.epsg,
      origin_easting_m: whole.origin_easting_m + frame.left * whole.pixel_width_m,
      origin_northing_m: whole.origin_northing_m - frame.top * whole.pixel_height_m,
      pixel_size_m: whole.pixel_width_m * reduction,
      ...{ width, height },
    }
    const options = { grid, bands: this.#bands, resampling: by, tile_size_px: 256 }
    return { bytes: encodeCog(raster, options), raster, grid }
  }

  async #read(frame: Frame, shown: Frame): Promise<Raster> {
    const { left, top, right, bottom } = frame
    const size = { width: right - left, height: bottom - top, bands: this.#cog.band_count }
    try {
      return { ...size, samples: await this.#samplesIn(frame, shown) }
    } catch (error) {
      throw new UnreadableImage(this.#cog.file, error)
    }
  }

  /** Squares share blocks of the file, so an image that has room in the memory is decoded once. */
  async #samplesIn(frame: Frame, shown: Frame): Promise<Samples> {
    const { grid, band_count, levels } = this.#cog
    const { image } = levels[0]!
    if (grid.width * grid.height * band_count <= max_samples_held) {
      this.#whole ??= readWhole(image)
      const whole = { left: 0, top: 0, right: grid.width, bottom: grid.height }
      return framed(await this.#whole, whole, frame, band_count)
    }
    const { left, top, right, bottom } = shown
    const window = [left, top, right, bottom]
    return framed(
      (await image.readRasters({ window, interleave: true })) as Samples,
      shown,
      frame,
      band_count,
    )
  }

  close(): Promise<void> {
    return this.#cog.close()
  }
}

const max_samples_held = 2 ** 25

/** The samples of one frame within another; no data where they are not. */
function framed(samples: Samples, of: Frame, frame: Frame, bands: number): Samples {
  const [of_width, width] = [of.right - of.left, frame.right - frame.left]
  const { left, top, right, bottom } = common(of, frame)
  const part = emptySamples(samples, width * (frame.bottom - frame.top) * bands)
  for (let row = top; row < bottom; row++) {
    const from = ((row - of.top) * of_width + left - of.left) * bands
    const to = ((row - frame.top) * width + left - frame.left) * bands
    part.set(samples.subarray(from, from + (right - left) * bands), to)
  }
  return part
}

function problemOf({ grid, nodata }: Cog, epsg: number): string | undefined {
  if (grid.epsg !== epsg) return `it lies on the plane of EPSG:${grid.epsg}, not of EPSG:${epsg}`
  if (grid.pixel_width_m !== grid.pixel_height_m) return 'its pixels are no squares'
  return nodata === NODATA ? undefined : `its value for no data is ${nodata ?? 'not told'}, not ${NODATA}`
}

async function bandsOf({ levels, band_count }: Cog): Promise<CogBand[]> {
  const bands: CogBand[] = []
  for (let band = 0; band < band_count; band++) {
    const { DESCRIPTION = `Band ${band + 1}`, COLORINTERP } =
      (await levels[0]!.image.getGDALMetadata(band)) ?? {}
    const color = colors.find((one) => one === COLORINTERP)
    bands.push({ description: String(DESCRIPTION), ...(color && { color }) })
  }
  return bands
}

const colors = ['Red', 'Green', 'Blue', 'NIR', 'Gray'] as const

/** Columns and rows, ends excluded. */
interface Frame {
  left: number
  top: number
  right: number
  bottom: number
}

/** An edge that all but coincides with one of the square does not reach into it. */
const hair_px = 1e-3

/** It may reach beyond the image. */
function frameOf(grid: Georeference, { west_m, south_m, side_m }: Square): Frame {
  const column = (easting_m: number) => (easting_m - grid.origin_easting_m) / grid.pixel_width_m
  const row = (northing_m: number) => (grid.origin_northing_m - northing_m) / grid.pixel_height_m
  return {
    left: Math.floor(column(west_m) + hair_px),
    top: Math.floor(row(south_m + side_m) + hair_px),
    right: Math.ceil(column(west_m + side_m) - hair_px),
    bottom: Math.ceil(row(south_m) - hair_px),
  }
}

function common(one: Frame, other: Frame): Frame {
  return {
    left: Math.max(one.left, other.left),
    top: Math.max(one.top, other.top),
    right: Math.min(one.right, other.right),
    bottom: Math.min(one.bottom, other.bottom),
  }
}
