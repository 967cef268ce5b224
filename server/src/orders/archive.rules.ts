import type { Problem } from '@swath/contract/errors'
import { type Interval, openInterval } from '@swath/contract/intervals'
import type { PlaceOrder, TaskingParameters } from '@swath/contract/orders'
import { isFromArchive } from '@swath/contract/products'

type Name = keyof TaskingParameters

const at = (name: Name) => `/properties/parameters/${name}`

/** What says which image of the archive is wanted. */
const selecting: readonly Name[] = ['outcome_id', 'datetime']
const of_archive: readonly Name[] = [...selecting, 'processing_level', 'uplifts']

/** Nothing is collected, so nothing is waited for but the promised delivery. */
export function promisedWindow(
  terms: { promised_delivery_hours: number | null; default_window_days: number },
  now: Date,
): Interval {
  const hours = terms.promised_delivery_hours ?? terms.default_window_days * 24
  return { start: now, end: new Date(now.getTime() + hours * 3_600_000) }
}

/** Everything that is wrong with an order as one for imagery from the archive, or as one that is not. */
export function archiveProblems({ properties: { sku, parameters } }: PlaceOrder): Problem[] {
  const given = (Object.keys(parameters) as Name[]).filter((name) => parameters[name] !== undefined)
  if (!isFromArchive(sku)) {
    return given
      .filter((name) => selecting.includes(name))
      .map((name) =>
        notTaken(name, `${name} chooses an image of the archive; ${sku} has a new one collected`),
      )
  }
  const collecting = given
    .filter((name) => !of_archive.includes(name))
    .map((name) => notTaken(name, `${name} is for collecting; ${sku} is delivered from the archive`))
  return [...collecting, ...intervalProblems(parameters.datetime)]
}

function intervalProblems(datetime: string | undefined): Problem[] {
  if (datetime === undefined || openInterval(datetime)) return []
  const message = `datetime is start/end, each a time such as 2026-01-31T12:00:00Z, or one of them "..": not ${datetime}`
  return [{ pointer: at('datetime'), code: 'window_invalid', message }]
}

/** The promise is part of what was ordered. */
export function fixedWindowProblems(sku: string): Problem[] {
  if (!isFromArchive(sku)) return []
  const message = `The window of ${sku} ends with the promised delivery, and cannot be changed`
  return [{ pointer: at('end'), code: 'window_invalid', message }]
}

function notTaken(name: Name, message: string): Problem {
  return { pointer: at(name), code: 'parameter_not_for_sku', message }
}
