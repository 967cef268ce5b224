/** Cuts squares out of GeoTIFFs on the local disk. */
import { type CogBand, encodeCog } from '@swath/imagery/cog'
import { emptySamples, NODATA, type PixelGrid, type Raster, type Samples } from '@swath/imagery/raster'
import { readWhole } from './tile-blocks.ts'
import { type Cog, openCog, UnreadableImage } from './tile-cog.ts'

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
   * All pixels that lie in the square, also those that only reach into it, as they are; undefined if there are none.
   * @param by how overviews are made: of codes, averages mean nothing
   * @throws UnreadableImage
   */
  async cut(square: Square, by: 'average' | 'mode'): Promise<Cut | undefined> {
    const frame = frameOf(this.#cog, square)
    if (frame.right <= frame.left || frame.bottom <= frame.top) return undefined
    const raster = await this.#read(frame)
    const { grid: whole } = this.#cog
    const { width, height } = raster
    const grid = {
      epsg: whole.epsg,
      origin_easting_m: whole.origin_easting_m + frame.left * whole.pixel_width_m,
      origin_northing_m: whole.origin_northing_m - frame.top * whole.pixel_height_m,
      pixel_size_m: whole.pixel_width_m,
      ...{ width, height },
    }
    const options = { grid, bands: this.#bands, resampling: by, tile_size_px: 256 } as const
    return { bytes: encodeCog(raster, options), raster, grid }
  }

  async #read(frame: Frame): Promise<Raster> {
    const { left, top, right, bottom } = frame
    const size = { width: right - left, height: bottom - top, bands: this.#cog.band_count }
    try {
      return { ...size, samples: await this.#samplesIn(frame) }
    } catch (error) {
      throw new UnreadableImage(this.#cog.file, error)
    }
  }

  /** Squares share blocks of the file, so an image that has room in the memory is decoded once. */
  async #samplesIn(frame: Frame): Promise<Samples> {
    const { grid, band_count, levels } = this.#cog
    const { image } = levels[0]!
    if (grid.width * grid.height * band_count <= max_samples_held) {
      this.#whole ??= readWhole(image)
      return windowOf(await this.#whole, grid.width * band_count, frame, band_count)
    }
    const { left, top, right, bottom } = frame
    return (await image.readRasters({ window: [left, top, right, bottom], interleave: true })) as Samples
  }

  close(): Promise<void> {
    return this.#cog.close()
  }
}

const max_samples_held = 2 ** 25

function windowOf(whole: Samples, row_length: number, frame: Frame, bands: number): Samples {
  const length = (frame.right - frame.left) * bands
  const part = emptySamples(whole, length * (frame.bottom - frame.top))
  for (let row = frame.top; row < frame.bottom; row++) {
    const from = row * row_length + frame.left * bands
    part.set(whole.subarray(from, from + length), (row - frame.top) * length)
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

function frameOf({ grid }: Cog, { west_m, south_m, side_m }: Square): Frame {
  const column = (easting_m: number) => (easting_m - grid.origin_easting_m) / grid.pixel_width_m
  const row = (northing_m: number) => (grid.origin_northing_m - northing_m) / grid.pixel_height_m
  return {
    left: Math.max(0, Math.floor(column(west_m) + hair_px)),
    top: Math.max(0, Math.floor(row(south_m + side_m) + hair_px)),
    right: Math.min(grid.width, Math.ceil(column(west_m + side_m) - hair_px)),
    bottom: Math.min(grid.height, Math.ceil(row(south_m) - hair_px)),
  }
}
