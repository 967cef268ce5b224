import type { Capture } from '@swath/contract/captures'
import type { capture_filters } from '@swath/contract/filters'
import type { CallOptions } from './connection.ts'
import type { Filter } from './filters.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

export type CaptureFilter = Filter<typeof capture_filters>

/** The captures of all orders of the contract. */
export class Captures {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Oldest first, if `sort` says nothing else. @throws ApiError, ConnectionError
   * @example
   * const failed = await swath.captures.list({ status: 'failed', sort: '-created_at' }).all(10)
   * console.log(failed.map(({ reason_code }) => reason_code))
   */
  list(filter: CaptureFilter = {}, options: CallOptions = {}): Listing<Capture> {
    return this.#http.list('/v2/captures/', filter, options)
  }
}
