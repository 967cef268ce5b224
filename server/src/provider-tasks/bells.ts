import { setTimeout as wait } from 'node:timers/promises'

/** Wakes those who wait for something in this process. What another process does is seen by looking again. */
export class Bells {
  #waiting = new Map<string, Set<() => void>>()
  #closed = false

  /** Waits until it is rung, or for so long. */
  async heard(name: string, at_most_ms: number): Promise<void> {
    if (this.#closed) return
    const stopped = new AbortController()
    const rung = new Promise<void>((resolve) => {
      const waiting = this.#waiting.get(name) ?? new Set()
      this.#waiting.set(name, waiting.add(resolve))
    })
    const late = wait(at_most_ms, undefined, { signal: stopped.signal }).catch(() => undefined)
    await Promise.race([rung, late])
    stopped.abort()
  }

  ring(name: string) {
    for (const wake of this.#waiting.get(name) ?? []) wake()
    this.#waiting.delete(name)
  }

  get is_closed(): boolean {
    return this.#closed
  }

  /** Nobody waits any more. */
  close() {
    this.#closed = true
    for (const name of [...this.#waiting.keys()]) this.ring(name)
  }
}
