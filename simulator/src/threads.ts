/** Threads in which images are made, so that the one which answers goes on, and stays ahead of them where cores are few. */
import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'

const pool = new Piscina({
  minThreads: 0,
  maxThreads: availableParallelism(),
  idleTimeout: 30_000,
  // A thread that waits on an Atomics may miss that it is to end, and then it never does.
  atomics: 'disabled',
  niceIncrement: 10,
})

/**
 * Runs a function that `module` exports; what it takes and returns are copied from thread to thread.
 * @param module where it is: `import.meta.url`
 */
export function inThread<Task, Result>(
  module: string,
  work: (task: Task) => Result,
  task: Task,
): Promise<Awaited<Result>> {
  return pool.run(task, { filename: module, name: work.name })
}

/** Gives up what is being made. */
export function closeThreads(): Promise<void> {
  return pool.destroy()
}
