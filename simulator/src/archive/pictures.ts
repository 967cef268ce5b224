/** Draws the pictures of past captures when somebody asks for them, and keeps them on the disk. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { encodeCog } from '@swath/imagery/cog'
import type { PixelGrid } from '@swath/imagery/raster'
import { writeWhole } from '../imagery/files.ts'
import { encodePng, toRgba, toVisual } from '../imagery/picture.ts'
import { renderScene, type Scene } from '../imagery/scene.ts'
import type { EastingNorthing } from '../imagery/utm.ts'
import { captureOf } from './calendar.ts'
import type { PastCapture } from './capture.ts'
import { cloudCoverOfTiles } from './cover.ts'
import { sceneGrid, type TiledLevel, tileGrid } from './parts.ts'
import { tilesOf } from './tiles.ts'

export interface PictureOptions {
  folder: string
  seed: string
  /** Of the land: the same as for what is ordered. */
  world_seed: number
  pixel_size_m: number
}

/** What is drawn at once. */
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

export class Pictures {
  #options: PictureOptions
  #under_way = new Map<string, Promise<void>>()

  constructor(options: PictureOptions) {
    this.#options = options
  }

  /**
   * Makes sure that a file is there.
   * @param name below the folder, such as `paris-20500/thumbnail.png`
   * @returns false when no capture has such a file
   */
  async provide(name: string): Promise<boolean> {
    const [, key, file] = /^([a-z0-9-]+)\/((?:[A-Z0-9_]+\/)?[A-Za-z0-9_]+\.(?:png|tif))$/.exec(name) ?? []
    if (key === undefined || file === undefined) return false
    if (existsSync(path.join(this.#options.folder, name))) return true
    const capture = captureOf(this.#options.seed, key)
    const draw = capture && this.#plan(capture, file)
    if (!draw) return false
    // Files that are drawn together are asked for together: one drawing is for all who wait.
    const group = `${key}/${file.replace(/_[a-z]+\.tif$|\w+\.png$/, '')}`
    const drawing = this.#under_way.get(group) ?? this.#write(path.dirname(name), draw)
    this.#under_way.set(group, drawing)
    try {
      await drawing
    } finally {
      this.#under_way.delete(group)
    }
    return true
  }

  async #write(below: string, draw: () => Promise<Files>): Promise<void> {
    const folder = path.join(this.#options.folder, below)
    const files = await draw()
    await mkdir(folder, { recursive: true })
    await Promise.all(Object.entries(files).map(([name, content]) => writeWhole(folder, name, content)))
  }

  #plan(capture: PastCapture, file: string): (() => Promise<Files>) | undefined {
    if (file === 'preview.png' || file === 'thumbnail.png') return () => this.#browse(capture)
    const [, level, part] = /^(L1B|L1D|L1D_SR)\/(\w+)_(?:analytic|visual|cloud)\.tif$/.exec(file) ?? []
    if (level === 'L1B') return part === 'scene' ? () => this.#scene(capture) : undefined
    const tile = tilesOf(capture.plane).find(({ name }) => name === part)
    if (!tile || (level === 'L1D_SR' && !capture.has_sr)) return undefined
    const grid = tileGrid(tile, level as TiledLevel, this.#options.pixel_size_m)
    const [cloud_cover_pct] = cloudCoverOfTiles(capture, [tile]) as [number]
    const drawing = { grid, ring: tile.ring, cloud_cover_pct, noise_fraction: noise.L1D }
    return async () => rasters(tile.name, await this.#draw(capture, drawing), grid)
  }

  async #browse(capture: PastCapture): Promise<Files> {
    const { analytic } = await this.#draw(capture, whole(capture, sceneGrid(capture, browse_pixel_m)))
    const rgba = toRgba(toVisual(analytic))
    const [preview, thumbnail] = await Promise.all([
      encodePng(rgba, browse_px),
      encodePng(rgba, thumbnail_px),
    ])
    return { 'preview.png': preview, 'thumbnail.png': thumbnail }
  }

  async #scene(capture: PastCapture): Promise<Files> {
    const grid = sceneGrid(capture, this.#options.pixel_size_m)
    return rasters('scene', await this.#draw(capture, whole(capture, grid)), grid)
  }

  #draw(capture: PastCapture, drawing: Drawing): Promise<Scene> {
    return renderScene({
      ...drawing,
      sun: { elevation_deg: capture.sun_elevation_deg, azimuth_deg: capture.sun_azimuth_deg },
      world_seed: this.#options.world_seed,
      capture_seed: capture.cloud_seed,
    })
  }
}

const whole = ({ plane, cloud_cover_pct }: PastCapture, grid: PixelGrid): Drawing => ({
  grid,
  ring: plane.ring,
  cloud_cover_pct,
  noise_fraction: noise.L1B,
})

async function rasters(name: string, { analytic, cloud }: Scene, grid: PixelGrid): Promise<Files> {
  const color = (name: 'Blue' | 'Green' | 'Red' | 'NIR') => ({ description: name, color: name })
  const [blue, green, red, nir] = [color('Blue'), color('Green'), color('Red'), color('NIR')]
  const codes = [{ description: 'Cloud: 0 no data, 1 clear, 2 haze, 3 cloud' }]
  const shared = { grid, tile_size_px: 256 } as const
  const average = { ...shared, resampling: 'average' } as const
  return {
    [`${name}_analytic.tif`]: await encodeCog(analytic, { ...average, bands: [blue, green, red, nir] }),
    [`${name}_visual.tif`]: await encodeCog(toVisual(analytic), { ...average, bands: [red, green, blue] }),
    [`${name}_cloud.tif`]: await encodeCog(cloud, { ...shared, bands: codes, resampling: 'mode' }),
  }
}
