import { setTimeout } from 'node:timers/promises'
import { CannotStart } from '../platform/cannot-start.ts'
import { codeOf, type DatabaseUnavailable, isDatabaseUnavailable } from '../platform/database-unavailable.ts'
import type { Log } from '../platform/log.ts'

/** A second attempt meets the same failure: password, user or name of the database are wrong. */
const hopeless = /^(28...|3D000)$/
const look_ms = 1000

/**
 * Everything that asks a database fails at once when it goes away, for one reason. This says so once, looks until
 * somebody is there again, and says that once.
 */
export class Outages {
  #ask: () => Promise<void>
  #log: Log
  #closing = new AbortController()
  #waiting: Promise<void> | undefined

  /** @param ask resolves when the database answers a new connection */
  constructor(ask: () => Promise<void>, log: Log) {
    this.#ask = ask
    this.#log = log
  }

  noticed(error: DatabaseUnavailable) {
    if (this.#closing.signal.aborted) return
    this.#waiting ??= this.#wait(error).finally(() => {
      this.#waiting = undefined
    })
  }

  /** Does something again after each outage. @throws CannotStart where waiting would not help */
  async outlive<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!isDatabaseUnavailable(error)) throw error
        const { cause } = error as DatabaseUnavailable
        if (hopeless.test(codeOf(cause))) throw new CannotStart((error as Error).message, { cause })
        await this.#waiting
        this.#closing.signal.throwIfAborted()
      }
    }
  }

  close() {
    this.#closing.abort()
  }

  async #wait(error: DatabaseUnavailable) {
    const { signal } = this.#closing
    this.#log.error(`${error.message}; waiting for it`)
    while (!signal.aborted && !(await this.#answers())) {
      await setTimeout(look_ms, undefined, { signal }).catch(() => undefined)
    }
    if (!signal.aborted) this.#log.info('The database answers again')
  }

  #answers(): Promise<boolean> {
    return this.#ask().then(
      () => true,
      () => false,
    )
  }
}
