/** A part of a list; `next` gives the following one. */
export interface Page<T> {
  items: T[]
  /** The number of entries in the whole list; there are at least so many, if `count_exact` is false. */
  count?: number
  count_exact?: boolean
  next: string | null
}

/** A list of any length, fetched page by page as it is read: `for await (const one of list)`. */
export class Listing<T> {
  #fetchPage: (next: string | null) => Promise<Page<T>>

  constructor(fetchPage: (next: string | null) => Promise<Page<T>>) {
    this.#fetchPage = fetchPage
  }

  /**
   * One page: the first, or the one that `next` of another names.
   * @example
   * const first = await swath.orders.list({ limit: 1 }).page()
   * if (first.next) console.log((await swath.orders.list({ limit: 1 }).page(first.next)).items.length) // -> 1
   */
  page(next: string | null = null): Promise<Page<T>> {
    return this.#fetchPage(next)
  }

  /**
   * Page by page, for those who show pages.
   * @example
   * for await (const { items, count } of swath.orders.list({ limit: 100 }).pages()) {
   *   console.log(items.length, count)
   * }
   */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    let next: string | null = null
    do {
      const page = await this.#fetchPage(next)
      yield page
      next = page.next
    } while (next !== null)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { items } of this.pages()) yield* items
  }

  /**
   * Everything at once, or the first `most`.
   * @example
   * const newest = await swath.orders.list({ sort: '-created_at' }).all(1)
   * console.log(newest.length) // -> 1
   */
  async all(most = Number.POSITIVE_INFINITY): Promise<T[]> {
    const found: T[] = []
    for await (const { items } of this.pages()) {
      found.push(...items)
      if (found.length >= most) return found.slice(0, most)
    }
    return found
  }
}
