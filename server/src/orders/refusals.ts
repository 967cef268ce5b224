import { type ErrorCode, errors, type Problem, SwathError } from '@swath/contract/errors'
import type { BulkLine } from '@swath/contract/orders'
import { isDataError } from '../database/db.ts'
import type { Placement } from './placement.rules.ts'

/** Everything that is wrong at once, under the code of the first problem. */
export function refusal(problems: readonly Problem[]): SwathError {
  const [first, ...more] = problems
  const { code, pointer, message } = first!
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`
  const known = Object.hasOwn(errors, code) ? (code as ErrorCode) : 'invalid_geometry'
  const place = pointer === '' ? '' : `${pointer}: `
  return new SwathError(known, `${place}${message}${others}`, { problems })
}

/** @throws SwathError with what is wrong with the order, or with the pass that it is for */
export function requirePlacement(found: Placement | Problem[], pass_problems: readonly Problem[]): Placement {
  const problems = Array.isArray(found) ? found : pass_problems
  if (Array.isArray(found) || problems.length > 0) throw refusal(problems)
  return found
}

/** @throws SwathError `managed_elsewhere` for an order of another system: whoever wants it changed asks there */
export function requireOwn(order_id: string, origin: string | undefined) {
  if (origin === 'swath') return
  const detail = `The order ${order_id} is managed by ${origin}; ask there, and the order will show it`
  throw new SwathError('managed_elsewhere', detail, { extra: { origin } })
}

export type Report = (error: unknown) => void

/** The error of a line that was not placed; without a database, none of the others can be either. */
export function lineError(error: unknown, report: Report): SwathError {
  if (error instanceof SwathError) return error
  if (!isDataError(error)) throw error
  report(error)
  return new SwathError('internal', 'The order could not be stored; it was logged under the request id')
}

/** Why nothing of a bulk request was placed: the problems of its lines, each with the place of the line. */
export function bulkRefusal(wrong: readonly BulkLine[]): SwathError {
  const problems = wrong.flatMap(({ index, error }) =>
    (error!.errors.length > 0 ? error!.errors : [{ pointer: '', ...error! }]).map(
      ({ pointer, code, message }) => ({
        pointer: `/orders/${index}${pointer}`,
        code,
        message,
      }),
    ),
  )
  const lines = wrong.map((line) => line.index).join(', ')
  return new SwathError('bulk_refused', `Nothing was placed, because of the orders ${lines}`, { problems })
}
