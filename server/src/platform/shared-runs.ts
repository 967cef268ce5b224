interface Run {
  done: Promise<void>
  /** For those who have asked since it began. */
  next?: Promise<void>
}

/** Work that is asked for again and again: callers who ask while it runs share the next run of it. */
export class SharedRuns {
  readonly #runs = new Map<string, Run>()

  /** Ends with a run that began after the call. */
  run(key: string, work: () => Promise<void>): Promise<void> {
    const running = this.#runs.get(key)
    if (!running) return this.#begin(key, work)
    running.next ??= running.done.catch(() => undefined).then(() => this.#begin(key, work))
    return running.next
  }

  #begin(key: string, work: () => Promise<void>): Promise<void> {
    const run: Run = {
      done: work().finally(() => {
        if (!run.next) this.#runs.delete(key)
      }),
    }
    this.#runs.set(key, run)
    return run.done
  }
}
