import { type Found, most_found, type SearchResults } from '@swath/contract/search'
import type { Database } from '../database/db.ts'
import { timestamp } from '../platform/clock.ts'
import { type FoundRow, findAnything } from './search.store.ts'

/** Looks through everything of all contracts, for operators. */
export class Search {
  #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** The first ones of each kind, the newest before others. */
  async find(q: string): Promise<SearchResults> {
    const rows = await this.#db.system((tx) => findAnything(tx, q))
    const kinds = [...Map.groupBy(rows, ({ kind }) => kind).values()]
    return {
      results: kinds.flatMap((of_kind) => of_kind.slice(0, most_found)).map(told),
      is_cut: kinds.some(({ length }) => length > most_found),
    }
  }
}

const told = (row: FoundRow): Found => ({ ...row, at: row.at && timestamp(row.at) })
