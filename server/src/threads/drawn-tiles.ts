/** Map tiles, drawn in other threads than the one that answers. */

import { type TileAddress, type TileOptions, Tiles } from '@swath/imagery/tiles/tiles'
import type { Threads } from './threads.ts'

interface TileTask {
  file: string
  tile: TileAddress
  options: TileOptions
}

export class DrawnTiles {
  readonly #threads: Threads

  constructor(threads: Threads) {
    this.#threads = threads
  }

  /** As `Tiles.render`. */
  async render(file: string, tile: TileAddress, options: TileOptions = {}): Promise<Buffer | undefined> {
    const png = await this.#threads.run(import.meta.url, drawTile, { file, tile, options })
    return png && Buffer.from(png)
  }
}

/** Those of a thread: its images stay open. */
let tiles: Tiles | undefined

/** @inThread */
export function drawTile({ file, tile, options }: TileTask) {
  tiles ??= new Tiles()
  return tiles.render(file, tile, options)
}
