import type { Problem } from '@swath/contract/errors'
import type { PlaceOrder } from '@swath/contract/orders'
import { amountProblem } from '../lib/money.ts'
import type { Transaction } from '../platform/db.ts'
import { examine, type Placement, type Terms } from './placement.rules.ts'
import { priceOf } from './price.rules.ts'
import { hasDestination, listTerms } from './store.ts'

/** Looks at an order from all sides: what it comes to by the terms of the contract, or everything that is wrong with it. */
export async function examineByContract(
  tx: Transaction,
  contract_id: string,
  order: PlaceOrder,
  now: Date,
): Promise<Placement | Problem[]> {
  return examineByTerms(tx, await listTerms(tx, contract_id, now), order, now)
}

/** The same by other terms, such as those of a quote. */
export async function examineByTerms(
  tx: Transaction,
  terms: readonly Terms[],
  order: PlaceOrder,
  now: Date,
): Promise<Placement | Problem[]> {
  const found = withinAmounts(examine(order, terms, now))
  const of_destination = await destinationProblems(tx, order)
  if (of_destination.length === 0) return found
  return [...(Array.isArray(found) ? found : []), ...of_destination]
}

function withinAmounts(found: Placement | Problem[]): Placement | Problem[] {
  if (Array.isArray(found)) return found
  const problem = amountProblem(priceOf(found).total_minor, 'The order would cost')
  return problem ? [{ pointer: '/properties/sku', ...problem }] : found
}

async function destinationProblems(tx: Transaction, { properties }: PlaceOrder): Promise<Problem[]> {
  const { destination_id } = properties
  if (destination_id == null || (await hasDestination(tx, destination_id))) return []
  const message = `The contract has no destination ${destination_id}; GET /v2/destinations/ lists those that it has`
  return [{ pointer: '/properties/destination_id', code: 'destination_unknown', message }]
}
