import type { ReasonCode } from '@swath/contract/reasons'
import type { Transaction } from '../database/db.ts'
import { transition } from '../record/transition.ts'
import { orderEntity } from './document.ts'
import type { Placement } from './placement.rules.ts'

/** The part of the accounts that limits how much a credential may order. */
export interface SpendCaps {
  /** Looks at the running transaction, which has stored an order already. @throws SwathError `spend_cap_exceeded` */
  requireWithin(client_id: string, currency: string, now: Date): Promise<void>
}

/** Sets aside what orders may cost, in the transaction of the caller. */
export interface Budget {
  /**
   * @param approved by the order desk, so that only the budget counts
   * @returns the limit that it goes beyond, if somebody is to decide about that
   * @throws SwathError `budget_exceeded`, `quota_exceeded`
   */
  reserve(
    contract_id: string,
    order_id: string,
    approved?: boolean,
  ): Promise<{ reason_code: ReasonCode; message: string } | undefined>
  holdAgain(contract_id: string, order_id: string): Promise<void>
}

/**
 * Sets the price of a new order aside, or has it wait for the order desk where it goes beyond a limit.
 * @param approval which it needs in any case: its price is set aside when it has it
 */
export async function reserveOrWait(
  tx: Transaction,
  budget: Budget,
  { contract_id, order_id }: { contract_id: string; order_id: string },
  approval: Placement['approval'],
  now: Date,
) {
  const wait = approval ?? (await budget.reserve(contract_id, order_id))
  if (!wait) return
  const { reason_code, message } = wait
  const set = { reason_code, message }
  await transition(tx, orderEntity, order_id, 'request_approval', {
    actor: 'swath',
    now,
    reason_code,
    message,
    set,
  })
}
