import type { Capture } from '@swath/contract/captures'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Event } from '@swath/contract/events'
import type { capture_filters, deliverable_filters, order_filters } from '@swath/contract/filters'
import type { BulkResult, Order, PlaceOrder, UpdateOrder, Validation } from '@swath/contract/orders'
import type { Quote } from '@swath/contract/quotes'
import type { Timeline } from '@swath/contract/timeline'
import type { CallOptions } from './connection.ts'
import type { Filter } from './filters.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'
import { type WaitOptions, waitForOrder } from './wait.ts'

/** A GeoJSON Feature; what is left out takes the default of the contract. */
export type NewOrder = (typeof PlaceOrder)['_zod']['input']
export type OrderFilter = Filter<typeof order_filters>

/** The orders of the contract. Every method may throw ApiError or ConnectionError; lists fetch as they are read. */
export class Orders {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  place(order: NewOrder, options: CallOptions = {}): Promise<Order> {
    return this.#http.json('/v2/orders/', { ...options, method: 'POST', body: order })
  }

  /** Up to 1000 at once, with a result for each; with `all_or_nothing`, an ApiError `bulk_refused` when one is wrong. */
  placeAll(
    orders: readonly NewOrder[],
    { all_or_nothing = false, ...options }: CallOptions & { all_or_nothing?: boolean } = {},
  ): Promise<(typeof BulkResult)['_zod']['output']> {
    const body = { orders, all_or_nothing }
    return this.#http.json('/v2/orders/bulk', { ...options, method: 'POST', body })
  }

  /** What the order would cost; an order that names the `quote_id` gets that price. */
  quote(order: NewOrder, options: CallOptions = {}): Promise<Quote> {
    return this.#http.json('/v2/orders/quote', { ...options, method: 'POST', body: order })
  }

  /** Everything that is wrong with an order, without placing it. */
  validate(order: NewOrder, options: CallOptions = {}): Promise<(typeof Validation)['_zod']['output']> {
    return this.#http.json('/v2/orders/validate', {
      ...options,
      method: 'POST',
      repeats: 'freely',
      body: order,
    })
  }

  get(order_id: string, options: CallOptions = {}): Promise<Order> {
    return this.#http.json(path(order_id), options)
  }

  /** Newest first, if `sort` says nothing else. */
  list(filter: OrderFilter = {}, options: CallOptions = {}): Listing<Order> {
    return this.#http.list('/v2/orders/', filter, options)
  }

  update(order_id: string, changes: UpdateOrder['properties'], options: CallOptions = {}): Promise<Order> {
    const body = { properties: changes }
    return this.#http.json(path(order_id), { ...options, method: 'PATCH', body })
  }

  /** The canceled order, or an ApiError `cancellation_rejected` when it is too late. */
  cancel(order_id: string, options: CallOptions = {}): Promise<Order> {
    return this.#http.json(path(order_id, '/cancel'), { ...options, method: 'POST' })
  }

  /** The order when it is closed. @throws also the reason of `signal` */
  wait(order_id: string, options: WaitOptions = {}): Promise<Order> {
    return waitForOrder(this, order_id, options)
  }

  /** Everything that happened to the order and its parts, oldest first; `offset` leaves out so many. */
  events(
    order_id: string,
    { offset, limit = 100, ...options }: CallOptions & { offset?: number; limit?: number } = {},
  ): Listing<Event> {
    return this.#http.list(path(order_id, '/events'), { offset, limit }, options)
  }

  /** What happened, and what is expected, in order of time. */
  timeline(order_id: string, options: CallOptions = {}): Promise<Timeline> {
    return this.#http.json(path(order_id, '/timeline'), options)
  }

  /** All attempts, oldest first. */
  captures(
    order_id: string,
    filter: Filter<typeof capture_filters> = {},
    options: CallOptions = {},
  ): Listing<Capture> {
    return this.#http.list(path(order_id, '/captures'), filter, options)
  }

  /** Oldest first. */
  deliverables(
    order_id: string,
    filter: Filter<typeof deliverable_filters> = {},
    options: CallOptions = {},
  ): Listing<Deliverable> {
    return this.#http.list(path(order_id, '/deliverables'), filter, options)
  }
}

function path(order_id: string, of_it = ''): string {
  return `/v2/orders/${encodeURIComponent(order_id)}${of_it}`
}
