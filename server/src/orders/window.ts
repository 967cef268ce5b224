import { productOf } from '@swath/contract/products/registry'
import type { Transaction } from '../database/db.ts'
import { requireActive } from '../lib/contract-standing.ts'
import { timestamp } from '../platform/clock.ts'
import { standingOf } from '../terms/contract-terms.ts'
import { cancellationFees } from './document.ts'
import { feeAt } from './price.rules.ts'
import { refusal } from './refusals.ts'
import { plannedBehind, type StripFacts } from './rules.ts'
import { listStrips, type OrderRow } from './store.ts'

/**
 * Judges a new end of the window of an open order. What is planned behind an earlier one is withdrawn; a later one asks
 * for more, which a contract that orders nothing new may not.
 * @throws SwathError `window_invalid`, also where it takes away what can only be canceled for a fee,
 *   `contract_suspended`, `contract_ended`
 */
export async function moveWindowEnd(tx: Transaction, order: OrderRow, end: string, now: Date): Promise<Date> {
  const { contract_id, order_id, terms } = order
  const product = productOf(order.sku)
  const window = product.window({ start: order.window_start.toISOString(), end }, terms, now)
  const problems = product.movedWindowProblems({ ...order.parameters, end }, terms, window, now)
  if (problems.length > 0) throw refusal(problems)
  if (window.end > order.window_end) requireActive(await standingOf(tx, contract_id), now)
  if (window.end < order.window_end) {
    requireNoFee(order, await listStrips(tx, order_id), window.end, now)
    tx.enqueue({ name: 'captures.shorten', data: { contract_id, order_id, entity_id: order_id } })
  }
  return window.end
}

function requireNoFee(order: OrderRow, strips: readonly StripFacts[], end: Date, now: Date) {
  const behind = plannedBehind(strips, end)
  const fee_minor = feeAt(cancellationFees(order, strips, behind), now)
  if (fee_minor === 0) return
  const starts = behind.map(({ starts_at }) => timestamp(new Date(starts_at!))).sort()
  const message =
    `A collection is planned for ${starts[0]}, and not to have it costs ${fee_minor} minor units of ` +
    `${order.terms.currency} by now: choose an end behind ${starts.at(-1)}, or cancel the order`
  throw refusal([{ pointer: '/properties/parameters/end', code: 'window_invalid', message }])
}
