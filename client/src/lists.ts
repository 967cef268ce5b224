/** A part of a list; `next` gives the following one. */
export interface Page<T> {
  items: T[]
  /** How many there are in the whole list; at least so many, if `count_exact` is false. */
  count?: number
  count_exact?: boolean
  next: string | null
}

/** A page as it is sent. */
export interface SentPage<T> extends Omit<Page<T>, 'items'> {
  features?: T[]
  results?: T[]
}

export function pageFrom<T>({ features, results, ...page }: SentPage<T>): Page<T> {
  return { ...page, items: features ?? results ?? [] }
}

/** A list of any length, fetched page by page as it is read: `for await (const one of list)`. */
export class Listing<T> {
  #fetchPage: (next: string | null) => Promise<Page<T>>

  constructor(fetchPage: (next: string | null) => Promise<Page<T>>) {
    this.#fetchPage = fetchPage
  }

  /** One page: the first, or the one that `next` of another names. */
  page(next: string | null = null): Promise<Page<T>> {
    return this.#fetchPage(next)
  }

  /** Page by page, for those who show pages. */
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

  /** Everything at once, or the first `most`. */
  async all(most = Number.POSITIVE_INFINITY): Promise<T[]> {
    const found: T[] = []
    for await (const { items } of this.pages()) {
      found.push(...items)
      if (found.length >= most) return found.slice(0, most)
    }
    return found
  }
}
