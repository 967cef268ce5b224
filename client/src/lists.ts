/** One page of a list; `next` is the path of the following one. */
export interface Page<T> {
  next: string | null
  features?: T[]
  results?: T[]
}

/** A list of any length, fetched page by page as it is read: `for await (const one of list)`. */
export class Listing<T> {
  #first: string
  #fetchPage: (path: string) => Promise<Page<T>>

  constructor(first: string, fetchPage: (path: string) => Promise<Page<T>>) {
    this.#first = first
    this.#fetchPage = fetchPage
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let path: string | null = this.#first; path !== null; ) {
      const page: Page<T> = await this.#fetchPage(path)
      yield* page.features ?? page.results ?? []
      path = page.next
    }
  }

  /** Everything at once. */
  async all(): Promise<T[]> {
    const items: T[] = []
    for await (const item of this) items.push(item)
    return items
  }
}
