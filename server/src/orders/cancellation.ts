import { event_types } from '@swath/contract/events'
import type { Transaction } from '../database/db.ts'
import { transition } from '../record/transition.ts'
import { cancellationFees, orderEntity } from './document.ts'
import { end, endIfOver } from './ending.ts'
import { feeAt } from './price.rules.ts'
import { requireOwn } from './refusals.ts'
import { cancellationOf, withCanceled } from './rules.ts'
import { findOrder, listStrips } from './store.ts'

/**
 * Cancels what has not begun of an order that the caller has locked. The order closes with it, unless something has
 * begun and is not finished yet. @returns false when all of it has begun, which is kept as an event
 */
export async function cancelIfAllowed(tx: Transaction, order_id: string, actor: string, now: Date) {
  const order = (await findOrder(tx, order_id))!
  requireOwn(order_id, order.origin)
  if (order.canceled_at !== null) return true
  await transition(tx, orderEntity, order_id, 'request_cancellation', { actor, now })
  const strips = await listStrips(tx, order_id)
  const { is_allowed, canceled, kept } = cancellationOf(strips)
  if (!is_allowed) {
    const change = { actor: 'swath', now, reason_code: 'CANCELLATION_TOO_LATE' as const }
    await transition(tx, orderEntity, order_id, 'reject_cancellation', change)
    return false
  }
  const cancellation_fee_minor = feeAt(cancellationFees(order, strips, canceled), now)
  const set = { canceled_at: now, cancellation_fee_minor }
  const change = { actor, now, reason_code: 'CANCELED_BY_CUSTOMER' as const, set }
  if (kept.length === 0) await end(tx, order_id, 'cancel', { ...change, outcome: 'canceled' })
  else {
    const message = event_types.OrderCanceledInPart
    await transition(tx, orderEntity, order_id, 'cancel_rest', { ...change, set: { ...set, message } })
    await endIfOver(tx, order_id, withCanceled(strips, canceled), now)
  }
  return true
}
