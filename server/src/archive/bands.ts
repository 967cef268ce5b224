import path from 'node:path'
import { openCog, UnreadableImage } from '@swath/imagery/read/open-cog'
import type { Storage } from '../storage/storage.ts'
import type { SceneFile } from './store.ts'

/** The metadata of an asset besides its address. */
export type Told = Readonly<Record<string, unknown>>

interface Image {
  bits: 8 | 16
  band_count: number
  nodata: number | undefined
  pixel_size_m: number
}

export const isImage = ({ media_type }: Pick<SceneFile, 'media_type'>) => media_type.startsWith('image/tiff')

/** The fields about bands that programs need before they open the file. */
export function bandsOf({ bits, band_count, nodata, pixel_size_m }: Image, told: Told = {}) {
  const scale = told.reflectance_scale_factor
  const band = {
    data_type: `uint${bits}`,
    ...(nodata !== undefined && { nodata }),
    spatial_resolution: pixel_size_m,
    ...(typeof scale === 'number' && { scale }),
  }
  return { 'raster:bands': Array.from({ length: band_count }, () => band) }
}

/** The metadata of the assets; an image without metadata about its bands is asked itself. */
export async function withBands(
  storage: Storage,
  files: readonly SceneFile[],
  told: Readonly<Record<string, Told>>,
): Promise<Record<string, Told>> {
  const assets = { ...told }
  for (const file of files.filter(isImage)) {
    const { key, storage_key } = file
    if (told[key]?.['raster:bands']) continue
    const image = await readImage(path.join(storage.root, storage_key))
    if (image) assets[key] = { ...told[key], ...bandsOf(image, told[key]) }
  }
  return assets
}

/**
 * Nothing of what cannot be read, or is not there: of deliverables of other systems there may be names without files.
 */
async function readImage(file: string): Promise<Image | undefined> {
  try {
    const { bits, band_count, nodata, grid, close } = await openCog(file)
    await close()
    return { bits, band_count, nodata, pixel_size_m: grid.pixel_width_m }
  } catch (error) {
    if (error instanceof UnreadableImage || (error as NodeJS.ErrnoException).code === 'ENOENT')
      return undefined
    throw error
  }
}
