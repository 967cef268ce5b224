import { event_types } from '@swath/contract/events'
import { type ReasonCode, reasons } from '@swath/contract/reasons'
import type { Transaction } from '../database/db.ts'
import { mayNow, transition } from '../record/transition.ts'
import { cancellationFees, orderEntity } from './document.ts'
import { end, endIfOver } from './ending.ts'
import { feeAt } from './price.rules.ts'
import { requireOwn } from './refusals.ts'
import { type Cancellation, cancellationOf, type Refusals, withCanceled } from './rules.ts'
import { findOrder, listStrips, type OrderRow } from './store.ts'

/** Asks the providers of its captures before an order is canceled. */
export interface Cancellations {
  /** Waits for them. @throws SwathError `provider_unreachable` */
  ask(contract_id: string, order_id: string): Promise<Refusals>
  /** Has captures of an order that is canceled go on. */
  keep(tx: Transaction, capture_ids: readonly string[], now: Date): Promise<void>
}

interface Asked {
  actor: string
  now: Date
  refusals: Refusals
}

export function mayBeCanceled(order: OrderRow): boolean {
  return order.origin === 'swath' && order.canceled_at === null && mayNow(orderEntity, { ...order }, 'cancel')
}

/**
 * Cancels what has not begun of an order that the caller has locked. The order closes with it, unless something has
 * begun, or is not canceled by its provider, and is not finished yet.
 * @returns why nothing of it is canceled, which is kept as an event
 */
export async function cancelIfAllowed(
  tx: Transaction,
  order_id: string,
  { actor, now, refusals }: Asked,
  cancellations: Pick<Cancellations, 'keep'>,
) {
  const order = (await findOrder(tx, order_id))!
  requireOwn(order_id, order.origin)
  if (order.canceled_at !== null) return undefined
  await transition(tx, orderEntity, order_id, 'request_cancellation', { actor, now })
  const strips = await listStrips(tx, order_id)
  const { is_allowed, canceled, kept } = cancellationOf(strips, refusals)
  const refused = kept.filter(({ capture_id }) => refusals.has(capture_id))
  const words = wordsOf(refused, refusals)
  if (!is_allowed) {
    const rejection = rejectionOf(words)
    await transition(tx, orderEntity, order_id, 'reject_cancellation', { actor: 'swath', now, ...rejection })
    return rejection
  }
  const cancellation_fee_minor = feeAt(cancellationFees(order, strips, canceled), now)
  const set = { canceled_at: now, cancellation_fee_minor }
  const change = { actor, now, reason_code: 'CANCELED_BY_CUSTOMER' as const, set }
  if (kept.length === 0) await end(tx, order_id, 'cancel', { ...change, outcome: 'canceled' })
  else {
    const ids = refused.map(({ capture_id }) => capture_id)
    await cancellations.keep(tx, ids, now)
    const message = [event_types.OrderCanceledInPart, ...words].join(' ')
    await transition(tx, orderEntity, order_id, 'cancel_rest', {
      ...change,
      message,
      set: { ...set, message },
    })
    await endIfOver(tx, order_id, withCanceled(strips, canceled), now)
  }
  return undefined
}

/** The words of providers, each once. */
function wordsOf(refused: Cancellation['kept'], refusals: Refusals): string[] {
  const words = new Set(refused.map(({ capture_id }) => refusals.get(capture_id)!))
  if (words.size === 0) return []
  return [`The provider goes on with ${refused.length}: ${[...words].join('; ')}`.slice(0, 1000)]
}

function rejectionOf(words: readonly string[]): { reason_code: ReasonCode; message: string } {
  const reason_code = words.length > 0 ? 'CANCELLATION_REFUSED_BY_PROVIDER' : 'CANCELLATION_TOO_LATE'
  return { reason_code, message: [reasons[reason_code].meaning, ...words].join(' ') }
}
