import { type ReasonCode, reasons } from '@swath/contract/reasons'
import type { OrderOutcome } from '@swath/contract/states'
import type { Transaction } from '../platform/db.ts'
import { transition } from '../platform/transition.ts'
import { orderEntity } from './document.ts'
import type { OrderAction } from './machine.ts'

interface End {
  outcome: OrderOutcome
  reason_code: ReasonCode
  actor: string
  now: Date
  message?: string
  set?: Record<string, unknown>
}

/** Closes the order. It keeps the reason and a sentence for people, which its status report shows. */
export async function end(
  tx: Transaction,
  order_id: string,
  action: OrderAction,
  { message, ...change }: End,
) {
  const why = message || reasons[change.reason_code].meaning
  const set = { ...change.set, closed_at: change.now, message: why }
  await transition(tx, orderEntity, order_id, action, { ...change, message: why, set })
}
