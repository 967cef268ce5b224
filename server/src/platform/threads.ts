import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'

/**
 * Threads for what computes, so that the thread which answers people does not. They do not wait for files or zlib by
 * promises either: the four threads of Node that do such work are for all of the process, and whoever fills them keeps
 * pages from being served.
 */
export class Threads {
  readonly #pool: Piscina

  /** @param niceness how far they step back behind other threads: 0 for what somebody waits for, up to 19 */
  constructor(niceness: number) {
    this.#pool = new Piscina({
      minThreads: 0,
      maxThreads: availableParallelism(),
      idleTimeout: 30_000,
      niceIncrement: niceness,
      // geotiff.js looks into it in any thread.
      workerData: {},
    })
  }

  /**
   * Runs a function that `module` exports. What it takes and returns are copied from thread to thread; of what it throws
   * only the message arrives.
   * @param module where it is: `import.meta.url`
   */
  run<Task, Result>(module: string, work: (task: Task) => Result, task: Task): Promise<Awaited<Result>> {
    return this.#pool.run(task, { filename: module, name: work.name })
  }

  /** How many pieces of work have ended. */
  get count(): number {
    return this.#pool.completed
  }

  /** Gives up what is running. */
  close(): Promise<void> {
    return this.#pool.destroy()
  }
}

/** What somebody waits for does not wait for what nobody waits for. */
export const openThreads = () => ({ answering: new Threads(0), background: new Threads(10) })
