import type { OperatorCapture } from '@swath/contract/captures'
import type { ConsumptionRepair } from '@swath/contract/consumption'
import type { ContractHistory, CreditRequest, Deliverable, Rejection } from '@swath/contract/deliverables'
import type { all_capture_filters } from '@swath/contract/filters'
import type { SetAsideJob } from '@swath/contract/jobs'
import type { LedgerRepair } from '@swath/contract/ledger'
import type { OddsPeriod, OddsReliability } from '@swath/contract/odds'
import type { ForceClose, Order } from '@swath/contract/orders'
import type { SearchResults } from '@swath/contract/search'
import type { ServiceLevel } from '@swath/contract/service-levels'
import type { WebhookMessage } from '@swath/contract/webhooks'
import type { CallOptions } from './connection.ts'
import type { ServiceLevelFilter } from './consumption.ts'
import type { Filter } from './filters.ts'
import type { Contract, Http } from './http.ts'
import type { Listing } from './lists.ts'
import { search } from './query.ts'

/** The decisions and the views of operators, over all contracts. Every method may throw ApiError or ConnectionError. */
export class Desk {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Orders that go beyond a limit of their contract and wait for a decision, the oldest first.
   * @example
   * for await (const { id, properties } of operator.desk.approvals()) console.log(id, properties.price.total_minor)
   */
  approvals(options: CallOptions = {}): Listing<Order> {
    return this.#list('/ops/v1/approvals/', {}, options)
  }

  /**
   * Lets such an order go on.
   * @example
   * for await (const { id } of operator.desk.approvals()) await operator.desk.approve(id, 'As agreed by phone')
   */
  approve(order_id: string, message = '', options: CallOptions = {}): Promise<Order> {
    return this.#post(`/ops/v1/orders/${encodeURIComponent(order_id)}/approve`, { message }, options)
  }

  /**
   * Rejects such an order.
   * @example
   * for await (const { id } of operator.desk.approvals()) await operator.desk.refuse(id, 'Beyond the budget')
   */
  refuse(order_id: string, message = '', options: CallOptions = {}): Promise<Order> {
    return this.#post(`/ops/v1/orders/${encodeURIComponent(order_id)}/refuse`, { message }, options)
  }

  /**
   * Deliverables that customers rejected, the oldest request first.
   * @example
   * for await (const { deliverable_id, rejection } of operator.desk.rejections('requested')) {
   *   console.log(deliverable_id, rejection?.category, rejection?.comment)
   * }
   */
  rejections(status: Rejection['status'] = 'requested', options: CallOptions = {}): Listing<Deliverable> {
    return this.#list('/ops/v1/rejections/', { status }, options)
  }

  /**
   * Refunds the charge and, while there is time, has the image made again.
   * @example
   * for await (const { deliverable_id } of operator.desk.rejections()) {
   *   await operator.desk.acceptRejection(deliverable_id, 'Sorry')
   * }
   */
  acceptRejection(deliverable_id: string, message = '', options: CallOptions = {}): Promise<Deliverable> {
    return this.#post(`/ops/v1/rejections/${encodeURIComponent(deliverable_id)}/accept`, { message }, options)
  }

  /**
   * The product stays delivered and charged.
   * @example
   * for await (const { deliverable_id } of operator.desk.rejections()) {
   *   await operator.desk.denyRejection(deliverable_id, 'The clouds are within the limit')
   * }
   */
  denyRejection(deliverable_id: string, message = '', options: CallOptions = {}): Promise<Deliverable> {
    return this.#post(`/ops/v1/rejections/${encodeURIComponent(deliverable_id)}/deny`, { message }, options)
  }

  /**
   * Gives back a part of the charge for a deliverable, in minor units of its currency.
   * @throws ApiError `credit_too_large` where less is left of the charge
   * @example
   * const { charge } = await operator.desk.credit(deliverable_id, { amount_minor: 1, message: 'As agreed' })
   * console.log(charge?.credited_minor) // -> 1
   */
  credit(deliverable_id: string, credit: CreditRequest, options: CallOptions = {}): Promise<Deliverable> {
    return this.#post(`/ops/v1/deliverables/${encodeURIComponent(deliverable_id)}/credits`, credit, options)
  }

  /**
   * Closes an order by hand; its captures and what is under way for it are withdrawn.
   * @throws ApiError `illegal_transition` of an order that is closed
   * @example
   * const { id } = await swath.orders.place(point)
   * const end = { outcome: 'failed', message: 'The satellite was lost' } as const
   * console.log((await operator.desk.close(id, end)).properties.outcome) // -> failed
   */
  close(order_id: string, end: ForceClose, options: CallOptions = {}): Promise<Order> {
    return this.#post(`/ops/v1/orders/${encodeURIComponent(order_id)}/force-close`, end, options)
  }

  /**
   * Work that a fault of the server keeps from ever succeeding, the oldest first.
   * @example
   * console.log((await operator.desk.setAsideJobs().all()).length) // -> 0
   */
  setAsideJobs(options: CallOptions = {}): Listing<SetAsideJob> {
    return this.#list('/ops/v1/jobs/set-aside', { limit: 1000 }, options)
  }

  /**
   * Tries such work again, from its first attempt.
   * @example
   * for await (const { job_id } of operator.desk.setAsideJobs()) await operator.desk.restartJob(job_id)
   */
  restartJob(job_id: string, options: CallOptions = {}): Promise<void> {
    return this.#post(`/ops/v1/jobs/set-aside/${encodeURIComponent(job_id)}/restart`, undefined, options)
  }

  /**
   * The picture by which a rejection is judged, north up and within the box of the footprint.
   * @example
   * for await (const { deliverable_id } of operator.desk.rejections()) {
   *   console.log((await operator.desk.rejectedPicture(deliverable_id)).headers.get('content-type'))
   * }
   */
  rejectedPicture(deliverable_id: string, options: CallOptions = {}): Promise<Response> {
    const path = `/ops/v1/rejections/${encodeURIComponent(deliverable_id)}/picture`
    return this.#http.open(path, { ...options, contract: false })
  }

  /**
   * What a customer has ordered, and how often it rejected what it got.
   * @example
   * for await (const { contract_id } of operator.desk.contracts()) {
   *   console.log((await operator.desk.history(contract_id)).rejections.accepted)
   * }
   */
  history(contract_id: string, options: CallOptions = {}): Promise<ContractHistory> {
    const path = `/ops/v1/contracts/${encodeURIComponent(contract_id)}/history`
    return this.#http.json(path, { ...options, contract: false })
  }

  /**
   * Finds orders, captures, deliverables, deliveries and webhook messages of all contracts by id, name or customer.
   * @example
   * const { results } = await operator.desk.search('Demo')
   * console.log(results[0]?.kind) // -> contract
   */
  search(q: string, options: CallOptions = {}): Promise<SearchResults> {
    return this.#http.json(`/ops/v1/search${search({ q })}`, { ...options, contract: false })
  }

  /**
   * An order of any contract.
   * @example
   * for await (const { order_id } of operator.desk.captures({ limit: 1 })) {
   *   console.log((await operator.desk.order(order_id)).properties.sku)
   * }
   */
  order(order_id: string, { signal }: CallOptions = {}): Promise<Order> {
    const path = `/ops/v1/orders/${encodeURIComponent(order_id)}`
    return this.#http.json(path, { ...(signal ? { signal } : {}), contract: false })
  }

  /**
   * The contracts of all customers, by name.
   * @example
   * for await (const { contract_id, name } of operator.desk.contracts()) console.log(contract_id, name)
   */
  contracts(options: CallOptions = {}): Listing<Contract> {
    return this.#list('/ops/v1/contracts/', { limit: 1000 }, options)
  }

  /**
   * Captures by the time of their pass; those without one come first unless `access_start__gte` is given.
   * @example
   * const planned = operator.desk.captures({ status: 'scheduled', access_start__gte: '2026-01-01T00:00:00Z' })
   * for await (const { order_id, provider_name } of planned) console.log(order_id, provider_name)
   */
  captures(
    filter: Filter<typeof all_capture_filters> = {},
    options: CallOptions = {},
  ): Listing<OperatorCapture> {
    return this.#list('/ops/v1/captures/', filter, options)
  }

  /**
   * Messages to webhooks that were given up, newest event first.
   * @example
   * console.log((await operator.desk.deadLetters().all()).length) // -> 0
   */
  deadLetters(options: CallOptions = {}): Listing<WebhookMessage> {
    return this.#list('/ops/v1/webhooks/dead-letters', {}, options)
  }

  /**
   * Percentiles by month, SKU and stage, of all contracts together or of one.
   * @example
   * for await (const { month, sku, stage, p95_s } of operator.desk.serviceLevels({ stage: 'total' })) {
   *   console.log(month, sku, stage, p95_s)
   * }
   */
  serviceLevels(
    filter: ServiceLevelFilter & { contract_id?: string } = {},
    options: CallOptions = {},
  ): Listing<ServiceLevel> {
    return this.#list('/ops/v1/service-levels/', { limit: 100, ...filter }, options)
  }

  /**
   * Whether as many skies were clear as the climate foretells, in tenths of how likely that was.
   * @example
   * const { foretold_share, clear_share, bins } = await operator.desk.oddsReliability()
   * console.log(foretold_share, clear_share, bins.length)
   */
  oddsReliability(period: OddsPeriod = {}, options: CallOptions = {}): Promise<OddsReliability> {
    const path = `/ops/v1/odds/reliability${search({ ...period })}`
    return this.#http.json(path, { ...options, contract: false })
  }

  /**
   * Lists what checks of the ledger found and set right, newest first; nothing, if all is well.
   * @example
   * for await (const { found_at, contract_id, was, is } of operator.desk.ledgerRepairs()) {
   *   console.log(found_at, contract_id, was, is)
   * }
   */
  ledgerRepairs(options: CallOptions = {}): Listing<LedgerRepair> {
    return this.#list('/ops/v1/ledger/repairs', {}, options)
  }

  /**
   * Lists what checks of the rollups of consumption found and set right, newest first; nothing, if all is well.
   * @example
   * for await (const { day, sku, amount_minor } of operator.desk.consumptionRepairs()) {
   *   console.log(day, sku, amount_minor)
   * }
   */
  consumptionRepairs(options: CallOptions = {}): Listing<ConsumptionRepair> {
    return this.#list('/ops/v1/consumption/repairs', {}, options)
  }

  #list<T>(path: string, query: object, { signal }: CallOptions): Listing<T> {
    return this.#http.list(path, query, { ...(signal ? { signal } : {}), contract: false })
  }

  #post<T>(path: string, body: object | undefined, options: CallOptions): Promise<T> {
    return this.#http.json(path, { ...options, method: 'POST', contract: false, body })
  }
}
