import { type Problem, SwathError } from '@swath/contract/errors'
import { PlaceOrder } from '@swath/contract/orders'
import type { Transaction } from '../database/db.ts'
import { readBody } from '../http/validation.ts'
import { standingProblem } from '../lib/contract-standing.ts'
import type { GeometryProblem } from '../lib/geo/problems.ts'
import type { Survey } from '../lib/geo/survey.ts'
import { amountProblem } from '../lib/money.ts'
import { unstorableProblems } from '../lib/storable.ts'
import { listOffered, standingOf } from '../terms/contract-terms.ts'
import { captureCount, examine, type Placement, type Terms } from './placement.rules.ts'
import { priceOf } from './price.rules.ts'
import { refusal } from './refusals.ts'
import { restrictionsOf } from './restrictions.ts'
import { soundPartsOf } from './sound-parts.ts'
import { countOpenCaptures, hasDestination } from './store.ts'

export type Surveyed = Survey | GeometryProblem[]

/**
 * Looks at an order from all sides: what it comes to by the terms of the contract, or everything that is wrong with
 * it.
 */
export async function examineByContract(
  tx: Transaction,
  contract_id: string,
  order: PlaceOrder,
  survey: Surveyed,
  now: Date,
): Promise<Placement | Problem[]> {
  return examineByTerms(tx, contract_id, await listOffered(tx, contract_id, now), order, survey, now)
}

/** The same by other terms, such as those of a quote. */
export async function examineByTerms(
  tx: Transaction,
  contract_id: string,
  terms: readonly Terms[],
  order: PlaceOrder,
  survey: Surveyed,
  now: Date,
): Promise<Placement | Problem[]> {
  const found = withinAmounts(await withinOpenCaptures(tx, contract_id, examine(order, survey, terms, now)))
  const of_contract = await standingProblems(tx, contract_id, now)
  const of = { contract_id, sku: order.properties.sku }
  const { refusals, approval } = Array.isArray(survey)
    ? { refusals: [], approval: undefined }
    : await restrictionsOf(tx, of, survey, found)
  const of_destination = await destinationProblems(tx, order)
  const more = [...refusals, ...of_destination]
  if (Array.isArray(found)) return [...of_contract, ...found, ...more]
  if (of_contract.length + more.length > 0) return [...of_contract, ...more]
  return approval ? { ...found, approval } : found
}

/** The most open captures of a contract, with those into which its orders are still to be divided. */
const max_open_captures = 20_000

/** An order of a single capture is as small as a request for it, and is not counted against them. */
async function withinOpenCaptures(tx: Transaction, contract_id: string, found: Placement | Problem[]) {
  if (Array.isArray(found) || captureCount(found) === 1) return found
  const [wanted, open] = [captureCount(found), await countOpenCaptures(tx, contract_id)]
  return open + wanted <= max_open_captures ? found : [tooManyOpen(open, wanted)]
}

/**
 * For the order that the transaction has placed, while others of its contract wait: it was examined before they did.
 * @throws SwathError `too_many_open_captures`
 */
export async function requireOpenCaptures(tx: Transaction, contract_id: string, placement: Placement) {
  const wanted = captureCount(placement)
  if (wanted === 1) return
  const open = await countOpenCaptures(tx, contract_id)
  if (open > max_open_captures) throw refusal([tooManyOpen(open - wanted, wanted)])
}

function tooManyOpen(open: number, wanted: number): Problem {
  const message =
    `The contract has ${open} captures open, and the order takes ${wanted} more; at most ${max_open_captures} ` +
    'may be open at a time: wait for some of them to end, or cancel what is not needed'
  return { pointer: '/geometry', code: 'too_many_open_captures', message }
}

function withinAmounts(found: Placement | Problem[]): Placement | Problem[] {
  if (Array.isArray(found)) return found
  const problem = amountProblem(priceOf(found).total_minor, 'The order would cost')
  return problem ? [{ pointer: '/properties/sku', ...problem }] : found
}

/**
 * An order that may not even be written as one is, as far as it can be examined, and what is wrong with the rest of
 * it.
 */
export interface ReadOrder {
  order: PlaceOrder | undefined
  problems: readonly Problem[]
  /** Says of a problem that is found later whether it is none of what was left out. */
  isOwn: (problem: Problem) => boolean
}

export function readAnyOrder(body: unknown): ReadOrder {
  const read = readOrder(body)
  if (!(read instanceof SwathError)) return { order: read, problems: [], isOwn: () => true }
  const { problems } = read
  const sound = unstorableProblems(body).length === 0 ? soundPartsOf(body) : undefined
  return { order: sound?.order, problems, isOwn: isWithout(sound?.gone ?? []) }
}

function readOrder(body: unknown): PlaceOrder | SwathError {
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

async function standingProblems(tx: Transaction, contract_id: string, now: Date): Promise<Problem[]> {
  const problem = standingProblem(await standingOf(tx, contract_id), now)
  return problem ? [{ pointer: '', ...problem }] : []
}

async function destinationProblems(tx: Transaction, { properties }: PlaceOrder): Promise<Problem[]> {
  const { destination_id } = properties
  if (destination_id == null || (await hasDestination(tx, destination_id))) return []
  const message = `The contract has no destination ${destination_id}; GET /v2/destinations/ lists those that it has`
  return [{ pointer: '/properties/destination_id', code: 'destination_unknown', message }]
}
