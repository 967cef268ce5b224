/** Map tiles, drawn in other threads than the one that answers. */
import type { Threads } from './threads.ts'
import { type TileAddress, type TileOptions, Tiles } from './tiles.ts'

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
    const drawn = await this.#threads.run(import.meta.url, drawTile, { file, tile, options })
    if ('refusal' in drawn) throw new RangeError(drawn.refusal)
    return drawn.png && Buffer.from(drawn.png)
  }
}

/** Those of a thread: its images stay open. */
let tiles: Tiles | undefined

/** For a thread. An error loses its class on the way, so that of bands is told as a value. */
export async function drawTile({ file, tile, options }: TileTask) {
  tiles ??= new Tiles()
  try {
    return { png: await tiles.render(file, tile, options) }
  } catch (error) {
    if (error instanceof RangeError) return { refusal: error.message }
    throw error
  }
}
