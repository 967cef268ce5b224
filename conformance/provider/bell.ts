/** Wakes those who wait for something to happen. */
export class Bell {
  #wakes = new Set<() => void>()

  ring() {
    for (const wake of this.#wakes) wake()
  }

  /** @returns whether it held in time */
  async until(holds: () => boolean, within_ms: number): Promise<boolean> {
    const late = AbortSignal.timeout(within_ms)
    while (!holds()) {
      if (late.aborted) return false
      const { promise, resolve } = Promise.withResolvers<void>()
      late.addEventListener('abort', () => resolve(), { once: true })
      this.#wakes.add(resolve)
      await promise
      this.#wakes.delete(resolve)
    }
    return true
  }
}
