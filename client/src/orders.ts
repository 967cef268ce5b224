import type { Capture } from '@swath/contract/captures'
import type { Deliverable, ZipChoice, ZipLink } from '@swath/contract/deliverables'
import type { Event } from '@swath/contract/events'
import type { capture_filters, deliverable_filters, order_filters } from '@swath/contract/filters'
import type { OrderMap } from '@swath/contract/order-map'
import type { BulkResult, Order, PlaceOrder, UpdateOrder, Validation } from '@swath/contract/orders'
import type { Quote } from '@swath/contract/quotes'
import type { Timeline } from '@swath/contract/timeline'
import { zipQueryOf } from '@swath/contract/zip-query'
import type { CallOptions } from './connection.ts'
import type { Filter } from './filters.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'
import { search } from './query.ts'
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

  /**
   * Places an order; refused with an ApiError that names everything that is wrong.
   * @example
   * const order = await swath.orders.place(point)
   * console.log(order.properties.status) // -> received
   */
  place(order: NewOrder, options: CallOptions = {}): Promise<Order> {
    return this.#http.json('/v2/orders/', { ...options, method: 'POST', body: order })
  }

  /**
   * Up to 1000 at once, with a result for each; with `all_or_nothing`, an ApiError `bulk_refused` when one is wrong.
   * @example
   * const { placed, results } = await swath.orders.placeAll([point, point])
   * console.log(placed, results[0]?.order?.properties.sku) // -> 2 TSKPOI-M
   */
  placeAll(
    orders: readonly NewOrder[],
    { all_or_nothing = false, ...options }: CallOptions & { all_or_nothing?: boolean } = {},
  ): Promise<(typeof BulkResult)['_zod']['output']> {
    const body = { orders, all_or_nothing }
    return this.#http.json('/v2/orders/bulk', { ...options, method: 'POST', body })
  }

  /**
   * Computes what the order would cost; an order that names the `quote_id` gets that price.
   * @example
   * const quote = await swath.orders.quote(point)
   * console.log(quote.total_minor, quote.currency) // -> 80000 USD
   * await swath.orders.place({ ...point, properties: { ...point.properties, quote_id: quote.quote_id } })
   */
  quote(order: NewOrder, options: CallOptions = {}): Promise<Quote> {
    return this.#http.json('/v2/orders/quote', { ...options, method: 'POST', body: order })
  }

  /**
   * Everything that is wrong with an order, or else what it would cost now, without storing anything.
   * @example
   * const wrong = { ...point, properties: { ...point.properties, sku: 'NO-SUCH-SKU' } }
   * const { valid, errors } = await swath.orders.validate(wrong)
   * console.log(valid, errors[0]?.code) // -> false sku_not_in_contract
   * console.log((await swath.orders.validate(point)).price?.total_minor) // -> 80000
   */
  validate(order: NewOrder, options: CallOptions = {}): Promise<Validation> {
    return this.#http.json('/v2/orders/validate', {
      ...options,
      method: 'POST',
      is_harmless: true,
      body: order,
    })
  }

  /**
   * One order, by its id or by the id of its v1 task.
   * @example
   * const { properties } = await swath.orders.get(order_id)
   * console.log(properties.outcome) // -> fulfilled
   */
  get(order_id: string, options: CallOptions = {}): Promise<Order> {
    return this.#http.json(path(order_id), options)
  }

  /**
   * Newest first, if `sort` says nothing else.
   * @example
   * for await (const order of swath.orders.list({ status: 'closed', sort: '-closed_at' })) {
   *   console.log(order.id, order.properties.order_name)
   * }
   */
  list(filter: OrderFilter = {}, options: CallOptions = {}): Listing<Order> {
    return this.#http.list('/v2/orders/', filter, options)
  }

  /**
   * What a map shows of all orders that the filter leaves: each one where it lies alone, otherwise clusters with their
   * counts. `bbox` is the view, with west > east across the antimeridian; `zoom` is that of a map with tiles of 512
   * pixels.
   * @example
   * const { count, in_view, features } = await swath.orders.map({ bbox: [-180, -85, 180, 85], zoom: 2 })
   * console.log(count === in_view, features[0]?.properties.kind) // -> true order
   */
  map(
    { zoom, ...filter }: Omit<OrderFilter, 'sort' | 'limit'> & { zoom?: number | undefined } = {},
    options: CallOptions = {},
  ): Promise<OrderMap> {
    return this.#http.json(`/v2/orders/map${search({ ...filter, zoom })}`, options)
  }

  /**
   * Changes the name, project, labels or the end of the window of an open order.
   * @example
   * const { id } = await swath.orders.place(point)
   * const order = await swath.orders.update(id, { order_name: 'renamed' })
   * console.log(order.properties.order_name) // -> renamed
   */
  update(order_id: string, changes: UpdateOrder['properties'], options: CallOptions = {}): Promise<Order> {
    const body = { properties: changes }
    return this.#http.json(path(order_id), { ...options, method: 'PATCH', body })
  }

  /**
   * The order without what has not begun of it, or an ApiError `cancellation_rejected` when all of it has begun.
   * @example
   * const { id } = await swath.orders.place(point)
   * const order = await swath.orders.cancel(id)
   * console.log(order.properties.outcome) // -> canceled
   */
  cancel(order_id: string, options: CallOptions = {}): Promise<Order> {
    return this.#http.json(path(order_id, '/cancel'), { ...options, method: 'POST' })
  }

  /**
   * The order when it is closed. @throws also the reason of `signal`
   * @example
   * const order = await swath.orders.wait(order_id, {
   *   signal: AbortSignal.timeout(60_000),
   *   onChange: ({ properties }) => console.error(properties.latest_event.message),
   * })
   * console.log(order.properties.outcome) // -> fulfilled
   */
  wait(order_id: string, options: WaitOptions = {}): Promise<Order> {
    return waitForOrder(this, order_id, options)
  }

  /**
   * Everything that happened to the order and its parts, oldest first; `offset` leaves out so many.
   * @example
   * for await (const { type, data } of swath.orders.events(order_id)) {
   *   console.log(type, data.reason_code, data.message)
   * }
   */
  events(
    order_id: string,
    { offset, limit = 100, ...options }: CallOptions & { offset?: number; limit?: number } = {},
  ): Listing<Event> {
    return this.#http.list(path(order_id, '/events'), { offset, limit }, options)
  }

  /**
   * Tells what happened and what is expected, in order of time.
   * @example
   * const { entries } = await swath.orders.timeline(order_id)
   * console.log(entries[0]?.kind, entries[0]?.what) // -> ACTUAL OrderReceived
   */
  timeline(order_id: string, options: CallOptions = {}): Promise<Timeline> {
    return this.#http.json(path(order_id, '/timeline'), options)
  }

  /**
   * All attempts, oldest first.
   * @example
   * const captures = await swath.orders.captures(order_id, { status: 'published' }).all()
   * console.log(captures.length, captures[0]?.access?.satellite_name)
   */
  captures(
    order_id: string,
    filter: Filter<typeof capture_filters> = {},
    options: CallOptions = {},
  ): Listing<Capture> {
    return this.#http.list(path(order_id, '/captures'), filter, options)
  }

  /**
   * Oldest first.
   * @example
   * const deliverables = await swath.orders.deliverables(order_id, { status: 'DELIVERED' }).all()
   * console.log(deliverables.map(({ processing_level }) => processing_level).sort()) // -> L1B,L1D
   */
  deliverables(
    order_id: string,
    filter: Filter<typeof deliverable_filters> = {},
    options: CallOptions = {},
  ): Listing<Deliverable> {
    return this.#http.list(path(order_id, '/deliverables'), filter, options)
  }

  /**
   * The bytes of a zip with the delivered files, or with some of them; its size is in the header `content-length`.
   * `downloadZip` (download.ts) keeps them.
   * @example
   * const response = await swath.orders.openZip(order_id, { keys: ['thumbnail'] })
   * console.log(response.headers.get('content-type')) // -> application/zip
   */
  openZip(order_id: string, choice: ZipChoice = {}, options: CallOptions = {}): Promise<Response> {
    return this.#http.open(path(order_id, `/zip${zipQueryOf(choice)}`), options)
  }

  /**
   * A link by which anybody can download the zip until it expires, without a token; for an hour, if `valid_for_s` says
   * nothing else, and for a week at most.
   * @example
   * const { href, file_name } = await swath.orders.linkZip(order_id, { processing_levels: ['L1D'], valid_for_s: 600 })
   * console.log((await fetch(href)).status, file_name.endsWith('.zip')) // -> 200 true
   */
  linkZip(
    order_id: string,
    { valid_for_s = 3600, ...choice }: ZipChoice & { valid_for_s?: number } = {},
    options: CallOptions = {},
  ): Promise<ZipLink> {
    const body = { ...choice, valid_for_s }
    return this.#http.json(path(order_id, '/zip/link'), {
      ...options,
      method: 'POST',
      is_harmless: true,
      body,
    })
  }
}

function path(order_id: string, of_it = ''): string {
  return `/v2/orders/${encodeURIComponent(order_id)}${of_it}`
}
