import type { ApprovalLimit } from '@swath/contract/approvals'
import { SwathError } from '@swath/contract/errors'
import { event_types } from '@swath/contract/events'
import type { Order } from '@swath/contract/orders'
import { reasons } from '@swath/contract/reasons'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { requireActive } from '../lib/contract-standing.ts'
import type { Page } from '../lists/pages.ts'
import type { Clock } from '../platform/clock.ts'
import { lockAllowed, transition } from '../record/transition.ts'
import { standingOf } from '../terms/contract-terms.ts'
import {
  approvalLimitOf,
  contractExists,
  deleteApprovalLimit,
  deskApprovalOf,
  listUnapproved,
  priceOfOrder,
  saveApprovalLimit,
} from './approvals.store.ts'
import { type Budget, reserveOrWait } from './budget.ts'
import { orderEntity } from './document.ts'
import { end } from './ending.ts'
import type { Placement } from './placement.rules.ts'
import { orderDocument } from './store.ts'

const reason_code = 'SPENDING_APPROVAL_NEEDED'

/**
 * An order above an amount waits for somebody of the customer who may approve it, before anything is set aside for it.
 * Then it goes on as any other, and may still have to wait for the order desk.
 */
export class SpendingApprovals {
  #db: Database
  #clock: Clock
  #budget: Budget

  constructor(db: Database, clock: Clock, budget: Budget) {
    this.#db = db
    this.#clock = clock
    this.#budget = budget
  }

  /** Has a new order wait, if it has to; or sets its price aside. @throws SwathError as `reserveOrWait` */
  async holdOrReserve(
    tx: Transaction,
    { contract_id, scopes }: Caller,
    { order_id, approval }: { order_id: string; approval: Placement['approval'] | undefined },
    now: Date,
  ): Promise<void> {
    const above_minor = scopes.includes('approve') ? null : await approvalLimitOf(tx, contract_id)
    if (above_minor === null || (await priceOfOrder(tx, order_id)) <= above_minor) {
      return reserveOrWait(tx, this.#budget, { contract_id, order_id }, approval, now)
    }
    const message = reasons[reason_code].meaning
    const change = { reason_code, message } as const
    await transition(tx, orderEntity, order_id, 'request_spending_approval', {
      ...change,
      actor: 'swath',
      now,
      set: { ...change, desk_approval: approval ?? null },
    })
  }

  list(caller: Caller, page: Page): Promise<{ count: number; orders: Order[] }> {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      const { count, documents } = await listUnapproved(tx, caller.contract_id, page)
      return { count, orders: documents.map((document) => JSON.parse(document) as Order) }
    })
  }

  /**
   * Lets the order go on, as it would have gone on without a limit.
   * @throws SwathError `not_found`, `illegal_transition` unless it waits, and as for a new order `contract_suspended`,
   *   `contract_ended`, `budget_exceeded`, `quota_exceeded`
   */
  approve(caller: Caller, order_id: string, message: string): Promise<string> {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      await lockAllowed(tx, orderEntity, order_id, 'approve_spending')
      const now = this.#clock.now()
      requireActive(await standingOf(tx, caller.contract_id), now)
      await transition(tx, orderEntity, order_id, 'approve_spending', {
        actor: caller.client_id,
        now,
        ...(message && { message }),
        set: { reason_code: null, message: event_types.OrderSpendingApproved },
      })
      const { contract_id } = caller
      const approval = await deskApprovalOf(tx, order_id)
      await reserveOrWait(tx, this.#budget, { contract_id, order_id }, approval, now)
      return (await orderDocument(tx, order_id))!
    })
  }

  /** @throws SwathError `not_found`, `illegal_transition` unless it waits */
  refuse(caller: Caller, order_id: string, message: string): Promise<string> {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      await end(tx, order_id, 'refuse_spending', {
        outcome: 'rejected',
        reason_code: 'SPENDING_REFUSED',
        actor: caller.client_id,
        now: this.#clock.now(),
        message,
      })
      return (await orderDocument(tx, order_id))!
    })
  }

  /** @throws SwathError `not_found` where there is no such contract */
  limit(contract_id: string): Promise<ApprovalLimit> {
    return this.#db.system(async (tx) => {
      await requireContract(tx, contract_id)
      return { above_minor: await approvalLimitOf(tx, contract_id) }
    })
  }

  /**
   * It holds for orders that are placed from now on.
   * @throws SwathError `not_found` where there is no such contract
   */
  setLimit(
    { client_id }: Pick<Caller, 'client_id'>,
    contract_id: string,
    { above_minor }: ApprovalLimit,
  ): Promise<ApprovalLimit> {
    return this.#db.system(async (tx) => {
      await requireContract(tx, contract_id)
      const row = { contract_id, set_by: client_id, set_at: this.#clock.now() }
      if (above_minor === null) await deleteApprovalLimit(tx, contract_id)
      else await saveApprovalLimit(tx, { ...row, above_minor })
      return { above_minor }
    })
  }
}

async function requireContract(tx: Transaction, contract_id: string): Promise<void> {
  if (await contractExists(tx, contract_id)) return
  throw new SwathError('not_found', `There is no contract ${contract_id}`)
}
