import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import { captureEntity } from './document.ts'
import { touchCapturesOf } from './store.ts'

/** The titles of providers, which captures tell where the operator shows them. */
export class Titles {
  #db: Database
  #clock: Clock
  #slice: number

  /** @param slice captures are changed so many at a time, so that others have their turn in between */
  constructor(db: Database, clock: Clock, slice = 100) {
    this.#db = db
    this.#clock = clock
    this.#slice = slice
  }

  /** Customers who ask for what has changed learn of all captures of a provider which tell another title now. */
  async changed(provider: string, signal: AbortSignal): Promise<void> {
    for (let last: string | undefined = ''; last !== undefined; signal.throwIfAborted())
      last = await this.#touch(provider, last)
  }

  #touch(provider: string, after: string): Promise<string | undefined> {
    return this.#db.system(async (tx) => {
      const touched = await touchCapturesOf(tx, {
        provider,
        after,
        most: this.#slice,
        now: this.#clock.now(),
      })
      await captureEntity.refreshAll(tx, touched)
      return touched.length < this.#slice ? undefined : touched.at(-1)
    })
  }
}
