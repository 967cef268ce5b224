import { SwathError } from '@swath/contract/errors'
import { event_types } from '@swath/contract/events'
import type { Order } from '@swath/contract/orders'
import type { Caller } from '../access/auth.ts'
import type { Database } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import type { Clock } from '../platform/clock.ts'
import { lockAllowed, transition } from '../record/transition.ts'
import type { Budget } from './budget.ts'
import { orderEntity } from './document.ts'
import { end } from './ending.ts'
import { listAwaiting, orderDocument } from './store.ts'

/** Operators decide here about orders that go beyond a limit of their contract. */
export class OrderDesk {
  #db: Database
  #clock: Clock
  #budget: Budget

  constructor(db: Database, clock: Clock, budget: Budget) {
    this.#db = db
    this.#clock = clock
    this.#budget = budget
  }

  async list(page: Page): Promise<{ count: number; orders: Order[] }> {
    const { count, documents } = await this.#db.system((tx) => listAwaiting(tx, page))
    return { count, orders: documents.map((document) => JSON.parse(document) as Order) }
  }

  /** An order of any contract. @throws SwathError `not_found` */
  get(order_id: string): Promise<string> {
    return this.#db.system(async (tx) => {
      const document = await orderDocument(tx, order_id)
      if (document === undefined) throw new SwathError('not_found', `There is no order ${order_id}`)
      return document
    })
  }

  /**
   * Lets the order go on. Quotas do not count then; the budget does, and may have to be raised before.
   * @throws SwathError `not_found`, `illegal_transition` unless it waits for approval, `budget_exceeded`
   */
  approve(caller: Caller, order_id: string, message: string): Promise<string> {
    return this.#db.system(async (tx) => {
      const { contract_id } = await lockAllowed(tx, orderEntity, order_id, 'approve')
      await this.#budget.reserve(contract_id, order_id, true)
      await transition(tx, orderEntity, order_id, 'approve', {
        actor: caller.client_id,
        now: this.#clock.now(),
        ...(message && { message }),
        set: { reason_code: null, message: event_types.OrderApproved },
      })
      return (await orderDocument(tx, order_id))!
    })
  }

  /** @throws SwathError `not_found`, `illegal_transition` unless it waits for approval */
  refuse(caller: Caller, order_id: string, message: string): Promise<string> {
    return this.#db.system(async (tx) => {
      await end(tx, order_id, 'refuse', {
        outcome: 'rejected',
        reason_code: 'REFUSED_BY_OPERATOR',
        actor: caller.client_id,
        now: this.#clock.now(),
        message,
      })
      return (await orderDocument(tx, order_id))!
    })
  }
}
