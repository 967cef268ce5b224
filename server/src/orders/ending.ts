import { type ReasonCode, reasons } from '@swath/contract/reasons'
import type { OrderOutcome } from '@swath/contract/states'
import type { Transaction } from '../database/db.ts'
import { transition } from '../record/transition.ts'
import { orderEntity } from './document.ts'
import type { OrderAction } from './machine.ts'
import { type Division, decideEnding, type StripFacts } from './rules.ts'

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

/** Closes the order when nothing more can come of its parts. @returns whether it did */
export async function endIfOver(
  tx: Transaction,
  order_id: string,
  strips: readonly StripFacts[],
  now: Date,
  division?: Division,
): Promise<boolean> {
  const ending = decideEnding(strips, division)
  if (!ending) return false
  const { action, ...how } = ending
  await end(tx, order_id, action, { ...how, actor: 'swath', now })
  return true
}
