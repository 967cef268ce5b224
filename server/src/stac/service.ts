import { SwathError } from '@swath/contract/errors'
import type { Database, Transaction } from '../database/db.ts'
import { type Aggregation, type AggregationName, aggregate, type Interval } from './aggregations.ts'
import type { Search } from './search.ts'
import {
  type CollectionRow,
  expectFastDisks,
  type FoundItem,
  findCollections,
  findDocument,
  findFirst,
  findItems,
} from './store.ts'

export interface FoundPage {
  items: FoundItem[]
  has_more: boolean
  matched: number | null
}

/** The archive as a STAC API shows it: of each contract, the collections that it may see. */
export class Stac {
  #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  collections(contract_id: string): Promise<CollectionRow[]> {
    return this.#db.tenant(contract_id, (tx) => findCollections(tx))
  }

  /** @throws SwathError `not_found` */
  async collection(contract_id: string, id: string): Promise<CollectionRow> {
    const [row] = await this.#db.tenant(contract_id, (tx) => findCollections(tx, id))
    if (row) return row
    throw new SwathError('not_found', `There is no collection ${id}, or not for this contract`)
  }

  /** The stored document. @throws SwathError `not_found` */
  async item(contract_id: string, collection: string, id: string): Promise<string> {
    const document = await this.#db.tenant(contract_id, (tx) => findDocument(tx, collection, id))
    if (document !== undefined) return document
    throw new SwathError('not_found', `There is no item ${id} in ${collection}, or not for this contract`)
  }

  async search(contract_id: string, search: Search): Promise<FoundPage> {
    return this.#search(contract_id, async (tx) => {
      const first = search.place ? undefined : await findFirst(tx, search)
      const matched = search.place ? search.place.matched : first!.matched
      const found = first && matched !== null ? first.items : await findItems(tx, search)
      const has_more = found.length > search.limit
      return { items: found.slice(0, search.limit), has_more, matched }
    })
  }

  aggregate(
    contract_id: string,
    { conditions }: Search,
    names: readonly AggregationName[],
    interval: Interval,
  ): Promise<Aggregation[]> {
    return this.#search(contract_id, async (tx) => {
      const all: Aggregation[] = []
      for (const name of names) all.push(await aggregate(tx, conditions, name, interval))
      return all
    })
  }

  async #search<T>(contract_id: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.#db.tenant(contract_id, async (tx) => {
        await expectFastDisks(tx)
        return work(tx)
      })
    } catch (error) {
      // Class 22: a value that the filter computes is out of range. Only the database can tell.
      const { code, message } = error as { code?: unknown; message: string }
      if (typeof code !== 'string' || !code.startsWith('22')) throw error
      throw new SwathError('invalid_filter', `filter: ${message}`, { cause: error })
    }
  }
}
