import type { Asset, Deliverable, FileLink, RejectionRequest } from '@swath/contract/deliverables'
import type { Event } from '@swath/contract/events'
import type { deliverable_filters } from '@swath/contract/filters'
import type { CallOptions } from './connection.ts'
import type { Filter } from './filters.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

/** One file of a deliverable, as it is announced. */
export type DeliveredFile = Asset & { key: string; file_name: string }
export type NewRejection = (typeof RejectionRequest)['_zod']['input']
export type DeliverableFilter = Filter<typeof deliverable_filters>

/** The deliverables of the contract. Every method may throw ApiError or ConnectionError. */
export class Deliverables {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Oldest first, if `sort` says nothing else.
   * @example
   * const week_ago = new Date(Date.now() - 7 * 86_400_000)
   * const delivered = await swath.deliverables.list({ status: 'DELIVERED', delivered_at__gte: week_ago }).all()
   * console.log(delivered.length > 0) // -> true
   */
  list(filter: DeliverableFilter = {}, options: CallOptions = {}): Listing<Deliverable> {
    return this.#http.list('/v2/deliverables/', filter, options)
  }

  /**
   * One deliverable.
   * @example
   * const { status, charge } = await swath.deliverables.get(deliverable_id)
   * console.log(status, charge?.currency) // -> DELIVERED USD
   */
  get(deliverable_id: string, options: CallOptions = {}): Promise<Deliverable> {
    return this.#http.json(path(deliverable_id), options)
  }

  /**
   * Everything that happened to the deliverable, oldest first.
   * @example
   * const events = await swath.deliverables.events(deliverable_id).all()
   * console.log(events.at(-1)?.type) // -> DeliverableDelivered
   */
  events(deliverable_id: string, options: CallOptions = {}): Listing<Event> {
    return this.#http.list(path(deliverable_id, '/events'), { limit: 100 }, options)
  }

  /**
   * The files that can be downloaded: none before the deliverable is DELIVERED.
   * @example
   * for await (const { key, file_name, size_bytes, sha256 } of swath.deliverables.files(deliverable_id)) {
   *   console.log(key, file_name, size_bytes, sha256)
   * }
   */
  files(deliverable_id: string, options: CallOptions = {}): Listing<DeliveredFile> {
    return this.#http.list(path(deliverable_id, '/files'), {}, options)
  }

  /**
   * The bytes of a file, unchecked, from `from_byte` on; `downloadFile` (download.ts) checks and keeps them.
   * @example
   * const response = await swath.deliverables.openFile(deliverable_id, 'thumbnail')
   * console.log(response.headers.get('content-type')) // -> image/png
   */
  openFile(
    deliverable_id: string,
    key: string,
    { from_byte = 0, ...options }: CallOptions & { from_byte?: number } = {},
  ): Promise<Response> {
    const headers: Record<string, string> = from_byte > 0 ? { range: `bytes=${from_byte}-` } : {}
    return this.#http.open(path(deliverable_id, `/files/${encodeURIComponent(key)}`), { ...options, headers })
  }

  /**
   * A link by which anybody can download the file until it expires, without a token: for a browser, or another
   * program. It is good for an hour, if `valid_for_s` says nothing else; for a week at most.
   * @example
   * const { href, expires_at } = await swath.deliverables.link(deliverable_id, 'thumbnail', { valid_for_s: 600 })
   * console.log((await fetch(href)).status, expires_at > new Date().toISOString()) // -> 200 true
   */
  link(
    deliverable_id: string,
    key: string,
    { valid_for_s = 3600, ...options }: CallOptions & { valid_for_s?: number } = {},
  ): Promise<FileLink> {
    const to = path(deliverable_id, `/files/${encodeURIComponent(key)}/link`)
    return this.#http.json(to, { ...options, method: 'POST', is_harmless: true, body: { valid_for_s } })
  }

  /**
   * Rejects a product, for a refund and another attempt. The policy of the contract accepts it at once, or the order
   * desk decides; `rejection` of the deliverable tells what came of it.
   * @example
   * const found = await swath.deliverables.list({ status: 'FAILED' }).all(1)
   * for (const { deliverable_id } of found) {
   *   await swath.deliverables.reject(deliverable_id, { category: 'haze', comment: 'The north is hidden' })
   * }
   */
  reject(deliverable_id: string, why: NewRejection, options: CallOptions = {}): Promise<Deliverable> {
    return this.#http.json(path(deliverable_id, '/reject'), { ...options, method: 'POST', body: why })
  }
}

function path(deliverable_id: string, of_it = ''): string {
  return `/v2/deliverables/${encodeURIComponent(deliverable_id)}${of_it}`
}
