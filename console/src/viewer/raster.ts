/** An image that is read by a thread of its own. */
import type { Histogram } from './histogram.ts'
import type { Pixels } from './pixels.ts'
import type { Answers, Asked, Told } from './raster.worker.ts'
import type { RasterFacts } from './raster-file.ts'

export class Raster implements Pixels {
  readonly facts: RasterFacts
  readonly #thread: Thread
  #histograms: Promise<Histogram[]> | undefined

  private constructor(facts: RasterFacts, thread: Thread) {
    this.facts = facts
    this.#thread = thread
  }

  /** @throws Error that says why the file cannot be shown */
  static async open(url: string): Promise<Raster> {
    const thread = new Thread()
    try {
      return new Raster(await thread.ask('open', url), thread)
    } catch (error) {
      thread.end()
      throw error
    }
  }

  tile(level: number, x: number, y: number): Promise<Float32Array<ArrayBuffer>> {
    return this.#thread.ask('tile', level, x, y)
  }

  values(column: number, row: number): Promise<number[] | undefined> {
    return this.#thread.ask('values', column, row)
  }

  histograms(): Promise<Histogram[]> {
    this.#histograms ??= this.#thread.ask('histograms')
    return this.#histograms
  }

  close() {
    this.#thread.end()
  }
}

/** Questions to a worker, and its answers. */
class Thread {
  readonly #worker = new Worker(new URL('./raster.worker.ts', import.meta.url), { type: 'module' })
  readonly #waiting = new Map<number, PromiseWithResolvers<never>>()
  #last_id = 0

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Told>) => {
      const asked = this.#waiting.get(data.id)
      this.#waiting.delete(data.id)
      if ('error' in data) asked?.reject(new Error(data.error))
      else asked?.resolve(data.answer as never)
    }
    this.#worker.onerror = () => this.#fail('The reader of images could not be started')
  }

  ask<Method extends keyof Answers>(method: Method, ...args: Parameters<Answers[Method]>) {
    const id = ++this.#last_id
    const answer = Promise.withResolvers<Awaited<ReturnType<Answers[Method]>>>()
    this.#waiting.set(id, answer as unknown as PromiseWithResolvers<never>)
    this.#worker.postMessage({ id, method, args } as Asked)
    return answer.promise
  }

  end() {
    this.#worker.terminate()
    this.#fail('The image was closed')
  }

  #fail(why: string) {
    for (const { reject } of this.#waiting.values()) reject(new Error(why))
    this.#waiting.clear()
  }
}
