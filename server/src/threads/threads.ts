import { availableParallelism } from 'node:os'
import { SwathError } from '@swath/contract/errors'
import { UnreadableImage } from '@swath/imagery/read/open-cog'
import { Piscina } from 'piscina'
import { requireNoTransaction } from '../database/db.ts'
import { ServerStops } from '../platform/server-stops.ts'
import type { SentError, work } from './thread-work.ts'

/** Errors that somebody tells apart by their class. */
const classes: Readonly<Record<string, { prototype: Error }>> = { RangeError, SwathError, UnreadableImage }

/**
 * Threads for what computes, so that the thread which answers people does not. They do not wait for files or zlib by
 * promises either: the four threads of Node that do such work are for all of the process, and whoever fills them keeps
 * pages from being served.
 */
export class Threads {
  readonly #pool: Piscina
  #is_closed = false

  /** @param niceness how far they step back behind other threads: 0 for what somebody waits for, up to 19 */
  constructor(niceness: number) {
    this.#pool = new Piscina({
      minThreads: 0,
      maxThreads: availableParallelism(),
      idleTimeout: 30_000,
      // A thread that waits on an Atomics may miss that it is to end, and then it never does.
      atomics: 'disabled',
      niceIncrement: niceness,
      filename: new URL('thread-work.ts', import.meta.url).href,
      name: 'work',
      // geotiff.js looks into it in any thread.
      workerData: {},
    })
  }

  /**
   * Runs a function that `module` exports. What it takes and returns are copied from thread to thread, and so is what
   * it throws, which is of its class again if that is one of those above.
   * @param module where it is: `import.meta.url`
   * @throws ServerStops where the threads are closed, or become so before it has ended
   */
  async run<Task, Result>(
    module: string,
    { name }: (task: Task) => Result,
    task: Task,
  ): Promise<Awaited<Result>> {
    requireNoTransaction('A thread')
    const done = await this.#work({ module, name, task })
    if ('error' in done) throw unpack(done.error)
    return done.result as Awaited<Result>
  }

  async #work(piece: Parameters<typeof work>[0]): ReturnType<typeof work> {
    if (this.#is_closed) throw new ServerStops()
    try {
      return await this.#pool.run(piece)
    } catch (error) {
      throw this.#is_closed ? new ServerStops() : error
    }
  }

  /** The number of pieces of work that have ended. */
  get count(): number {
    return this.#pool.completed
  }

  /** Gives up what is running, for good. */
  close(): Promise<void> {
    this.#is_closed = true
    return this.#pool.destroy()
  }
}

/** Work that somebody waits for does not wait for work that nobody waits for. */
export const openThreads = () => ({ answering: new Threads(0), background: new Threads(10) })

function unpack({ kind, message, stack, fields }: SentError): Error {
  const error = Object.assign(new Error(message), fields, { stack })
  const known = classes[kind]
  return known ? Object.setPrototypeOf(error, known.prototype) : error
}
