import path from 'node:path'
import { type Cut, CuttableImage, type Reduction } from '@swath/imagery/cut'
import { NODATA, type Raster } from '@swath/imagery/raster'
import { UnreadableImage } from '@swath/imagery/read/open-cog'
import sharp from 'sharp'
import { isBrowse, type LocalAsset } from '../lib/archive.ts'
import type { KeptFolder } from '../storage/kept-folder.ts'
import { Storage, type StoragePlace } from '../storage/storage.ts'
import type { Threads } from '../threads/threads.ts'
import { bandsOf, isImage, type Told } from './bands.ts'
import type { NewAsset } from './document.ts'
import { type Tile, tile_side_km } from './grid.ts'
import type { SceneFile } from './store.ts'

/** The files of a square of the grid. */
export interface TileFiles {
  assets: Record<string, NewAsset & { stored: LocalAsset }>
  /** `proj:shape` and `proj:transform` of the first of them, and what its cloud mask counts. */
  properties: Record<string, unknown>
}

const kept_below = 'archive'
const preview_px = { preview: 512, thumbnail: 256 }

export interface CuttingTask {
  storage: StoragePlace
  files: readonly SceneFile[]
  /** The metadata of each asset of the scene, by its key. */
  told: Readonly<Record<string, Told>>
  epsg: number
  reduction: Reduction
  tiles: readonly NamedTile[]
}

/** `cutTiles` in another thread. */
export function cutElsewhere(threads: Threads, task: CuttingTask): ReturnType<typeof cutTiles> {
  return threads.run(import.meta.url, cutTiles, task)
}

/**
 * Cuts the files of a scene into those of tiles: the files of each tile, named after it, in the storage;
 * undefined for a tile of which a file shows nothing. Files that describe the whole scene are of no tile.
 * @returns undefined when a file cannot be cut
 */
export function cutTiles({ storage, ...task }: CuttingTask): Promise<(TileFiles | undefined)[] | undefined> {
  return new TileCutter(new Storage(storage.root, storage.min_free_bytes)).cut(task)
}

/** A file of the scene, of which tiles are cut. */
interface Source {
  image: CuttableImage
  file: SceneFile
  told: Told | undefined
  reduction: Reduction
}

class TileCutter {
  #root: string
  #folder: KeptFolder

  constructor(storage: Storage) {
    this.#root = storage.root
    this.#folder = storage.openFolder(kept_below)
  }

  async cut(task: Omit<CuttingTask, 'storage'>) {
    try {
      const cut = await this.#cutAll(task)
      const folder = `${kept_below}/${await this.#folder.keep()}`
      return cut.map((one) => one && within(folder, one))
    } catch (error) {
      if (error instanceof UnreadableImage) return undefined
      throw error
    } finally {
      this.#folder.leave()
    }
  }

  async #cutAll({ files, told, epsg, reduction, tiles }: Omit<CuttingTask, 'storage'>) {
    const cut = tiles.map((): TileFiles => ({ assets: {}, properties: {} }))
    for (const file of files.filter(isImage)) {
      const image = await CuttableImage.open(path.join(this.#root, file.storage_key), epsg)
      try {
        const source = { image, file, told: told[file.key], reduction }
        for (const [index, tile] of tiles.entries()) await this.#add(cut[index]!, source, tile)
      } finally {
        await image.close()
      }
    }
    const expected = files.filter(isImage).length
    const isWhole = ({ assets }: TileFiles) =>
      expected > 0 && Object.keys(assets).filter((key) => !isBrowse(key)).length === expected
    return cut.map((one) => (isWhole(one) ? one : undefined))
  }

  async #add(into: TileFiles, { image, file, told, reduction }: Source, { tile, item_id }: NamedTile) {
    const { key, media_type, roles } = file
    const square = { epsg: tile.epsg, west_m: tile.easting_km * 1000, south_m: tile.northing_km * 1000 }
    const by = roles.includes('data') ? 'average' : 'mode'
    const cut = await image.cut({ ...square, side_m: tile_side_km * 1000 }, by, reduction)
    if (!cut || (roles.includes('data') && isEmpty(cut.raster))) return
    const projection = projectionOf(cut)
    const stored = { ...(await this.#keep(`${item_id}_${key}.tif`, cut.bytes)), media_type, roles }
    into.assets[key] = { stored, fields: { ...told, ...projection, ...bandsOf(imageOf(cut), told) } }
    const seen = roles.includes('cloud') ? cloudsOf(cut.raster) : {}
    into.properties = { gsd: cut.grid.pixel_size_m, ...projection, ...into.properties, ...seen }
    if (key === 'visual') await this.#addPictures(into, cut.raster, item_id)
  }

  async #addPictures({ assets }: TileFiles, visual: Raster, item_id: string) {
    const rgba = rgbaOf(visual)
    const pictures = new Map<number, Kept>()
    for (const [key, longest_px] of Object.entries(preview_px)) {
      const role = key === 'preview' ? 'overview' : key
      const file_name = `${item_id}_${key}.png`
      // Small tiles have one picture for both.
      const shown_px = Math.min(longest_px, Math.max(visual.width, visual.height))
      const kept =
        pictures.get(shown_px) ?? (await this.#keep(file_name, await pictureOf(visual, rgba, shown_px)))
      pictures.set(shown_px, kept)
      assets[key] = { stored: { ...kept, file_name, media_type: 'image/png', roles: [role] }, fields: {} }
    }
  }

  async #keep(file_name: string, bytes: Buffer): Promise<Kept> {
    return { file_name, storage_key: file_name, ...(await this.#folder.add(file_name, bytes)) }
  }
}

/** A file whose key lacks the folder, which has its name when all of its files are there. */
type Kept = Omit<LocalAsset, 'media_type' | 'roles'>

function within(folder: string, { assets, properties }: TileFiles): TileFiles {
  const moved = Object.entries(assets).map(([key, { stored, fields }]) => {
    const storage_key = `${folder}/${stored.storage_key}`
    return [key, { stored: { ...stored, storage_key }, fields }]
  })
  return { assets: Object.fromEntries(moved), properties }
}

export interface NamedTile {
  tile: Tile
  item_id: string
}

const isEmpty = ({ samples }: Raster) => samples.every((sample) => sample === NODATA)

function projectionOf({ grid }: Cut) {
  const { width, height, pixel_size_m, origin_easting_m, origin_northing_m } = grid
  return {
    'proj:shape': [height, width],
    'proj:transform': [pixel_size_m, 0, origin_easting_m, 0, -pixel_size_m, origin_northing_m, 0, 0, 1],
  }
}

function imageOf({ raster: { samples, bands }, grid }: Cut) {
  const bits = samples instanceof Uint16Array ? 16 : 8
  return { bits, band_count: bands, nodata: NODATA, pixel_size_m: grid.pixel_size_m } as const
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

/** A pixel without data is transparent. */
function rgbaOf({ width, height, bands, samples }: Raster): Buffer {
  const rgba = Buffer.alloc(width * height * 4)
  const [green, blue] = bands < 3 ? [0, 0] : [1, 2]
  for (let from = 0, to = 0; to < rgba.length; from += bands, to += 4) {
    rgba[to] = samples[from]!
    rgba[to + 1] = samples[from + green]!
    rgba[to + 2] = samples[from + blue]!
    rgba[to + 3] = rgba[to]! + rgba[to + 1]! + rgba[to + 2]! > 0 ? 255 : 0
  }
  return rgba
}

function pictureOf({ width, height }: Raster, rgba: Buffer, longest_px: number): Promise<Buffer> {
  return sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .resize(longest_px, longest_px, { fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 6 })
    .toBuffer()
}
