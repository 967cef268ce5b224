import { type Problem, SwathError } from '@swath/contract/errors'
import { PlaceOrder } from '@swath/contract/orders'
import { amountProblem } from '../lib/money.ts'
import { unstorableProblems } from '../lib/storable.ts'
import type { Transaction } from '../platform/db.ts'
import { readBody } from '../platform/validation.ts'
import { examine, type Placement, type Terms } from './placement.rules.ts'
import { priceOf } from './price.rules.ts'
import { soundPartsOf } from './sound-parts.ts'
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

/** The same of what may not even be written as an order is. */
export async function examineBody(
  tx: Transaction,
  contract_id: string,
  body: unknown,
  now: Date,
): Promise<Placement | Problem[]> {
  const read = readOrder(body)
  if (!(read instanceof SwathError)) return examineByContract(tx, contract_id, read, now)
  return examineMisshapen(tx, contract_id, body, read.problems, now)
}

/** Adds what is wrong with the sound parts of a body to the problems that its schema has with it. */
export async function examineMisshapen(
  tx: Transaction,
  contract_id: string,
  body: unknown,
  problems: readonly Problem[],
  now: Date,
): Promise<Problem[]> {
  const sound = unstorableProblems(body).length === 0 ? soundPartsOf(body) : undefined
  if (!sound) return [...problems]
  const found = await examineByContract(tx, contract_id, sound.order, now)
  return [...problems, ...(Array.isArray(found) ? found.filter(isWithout(sound.gone)) : [])]
}

/** @returns an order, or `invalid_request` for what is none */
export function readOrder(body: unknown): PlaceOrder | SwathError {
  try {
    return readBody(PlaceOrder, body)
  } catch (error) {
    if (error instanceof SwathError) return error
    throw error
  }
}

/** Whether a problem is none of what was left out; a window or a period may be wrong just for that. */
function isWithout(gone: readonly string[]) {
  const no_window = ['', '/start', '/end'].some((name) => gone.includes(`/properties/parameters${name}`))
  const no_period = no_window || gone.includes('/geometry')
  return ({ pointer, code }: Problem) =>
    !gone.some((place) => `${pointer}/`.startsWith(`${place}/`)) &&
    !(no_window && code === 'window_invalid') &&
    !(no_period && code === 'period_invalid')
}

async function destinationProblems(tx: Transaction, { properties }: PlaceOrder): Promise<Problem[]> {
  const { destination_id } = properties
  if (destination_id == null || (await hasDestination(tx, destination_id))) return []
  const message = `The contract has no destination ${destination_id}; GET /v2/destinations/ lists those that it has`
  return [{ pointer: '/properties/destination_id', code: 'destination_unknown', message }]
}
