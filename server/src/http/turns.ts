import { setImmediate } from 'node:timers/promises'

/**
 * For work that holds the event loop, but not for long: of several pieces, however they come together, one is done in
 * each turn of the loop, and others are answered in between.
 */
class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** A caller that has waited for it does a piece of work at once. */
  next(): Promise<unknown> {
    this.#last = this.#last.then(() => setImmediate())
    return this.#last
  }
}

/** All of a process share them, since one loop is held by whatever is read. */
export const turns = new Turns()
const small_bytes = 32 * 1024

/** A large body is read in several pieces, each of up to some 30 ms: text, fields, and where it has one a filter. */
export async function turnForBody(bytes: number): Promise<void> {
  if (bytes > small_bytes) await turns.next()
}
