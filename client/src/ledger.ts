import type { LedgerEntry } from '@swath/contract/ledger'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

/** What was booked for the contract. */
export class Ledger {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** Oldest first. @throws ApiError, ConnectionError */
  entries(options: CallOptions = {}): Listing<LedgerEntry> {
    return this.#http.list('/v2/ledger/', { limit: 100 }, options)
  }
}
