/** The facts about a Cloud-Optimized GeoTIFF that are needed to draw from it: read once, when it is opened. */
import { GeoTIFF, type GeoTIFFImage } from 'geotiff'
import { type Extent, extentOf, type Georeference, worldToRaster } from '../mercator.ts'
import { DiskSource } from './disk-source.ts'

/** The whole image or an overview of it. */
export interface Level {
  readonly image: GeoTIFFImage
  readonly width: number
  readonly height: number
  /** Pixels of the whole image that one pixel of this level spans. */
  readonly scale_x: number
  readonly scale_y: number
}

export interface Cog {
  readonly file: string
  /** From the whole image to the smallest overview. */
  readonly levels: readonly Level[]
  readonly grid: Georeference
  readonly extent: Extent
  readonly toRaster: (x: number, y: number) => [number, number]
  readonly band_count: number
  readonly bits: 8 | 16
  readonly nodata: number | undefined
  /** The bands, counted from 1, of a picture for people: natural colours if it can be known which they are. */
  readonly natural_bands: readonly number[]
  close(): Promise<void>
}

/** The file is there, and is not an image of a kind that tiles can be made from, or is damaged. */
export class UnreadableImage extends Error {
  constructor(file: string, cause: unknown) {
    super(`${file} cannot be drawn: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

// More directories than any image has overviews: a damaged file may lead round in a circle.
const MAX_DIRECTORIES = 64

/** @throws UnreadableImage, or what the file system says of a file that is not there */
export async function openCog(file: string): Promise<Cog> {
  const source = await DiskSource.open(file)
  try {
    return await describe(file, source)
  } catch (error) {
    await source.close()
    throw new UnreadableImage(file, error)
  }
}

async function describe(file: string, source: DiskSource): Promise<Cog> {
  const images = await imagesOf(await GeoTIFF.fromSource(source))
  const [whole] = images as [GeoTIFFImage]
  const grid = georeferenceOf(whole)
  let extent: Extent | undefined
  return {
    file,
    levels: images.map((image) => levelOf(image, whole)),
    grid,
    // It takes longer than all the rest, and only who draws asks for it.
    get extent() {
      extent ??= extentOf(grid)
      return extent
    },
    toRaster: worldToRaster(grid),
    band_count: whole.getSamplesPerPixel(),
    bits: bitsOf(whole),
    nodata: whole.getGDALNoData() ?? undefined,
    natural_bands: await naturalBandsOf(whole),
    close: () => source.close(),
  }
}

/** The whole image and its overviews; masks and other pages are left out. */
async function imagesOf(tiff: GeoTIFF): Promise<GeoTIFFImage[]> {
  const images: GeoTIFFImage[] = []
  for (let index = 0; index < MAX_DIRECTORIES; index++) {
    const image = await tiff.getImage(index)
    if (index === 0 || image.fileDirectory.getValue('NewSubfileType') === 1) images.push(image)
    if (image.fileDirectory.nextIFDByteOffset === 0) break
  }
  return images.sort((a, b) => b.getWidth() - a.getWidth())
}

function levelOf(image: GeoTIFFImage, whole: GeoTIFFImage): Level {
  const width = image.getWidth()
  const height = image.getHeight()
  if (!(width > 0 && height > 0)) throw new Error('it has no pixels')
  // An overview has no position of its own: it covers what the whole image covers.
  return { image, width, height, scale_x: whole.getWidth() / width, scale_y: whole.getHeight() / height }
}

function georeferenceOf(image: GeoTIFFImage): Georeference {
  const keys = image.getGeoKeys()
  const epsg = Number(keys?.ProjectedCSTypeGeoKey)
  if (!Number.isInteger(epsg)) throw new Error('it does not say which projection it has')
  const isNorthUp = image.fileDirectory.hasTag('ModelPixelScale') && keys!.GTRasterTypeGeoKey !== 2
  if (!isNorthUp) throw new Error('its pixels are not squares on a grid that points north')
  const [origin_easting_m, origin_northing_m] = image.getOrigin() as [number, number]
  const [pixel_width_m, pixel_height_m] = image.getResolution() as [number, number]
  return {
    epsg,
    origin_easting_m,
    origin_northing_m,
    pixel_width_m,
    pixel_height_m: -pixel_height_m,
    width: image.getWidth(),
    height: image.getHeight(),
  }
}

function bitsOf(image: GeoTIFFImage): 8 | 16 {
  const bits = image.getBitsPerSample()
  const isUnsigned = image.getSampleFormat() === 1
  if (isUnsigned && (bits === 8 || bits === 16)) return bits
  throw new Error('its samples are not unsigned numbers of 8 or 16 bits')
}

async function naturalBandsOf(image: GeoTIFFImage): Promise<number[]> {
  const count = image.getSamplesPerPixel()
  if (count < 3) return [1]
  const names: string[] = []
  for (let band = 0; band < count; band++) {
    const { COLORINTERP, DESCRIPTION } = (await image.getGDALMetadata(band)) ?? {}
    names.push(String(COLORINTERP ?? DESCRIPTION).toLowerCase())
  }
  const bands = ['red', 'green', 'blue'].map((color) => names.indexOf(color) + 1)
  return bands.includes(0) ? [1, 2, 3] : bands
}
