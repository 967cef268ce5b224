/** Reads one file by ranges, beside the thread that draws. */
import { fromUrl } from 'geotiff'
import { RasterFile } from './raster-file.ts'

/** Neighbouring blocks are asked for at once: a piece of an image is larger than most. */
const reading: Parameters<typeof fromUrl>[1] & { blockSize: number; cacheSize: number } = {
  blockSize: 131_072,
  cacheSize: 256,
}

let file: RasterFile | undefined

const answers = {
  open: async (url: string) => {
    // A server without ranges would send all of it, for every piece.
    file = await RasterFile.open(await fromUrl(url, reading))
    return file.facts
  },
  tile: (level: number, x: number, y: number) => file!.tile(level, x, y),
  values: (column: number, row: number) => file!.values(column, row),
  histograms: () => file!.histograms(),
}
export type Answers = typeof answers

export interface Asked {
  id: number
  method: keyof Answers
  args: never[]
}
export type Told = { id: number; answer: unknown } | { id: number; error: string }

self.onmessage = async ({ data: { id, method, args } }: MessageEvent<Asked>) => {
  try {
    const answer: unknown = await (answers[method] as (...given: typeof args) => unknown)(...args)
    post({ id, answer }, answer instanceof Float32Array ? [answer.buffer as ArrayBuffer] : [])
  } catch (error) {
    post({ id, error: error instanceof Error ? error.message : String(error) }, [])
  }
}

const post = (told: Told, transfer: ArrayBuffer[]) => self.postMessage(told, { transfer })
