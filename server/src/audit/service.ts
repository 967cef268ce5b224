import type { AuditEntry } from '@swath/contract/audit'
import type { Database } from '../database/db.ts'
import type { Condition } from '../lists/filters.ts'
import type { ListQuery, Lists } from '../lists/lists.ts'
import { allAuditEntries, exportedAfter, listedAuditEntries } from './store.ts'

const lines_at_once = 1000

/** Reads the audit of a contract, or all of it. */
export class Audit {
  #db: Database
  #lists: Lists

  constructor({ db, lists }: { db: Database; lists: Lists }) {
    this.#db = db
    this.#lists = lists
  }

  /** @param contract_id of the customer who asks; null: an operator asks */
  list(contract_id: string | null, query: ListQuery, known: string | undefined) {
    if (contract_id === null) return this.#lists.readAll(allAuditEntries, query, known)
    return this.#lists.read(contract_id, listedAuditEntries, query, known)
  }

  /** In the order in which they were written, which is that of their chain. */
  async *export(contract_id: string | null, conditions: readonly Condition[]): AsyncGenerator<AuditEntry[]> {
    for (let after = 0; ; ) {
      const stretch = { after, limit: lines_at_once, conditions }
      const entries = await (contract_id === null
        ? this.#db.system((tx) => exportedAfter(tx, allAuditEntries, stretch))
        : this.#db.tenant(contract_id, (tx) => exportedAfter(tx, listedAuditEntries, stretch)))
      if (entries.length === 0) return
      yield entries
      after = entries.at(-1)!.sequence
    }
  }
}
