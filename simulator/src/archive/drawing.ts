/** Draws the pictures of past captures. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { encodeCog } from '@swath/imagery/cog'
import type { PixelGrid } from '@swath/imagery/raster'
import type { EastingNorthing } from '@swath/imagery/utm'
import { writeWhole } from '../imagery/files.ts'
import { encodePng, toRgba, toVisual } from '../imagery/picture.ts'
import { renderScene, type Scene } from '../imagery/scene.ts'
import { inThread } from '../threads.ts'
import { captureOf } from './calendar.ts'
import type { PastCapture } from './capture.ts'
import { cloudCoverOfTiles } from './cover.ts'
import { sceneGrid, type TiledLevel, tileGrid } from './parts.ts'
import { tilesOf } from './tiles.ts'

export interface PictureOptions {
  folder: string
  seed: string
  /** The seed of the land: the same as for what is ordered. */
  world_seed: number
  pixel_size_m: number
}

interface PictureTask extends PictureOptions {
  /** Names the capture. */
  key: string
  /** Below the folder of the capture, such as `thumbnail.png`. */
  file: string
}

/** A picture that is drawn at once. */
interface Drawing {
  grid: PixelGrid
  ring: readonly EastingNorthing[]
  cloud_cover_pct: number
  noise_fraction: number
}
type Files = Record<string, Buffer>

const browse_px = 512
const thumbnail_px = 256
const browse_pixel_m = 14
const noise = { L1B: 0.015, L1D: 0.007 }

/** `drawPictures` in another thread. */
export function drawElsewhere(task: PictureTask): Promise<void> {
  return inThread(import.meta.url, drawPictures, task)
}

/**
 * Writes a file and those that are drawn with it; nothing, when no capture has such a file.
 * @inThread
 */
export async function drawPictures({ key, file, ...options }: PictureTask): Promise<void> {
  const capture = captureOf(options.seed, key)
  const files = capture && (await new Drawer(options, capture).draw(file))
  if (!files) return
  const folder = path.join(options.folder, key, path.dirname(file))
  await mkdir(folder, { recursive: true })
  await Promise.all(Object.entries(files).map(([name, content]) => writeWhole(folder, name, content)))
}

class Drawer {
  #options: PictureOptions
  #capture: PastCapture

  constructor(options: PictureOptions, capture: PastCapture) {
    this.#options = options
    this.#capture = capture
  }

  /** @returns undefined when the capture has no such file */
  async draw(file: string): Promise<Files | undefined> {
    const capture = this.#capture
    if (file === 'preview.png' || file === 'thumbnail.png') return this.#browse()
    const [, level, part] = /^(L1B|L1D|L1D_SR)\/(\w+)_(?:analytic|visual|cloud)\.tif$/.exec(file) ?? []
    // Sandboxes of before have items that name it.
    if (level === 'L1B' && part === 'scene') return this.#scene()
    const tile = tilesOf(capture.plane).find(({ name }) => name === part)
    if (!tile || (level === 'L1D_SR' && !capture.has_sr)) return undefined
    const grid = tileGrid(tile, level as TiledLevel, this.#options.pixel_size_m)
    const [cloud_cover_pct] = cloudCoverOfTiles(capture, [tile]) as [number]
    const noise_fraction = level === 'L1B' ? noise.L1B : noise.L1D
    const drawing = { grid, ring: tile.ring, cloud_cover_pct, noise_fraction }
    return rasters(tile.name, this.#render(drawing), grid)
  }

  async #browse(): Promise<Files> {
    const { analytic } = this.#render(whole(this.#capture, sceneGrid(this.#capture, browse_pixel_m)))
    const rgba = toRgba(toVisual(analytic))
    return {
      'preview.png': await encodePng(rgba, browse_px),
      'thumbnail.png': await encodePng(rgba, thumbnail_px),
    }
  }

  #scene(): Files {
    const grid = sceneGrid(this.#capture, this.#options.pixel_size_m)
    return rasters('scene', this.#render(whole(this.#capture, grid)), grid)
  }

  #render(drawing: Drawing): Scene {
    const { sun_elevation_deg, sun_azimuth_deg, cloud_seed } = this.#capture
    return renderScene({
      ...drawing,
      sun: { elevation_deg: sun_elevation_deg, azimuth_deg: sun_azimuth_deg },
      world_seed: this.#options.world_seed,
      capture_seed: cloud_seed,
    })
  }
}

const whole = ({ plane, cloud_cover_pct }: PastCapture, grid: PixelGrid): Drawing => ({
  grid,
  ring: plane.ring,
  cloud_cover_pct,
  noise_fraction: noise.L1B,
})

function rasters(name: string, { analytic, cloud }: Scene, grid: PixelGrid): Files {
  const color = (name: 'Blue' | 'Green' | 'Red' | 'NIR') => ({ description: name, color: name })
  const [blue, green, red, nir] = [color('Blue'), color('Green'), color('Red'), color('NIR')]
  const codes = [{ description: 'Cloud: 0 no data, 1 clear, 2 haze, 3 cloud' }]
  const shared = { grid, tile_size_px: 256 } as const
  const average = { ...shared, resampling: 'average' } as const
  return {
    [`${name}_analytic.tif`]: encodeCog(analytic, { ...average, bands: [blue, green, red, nir] }),
    [`${name}_visual.tif`]: encodeCog(toVisual(analytic), { ...average, bands: [red, green, blue] }),
    [`${name}_cloud.tif`]: encodeCog(cloud, { ...shared, bands: codes, resampling: 'mode' }),
  }
}
