import type { Asset, Deliverable } from '@swath/contract/deliverables'
import type { Event } from '@swath/contract/events'
import type { deliverable_filters } from '@swath/contract/filters'
import type { CallOptions } from './connection.ts'
import type { Filter } from './filters.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

/** One file of a deliverable, as it is announced. */
export type DeliveredFile = Asset & { key: string; file_name: string }
export type DeliverableFilter = Filter<typeof deliverable_filters>

/** The deliverables of the contract. Every method may throw ApiError or ConnectionError. */
export class Deliverables {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** Oldest first, if `sort` says nothing else. */
  list(filter: DeliverableFilter = {}, options: CallOptions = {}): Listing<Deliverable> {
    return this.#http.list('/v2/deliverables/', filter, options)
  }

  get(deliverable_id: string, options: CallOptions = {}): Promise<Deliverable> {
    return this.#http.json(path(deliverable_id), options)
  }

  /** Everything that happened to the deliverable, oldest first. */
  events(deliverable_id: string, options: CallOptions = {}): Listing<Event> {
    return this.#http.list(path(deliverable_id, '/events'), { limit: 100 }, options)
  }

  /** The files that can be downloaded: none before the deliverable is DELIVERED. */
  files(deliverable_id: string, options: CallOptions = {}): Listing<DeliveredFile> {
    return this.#http.list(path(deliverable_id, '/files'), {}, options)
  }

  /** The bytes of a file, unchecked, from `from_byte` on; `downloadFile` (download.ts) checks and keeps them. */
  openFile(
    deliverable_id: string,
    key: string,
    { from_byte = 0, ...options }: CallOptions & { from_byte?: number } = {},
  ): Promise<Response> {
    const headers: Record<string, string> = from_byte > 0 ? { range: `bytes=${from_byte}-` } : {}
    return this.#http.open(path(deliverable_id, `/files/${encodeURIComponent(key)}`), { ...options, headers })
  }
}

function path(deliverable_id: string, of_it = ''): string {
  return `/v2/deliverables/${encodeURIComponent(deliverable_id)}${of_it}`
}
