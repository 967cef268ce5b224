import { setTimeout } from 'node:timers/promises'
import { CannotStart } from '../platform/cannot-start.ts'
import type { Log } from '../platform/log.ts'

/**
 * The database cannot be reached, or the connection to it broke off. What was asked may be asked again; whether it
 * was done, if it was a commit, nobody knows.
 */
export class DatabaseUnavailable extends Error {
  // A field of the error itself: pg-boss passes on copies, which have nothing else.
  override readonly name = 'DatabaseUnavailable'

  constructor(cause: unknown) {
    super(`The database cannot be reached: ${reasonOf(cause)}`, { cause })
  }
}

/** Whether something failed only because the database is away. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { name, cause, errors } = error as { name?: string; cause?: unknown; errors?: unknown[] }
  if (name === 'DatabaseUnavailable') return true
  return errors?.length ? errors.every(isDatabaseUnavailable) : isDatabaseUnavailable(cause)
}

/** Where a second attempt meets the same: password, user or name of the database are wrong. */
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

export function codeOf(error: unknown): string {
  return (error as { code?: string } | undefined)?.code ?? ''
}

/** Of several addresses that were tried, Node says only the code. */
function reasonOf(cause: unknown): string {
  return (cause as Error).message || codeOf(cause) || 'no answer'
}
