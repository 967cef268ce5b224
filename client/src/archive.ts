import type { ArchiveReceipt } from '@swath/contract/archive'
import type { Problem } from '@swath/contract/errors'
import { ApiError } from './errors.ts'
import type { Http } from './http.ts'
import { isPassing } from './imports.ts'

export interface IngestOptions {
  collection: string
  dry_run?: boolean
}

/** What became of an item, with problems that point into the item. */
export type ItemResult = ArchiveReceipt['results'][number]

/** Waits between attempts, in milliseconds. To put an item twice does no harm, so every attempt may be repeated. */
const waits_ms = [250, 1000, 4000, 10_000]

/** The archive, for operators. */
export class Archive {
  #http: Http
  #waits_ms: readonly number[]

  constructor(http: Http, waits = waits_ms) {
    this.#http = http
    this.#waits_ms = waits
  }

  /**
   * Puts up to 500 STAC items into a collection, new or changed, and tells of each, in their order, what became of
   * it. Tries again when the server is away or busy.
   * @throws ApiError, ConnectionError
   */
  async put(options: IngestOptions, items: readonly object[]): Promise<ItemResult[]> {
    try {
      const { results } = await this.#send({ ...options, items })
      return results.map((one, index) => ({ ...one, problems: within(one.problems, index) }))
    } catch (error) {
      const unreadable = unreadableItems(error)
      if (unreadable.size === 0) throw error
      const rest = items.filter((_, index) => !unreadable.has(index))
      const told = rest.length === 0 ? [] : await this.put(options, rest)
      return items.map((item, index) => {
        const problems = unreadable.get(index)
        return problems ? { id: idOf(item), result: 'refused', problems } : told.shift()!
      })
    }
  }

  async #send(body: unknown): Promise<ArchiveReceipt> {
    for (const wait_ms of this.#waits_ms) {
      try {
        return await this.#http.json('/ops/v1/archive/items', { method: 'POST', contract: false, body })
      } catch (error) {
        if (!isPassing(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, wait_ms))
      }
    }
    return this.#http.json('/ops/v1/archive/items', { method: 'POST', contract: false, body })
  }
}

/** Pointers of a batch begin with the place of the item, of which the item itself knows nothing. */
const within = (problems: readonly Problem[], index: number): Problem[] =>
  problems.map((problem) => ({ ...problem, pointer: problem.pointer.replace(`/items/${index}`, '') }))

/** Items for which the whole request was refused, with why: text that no database can hold. */
function unreadableItems(error: unknown): Map<number, Problem[]> {
  const problems = error instanceof ApiError && error.code === 'invalid_request' ? error.problems : []
  const found = problems.flatMap(({ pointer }): number[] => {
    const [, index] = /^\/items\/(\d+)/.exec(pointer) ?? []
    return index === undefined ? [] : [Number(index)]
  })
  return new Map(
    found.map((index) => [
      index,
      within(
        problems.filter(({ pointer }) => new RegExp(`^/items/${index}(/|$)`).test(pointer)),
        index,
      ),
    ]),
  )
}

function idOf(item: object): string | null {
  return 'id' in item && typeof item.id === 'string' ? item.id : null
}
