import type { ApprovalLimit } from '@swath/contract/approvals'
import type { Order } from '@swath/contract/orders'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

/** Orders that wait for an approver of the customer. Every method may throw ApiError or ConnectionError. */
export class Approvals {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * The orders that wait, the oldest first.
   * @example
   * for await (const { id, properties } of swath.approvals.list()) console.log(id, properties.price.total_minor)
   */
  list(options: CallOptions = {}): Listing<Order> {
    return this.#http.list('/v2/approvals/', {}, options)
  }

  /**
   * Lets such an order go on, within the budget and the quotas.
   * @example
   * for await (const { id } of swath.approvals.list()) await swath.approvals.approve(id, 'As planned')
   */
  approve(order_id: string, message = '', options: CallOptions = {}): Promise<Order> {
    return this.#http.json(path(order_id, 'approve'), { ...options, method: 'POST', body: { message } })
  }

  /**
   * Rejects such an order.
   * @example
   * for await (const { id } of swath.approvals.list()) await swath.approvals.refuse(id, 'Not this quarter')
   */
  refuse(order_id: string, message = '', options: CallOptions = {}): Promise<Order> {
    return this.#http.json(path(order_id, 'refuse'), { ...options, method: 'POST', body: { message } })
  }

  /**
   * The price above which orders of the contract wait, in minor units of its currency.
   * @example
   * const { above_minor } = await swath.approvals.limit()
   * console.log(above_minor) // -> null
   */
  limit(options: CallOptions = {}): Promise<ApprovalLimit> {
    return this.#http.json('/v2/approval-limit', options)
  }

  /**
   * Sets that price for orders from now on; null: none waits.
   * @example
   * const { above_minor } = await swath.approvals.setLimit(null)
   * console.log(above_minor) // -> null
   */
  setLimit(above_minor: number | null, options: CallOptions = {}): Promise<ApprovalLimit> {
    return this.#http.json('/v2/approval-limit', { ...options, method: 'PUT', body: { above_minor } })
  }

  /**
   * The same of any contract, for operators.
   * @example
   * console.log((await operator.approvals.limitOf(contract_id)).above_minor) // -> null
   */
  limitOf(contract_id: string, options: CallOptions = {}): Promise<ApprovalLimit> {
    return this.#http.json(limitPath(contract_id), { ...options, contract: false })
  }

  /**
   * Sets it for any contract, for operators.
   * @example
   * await operator.approvals.setLimitOf(contract_id, null)
   */
  setLimitOf(
    contract_id: string,
    above_minor: number | null,
    options: CallOptions = {},
  ): Promise<ApprovalLimit> {
    const body = { above_minor }
    return this.#http.json(limitPath(contract_id), { ...options, method: 'PUT', contract: false, body })
  }
}

function path(order_id: string, decision: 'approve' | 'refuse'): string {
  return `/v2/orders/${encodeURIComponent(order_id)}/${decision}`
}

function limitPath(contract_id: string): string {
  return `/ops/v1/contracts/${encodeURIComponent(contract_id)}/approval-limit`
}
