import { createHash } from 'node:crypto'
import path from 'node:path'
import { Readable } from 'node:stream'
import { NODATA, type Raster } from '@swath/imagery/raster'
import sharp from 'sharp'
import { type Cut, CuttableImage } from '../platform/raster-cut.ts'
import type { Storage } from '../platform/storage.ts'
import { UnreadableImage } from '../platform/tile-cog.ts'
import type { NewAsset } from './document.ts'
import { type Tile, tile_side_km } from './grid.ts'
import { isBrowse } from './rules.ts'
import type { SceneFile } from './store.ts'

/** What there is of a square of the grid. */
export interface TileFiles {
  assets: Record<string, NewAsset>
  /** `proj:shape` and `proj:transform` of the first of them, and what its cloud mask counts. */
  properties: Record<string, unknown>
}

/** What is said of each asset of a scene, by its key. */
type Told = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const preview_px = { preview: 512, thumbnail: 256 }

/** Cuts the files of orthorectified scenes into those of tiles. */
export class TileCutter {
  #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /**
   * The files of each tile, named after it, in the storage; undefined for a tile of which a file shows nothing. Files
   * that describe the whole scene are of no tile.
   * @returns undefined when a file cannot be cut
   */
  async cut(files: readonly SceneFile[], told: Told, epsg: number, tiles: readonly NamedTile[]) {
    const cut = tiles.map((): TileFiles => ({ assets: {}, properties: {} }))
    try {
      for (const file of files.filter(isImage)) {
        const image = await CuttableImage.open(path.join(this.#storage.root, file.storage_key), epsg)
        try {
          for (const [index, tile] of tiles.entries()) await this.#add(cut[index]!, image, file, told, tile)
        } finally {
          await image.close()
        }
      }
    } catch (error) {
      if (error instanceof UnreadableImage) return undefined
      throw error
    }
    const expected = files.filter(isImage).length
    const isWhole = ({ assets }: TileFiles) =>
      expected > 0 && Object.keys(assets).filter((key) => !isBrowse(key)).length === expected
    return cut.map((one) => (isWhole(one) ? one : undefined))
  }

  async #add(
    into: TileFiles,
    image: CuttableImage,
    file: SceneFile,
    told: Told,
    { tile, item_id }: NamedTile,
  ) {
    const { key, media_type, roles } = file
    const square = { epsg: tile.epsg, west_m: tile.easting_km * 1000, south_m: tile.northing_km * 1000 }
    const by = roles.includes('data') ? 'average' : 'mode'
    const cut = await image.cut({ ...square, side_m: tile_side_km * 1000 }, by)
    if (!cut || (roles.includes('data') && isEmpty(cut.raster))) return
    const projection = projectionOf(cut)
    const stored = await this.#store(`${item_id}_${key}.tif`, media_type, roles, cut.bytes)
    into.assets[key] = { stored, fields: { ...told[key], ...projection } }
    const seen = roles.includes('cloud') ? cloudsOf(cut.raster) : {}
    into.properties = { ...projection, ...into.properties, ...seen }
    if (key === 'visual') await this.#addPictures(into, cut.raster, item_id)
  }

  async #addPictures({ assets }: TileFiles, visual: Raster, item_id: string) {
    for (const [key, longest_px] of Object.entries(preview_px)) {
      const role = key === 'preview' ? 'overview' : key
      const bytes = await pictureOf(visual, longest_px)
      assets[key] = {
        stored: await this.#store(`${item_id}_${key}.png`, 'image/png', [role], bytes),
        fields: {},
      }
    }
  }

  /** By its checksum, as imported files are: cutting again gives the same file. */
  async #store(file_name: string, media_type: string, roles: string[], bytes: Buffer) {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const written = { size_bytes: bytes.length, sha256 }
    const storage_key = `archive/${sha256}/${file_name}`
    if (!(await this.#storage.has(storage_key, written))) {
      const is_stored = await this.#storage.put(storage_key, Readable.from([bytes]), written)
      if (!is_stored) throw new Error(`${file_name} changed while it was written`)
    }
    return { storage_key, file_name, media_type, roles, ...written }
  }
}

export interface NamedTile {
  tile: Tile
  item_id: string
}

const isImage = ({ media_type }: SceneFile) => media_type.startsWith('image/tiff')
const isEmpty = ({ samples }: Raster) => samples.every((sample) => sample === NODATA)

function projectionOf({ grid }: Cut) {
  const { width, height, pixel_size_m, origin_easting_m, origin_northing_m } = grid
  return {
    'proj:shape': [height, width],
    'proj:transform': [pixel_size_m, 0, origin_easting_m, 0, -pixel_size_m, origin_northing_m, 0, 0, 1],
  }
}

/** A mask knows 0 for no data, 1 clear, 2 haze and 3 cloud; one with other codes says nothing that we understand. */
function cloudsOf({ samples }: Raster) {
  const counts = [0, 0, 0, 0]
  for (const code of samples) {
    if (code >= counts.length) return {}
    counts[code]!++
  }
  const valid = samples.length - counts[0]!
  const percent = (part: number, whole: number) => Math.round((1000 * part) / whole) / 10
  return {
    'satl:valid_pixel': percent(valid, samples.length),
    ...(valid > 0 && { 'eo:cloud_cover': percent(counts[3]!, valid) }),
  }
}

/** Where there is no data it is transparent. */
function pictureOf({ width, height, bands, samples }: Raster, longest_px: number): Promise<Buffer> {
  const rgba = Buffer.alloc(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [red, green = red, blue = red] = samples.subarray(pixel * bands, (pixel + 1) * bands)
    rgba.set([red!, green!, blue!, red! + green! + blue! > 0 ? 255 : 0], pixel * 4)
  }
  return sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .resize(longest_px, longest_px, { fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 6 })
    .toBuffer()
}
