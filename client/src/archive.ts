import type { ArchiveReceipt } from '@swath/contract/archive'
import type { Problem } from '@swath/contract/errors'
import { ApiError } from './errors.ts'
import { inHalves } from './halves.ts'
import type { Http } from './http.ts'

export interface IngestOptions {
  collection: string
  dry_run?: boolean
}

/** The result for one item, with problems that point into the item. */
export type ItemResult = ArchiveReceipt['results'][number]

/** The archive, for operators. */
export class Archive {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Puts up to 500 STAC items into a collection, new or changed, and tells of each, in their order, what became of
   * it. More than the server takes in one request goes in several.
   * @throws ApiError, ConnectionError
   * @example
   * const item = {
   *   type: 'Feature',
   *   id: 'an-image-of-ours',
   *   geometry: { type: 'Polygon', coordinates: [[[10, 45], [10.03, 45], [10.03, 45.02], [10, 45.02], [10, 45]]] },
   *   properties: { datetime: '2026-01-01T10:10:10Z', 'eo:cloud_cover': 3 },
   *   assets: { visual: { href: 'https://images.example.com/ours.tif', type: 'image/tiff' } },
   * }
   * const [result] = await operator.archive.put({ collection: 'l1d' }, [item])
   * console.log(result?.result) // -> created
   */
  async put(options: IngestOptions, items: readonly object[]): Promise<ItemResult[]> {
    return (await inHalves(items, (some) => this.#put(options, some))).flat()
  }

  async #put(options: IngestOptions, items: readonly object[]): Promise<ItemResult[]> {
    try {
      const { results } = await this.#send({ ...options, items })
      return results.map((one, index) => ({ ...one, problems: within(one.problems, index) }))
    } catch (error) {
      const unreadable = unreadableItems(error)
      if (unreadable.size === 0) throw error
      const rest = items.filter((_, index) => !unreadable.has(index))
      const told = rest.length === 0 ? [] : await this.#put(options, rest)
      return items.map((item, index) => {
        const problems = unreadable.get(index)
        return problems ? { id: idOf(item), result: 'refused', problems } : told.shift()!
      })
    }
  }

  #send(body: unknown): Promise<ArchiveReceipt> {
    return this.#http.json('/ops/v1/archive/items', {
      method: 'POST',
      is_harmless: true,
      contract: false,
      body,
    })
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
