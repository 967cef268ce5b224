import type { Balance, LedgerEntry } from '@swath/contract/ledger'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

/** The bookings of the contract. */
export class Ledger {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Oldest first. @throws ApiError, ConnectionError
   * @example
   * let consumed_minor = 0
   * for await (const { account, amount_minor } of swath.ledger.entries()) {
   *   if (account === 'consumed') consumed_minor += amount_minor
   * }
   * console.log(consumed_minor > 0) // -> true
   */
  entries(options: CallOptions = {}): Listing<LedgerEntry> {
    return this.#http.list('/v2/ledger/', { limit: 100 }, options)
  }

  /**
   * Gives what the contract was granted, and what is available, held and consumed of it. @throws ApiError,
   * ConnectionError
   * @example
   * const { granted_minor, available_minor, held_minor, consumed_minor } = await swath.ledger.balance()
   * console.log(available_minor + held_minor + consumed_minor === granted_minor) // -> true
   */
  balance(options: CallOptions = {}): Promise<Balance> {
    return this.#http.json('/v2/balance/', options)
  }
}
