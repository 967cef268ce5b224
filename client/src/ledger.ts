import type { LedgerEntry } from '@swath/contract/ledger'
import type { Http } from './http.ts'

/** What was booked for the contract. */
export class Ledger {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** Oldest first. @throws ApiError, ConnectionError */
  entries() {
    return this.#http.list<LedgerEntry>('/v2/ledger/', { limit: 100 })
  }
}
