import { setImmediate } from 'node:timers/promises'

/**
 * For work that holds the event loop, but not for long: of several pieces, however they come together, one is done in
 * each turn of the loop, and others are answered in between.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Whoever has waited for it does a piece of work at once. */
  next(): Promise<unknown> {
    this.#last = this.#last.then(() => setImmediate())
    return this.#last
  }
}
