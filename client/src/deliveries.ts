import type { Delivery, DeliveryAttempt } from '@swath/contract/deliveries'
import type { Event } from '@swath/contract/events'
import type { delivery_filters } from '@swath/contract/filters'
import type { CallOptions } from './connection.ts'
import type { Filter } from './filters.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

export type DeliveryFilter = Filter<typeof delivery_filters>

/** Deliverables on their way to destinations. Every method may throw ApiError or ConnectionError. */
export class Deliveries {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Oldest first, if `sort` says nothing else.
   * @example
   * const failed = await swath.deliveries.list({ status: 'failed', sort: '-created_at' }).all(10)
   * console.log(failed.map(({ reason_code, error }) => `${reason_code}: ${error}`))
   */
  list(filter: DeliveryFilter = {}, options: CallOptions = {}): Listing<Delivery> {
    return this.#http.list('/v2/deliveries/', filter, options)
  }

  /**
   * One delivery, with its files.
   * @example
   * for await (const { delivery_id } of swath.deliveries.list({ limit: 1 })) {
   *   const { sent_bytes, total_bytes } = await swath.deliveries.get(delivery_id)
   *   console.log(`${sent_bytes} of ${total_bytes} bytes`)
   *   break
   * }
   */
  get(delivery_id: string, options: CallOptions = {}): Promise<Delivery> {
    return this.#http.json(path(delivery_id), options)
  }

  /**
   * Sends a deliverable to a destination; the delivery that is under way, if there is one.
   * @example
   * const settings = { kind: 'folder', folder: 'imagery' } as const
   * const { destination_id } = await swath.destinations.create({ name: `f ${Date.now()}`, settings })
   * const { status } = await swath.deliveries.request(deliverable_id, destination_id)
   * console.log(status) // -> pending
   */
  request(deliverable_id: string, destination_id: string, options: CallOptions = {}): Promise<Delivery> {
    const url = `/v2/deliverables/${encodeURIComponent(deliverable_id)}/deliveries`
    return this.#http.json(url, { ...options, method: 'POST', body: { destination_id } })
  }

  /**
   * Tries a failed delivery again, from where it broke off.
   * @example
   * for await (const { delivery_id } of swath.deliveries.list({ status: 'failed' })) {
   *   await swath.deliveries.retry(delivery_id)
   * }
   */
  retry(delivery_id: string, options: CallOptions = {}): Promise<Delivery> {
    return this.#http.json(path(delivery_id, '/retry'), { ...options, method: 'POST' })
  }

  /**
   * Sends no more of it.
   * @example
   * const settings = { kind: 'folder', folder: 'imagery' } as const
   * const waiting = { name: `g ${Date.now()}`, settings, is_enabled: false }
   * const { destination_id } = await swath.destinations.create(waiting)
   * const { delivery_id } = await swath.deliveries.request(deliverable_id, destination_id)
   * console.log((await swath.deliveries.cancel(delivery_id)).status) // -> canceled
   */
  cancel(delivery_id: string, options: CallOptions = {}): Promise<Delivery> {
    return this.#http.json(path(delivery_id, '/cancel'), { ...options, method: 'POST' })
  }

  /**
   * Every attempt, newest first.
   * @example
   * for await (const { delivery_id } of swath.deliveries.list({ status: 'failed' })) {
   *   for await (const { started_at, error } of swath.deliveries.attempts(delivery_id)) console.log(started_at, error)
   * }
   */
  attempts(delivery_id: string, options: CallOptions = {}): Listing<DeliveryAttempt> {
    return this.#http.list(path(delivery_id, '/attempts'), {}, options)
  }

  /**
   * Everything that happened to it, oldest first.
   * @example
   * for await (const { delivery_id } of swath.deliveries.list({ limit: 1 })) {
   *   for await (const { type } of swath.deliveries.events(delivery_id)) console.log(type)
   *   break
   * }
   */
  events(delivery_id: string, options: CallOptions = {}): Listing<Event> {
    return this.#http.list(path(delivery_id, '/events'), { limit: 100 }, options)
  }
}

function path(delivery_id: string, of_it = ''): string {
  return `/v2/deliveries/${encodeURIComponent(delivery_id)}${of_it}`
}
