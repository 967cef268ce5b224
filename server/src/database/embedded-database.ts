import { Worker } from 'node:worker_threads'
import { parsers } from './parsers.ts'

/** A folder of the database, or an archive of one from which a copy is made in memory. */
export type DatabasePlace = { folder: string } | { archive: string }

type Rows = Record<string, unknown>[]

/** A question to the thread, and its answer. */
export type Question = { id: number } & (
  | { text: string; values?: readonly unknown[] | undefined }
  | { listen: string }
  | { unlisten: number }
  | { close: true }
)
export interface Answer {
  rows: Rows
  /** Columns with times, which are as PostgreSQL writes them. */
  times: string[]
}
export type Reply =
  | ({ id: number } & Answer)
  | { id: number; failure: Record<string, unknown> }
  | { listener: number; payload: string }

/** PostgreSQL and PostGIS in a thread of this process: one session, which answers in the order in which it is asked. */
export class EmbeddedDatabase {
  readonly #thread: Worker
  readonly #waiting = new Map<number, PromiseWithResolvers<Rows>>()
  readonly #listeners = new Map<number, (payload: string) => void>()
  #last_id = 0

  constructor(place: DatabasePlace) {
    this.#thread = new Worker(new URL('embedded-thread.ts', import.meta.url), { workerData: place })
    this.#thread.on('message', (reply: Reply) => this.#hear(reply))
    // Nobody listens to its errors, so one ends the process: without its database it is of no use.
  }

  query(text: string, values?: readonly unknown[]): Promise<Rows> {
    return this.#ask({ text, values: values?.map(writtenOut) })
  }

  /** @returns what ends it */
  async listen(channel: string, onNotification: (payload: string) => void): Promise<() => Promise<void>> {
    const id = this.#last_id + 1
    this.#listeners.set(id, onNotification)
    await this.#ask({ listen: channel })
    return async () => {
      this.#listeners.delete(id)
      await this.#ask({ unlisten: id })
    }
  }

  async close(): Promise<void> {
    await this.#ask({ close: true })
    await this.#thread.terminate()
  }

  #ask(question: DistributiveOmit<Question, 'id'>): Promise<Rows> {
    const id = ++this.#last_id
    const waiting = Promise.withResolvers<Rows>()
    this.#waiting.set(id, waiting)
    this.#thread.postMessage({ id, ...question })
    return waiting.promise
  }

  #hear(reply: Reply) {
    if ('listener' in reply) return this.#listeners.get(reply.listener)?.(reply.payload)
    const waiting = this.#waiting.get(reply.id)!
    this.#waiting.delete(reply.id)
    if ('rows' in reply) waiting.resolve(withTimes(reply))
    else waiting.reject(Object.assign(new Error(), reply.failure))
  }
}

/** Dates that are finer than JavaScript's pass as text. */
function writtenOut(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(writtenOut)
  return value instanceof Date ? value.toISOString() : value
}

function withTimes({ rows, times }: Answer): Rows {
  for (const row of rows) {
    for (const name of times) {
      if (typeof row[name] === 'string') row[name] = parsers[1184](row[name])
    }
  }
  return rows
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
