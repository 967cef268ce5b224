import type { Capture } from '@swath/contract/captures'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Event } from '@swath/contract/events'
import type { Order, PlaceOrder } from '@swath/contract/orders'
import type { OrderOutcome, OrderStatus } from '@swath/contract/states'
import type { Http } from './http.ts'

/** A GeoJSON Feature; what is left out takes the default of the contract. */
export type NewOrder = (typeof PlaceOrder)['_zod']['input']

export type OrderFilter = {
  status?: OrderStatus
  outcome?: OrderOutcome
  order_name?: string
  task_id?: number
}

/** The orders of the contract. Every method may throw ApiError or ConnectionError; lists fetch as they are read. */
export class Orders {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  place(order: NewOrder): Promise<Order> {
    return this.#http.json('/v2/orders/', { method: 'POST', body: order })
  }

  get(order_id: string): Promise<Order> {
    return this.#http.json(path(order_id))
  }

  /** Newest first. */
  list(filter: OrderFilter = {}) {
    return this.#http.list<Order>('/v2/orders/', filter)
  }

  /** The canceled order, or an ApiError `cancellation_rejected` when it is too late. */
  cancel(order_id: string): Promise<Order> {
    return this.#http.json(path(order_id), { method: 'DELETE' })
  }

  /** Oldest first; `offset` leaves out those that are known already. */
  events(order_id: string, { offset }: { offset?: number } = {}) {
    return this.#http.list<Event>(path(order_id, '/events'), { offset, limit: 100 })
  }

  /** All attempts, oldest first. */
  captures(order_id: string) {
    return this.#http.list<Capture>(path(order_id, '/captures'))
  }

  /** Oldest first. */
  deliverables(order_id: string) {
    return this.#http.list<Deliverable>(path(order_id, '/deliverables'))
  }
}

function path(order_id: string, of_it = ''): string {
  return `/v2/orders/${encodeURIComponent(order_id)}${of_it}`
}
