import type { Capture } from '@swath/contract/captures'
import type { Event } from '@swath/contract/events'
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

  /**
   * One capture.
   * @example
   * const { status, access } = await swath.captures.get(capture_id)
   * console.log(status, access?.satellite_name)
   */
  get(capture_id: string, options: CallOptions = {}): Promise<Capture> {
    return this.#http.json(path(capture_id), options)
  }

  /**
   * Everything that happened to the capture, oldest first.
   * @example
   * const events = await swath.captures.events(capture_id).all()
   * console.log(events[0]?.type) // -> CaptureQueued
   */
  events(capture_id: string, options: CallOptions = {}): Listing<Event> {
    return this.#http.list(path(capture_id, '/events'), { limit: 100 }, options)
  }
}

function path(capture_id: string, of_it = ''): string {
  return `/v2/captures/${encodeURIComponent(capture_id)}${of_it}`
}
