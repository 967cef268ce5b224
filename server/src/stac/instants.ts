import { readTime } from '@swath/contract/times'
import { Refusal } from '../http/parameter.ts'
import type { Instant } from '../lib/cql2/ast.ts'

/** Either end of a range of times; without one it is open. */
export interface TimeRange {
  start?: Instant
  end?: Instant
}

/** An instant, or two separated by a slash of which one may be missing or `..`. @throws Refusal */
export function readTimeRange(raw: unknown): TimeRange {
  if (typeof raw !== 'string') throw new Refusal('takes a text')
  const parts = raw.split('/').map((part) => (part === '..' ? '' : part))
  if (parts.length > 2) throw new Refusal('is a time, or two times separated by one slash')
  if (parts.every((part) => part === ''))
    throw new Refusal('needs a time; an interval has one open end at most')
  const [start, end] = parts.map((part) => (part === '' ? undefined : readRfc3339(part)))
  if (parts.length === 1) return { start: start!, end: start! }
  if (start && end && orderOf(start) > orderOf(end)) throw new Refusal('has its start after its end')
  return { ...(start && { start }), ...(end && { end }) }
}

// With all digits of the fraction they compare as texts do.
const orderOf = ({ value }: Instant) => `${value.slice(0, 19)}.${value.slice(20, -1).padEnd(6, '0')}`

const form = /^\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i

/** RFC 3339, 5.6, and nothing of the rest of ISO 8601. Finer than the database keeps, a fraction is cut. */
function readRfc3339(text: string): Instant {
  // An unescaped + of an offset arrives as a space.
  const written = text.replace(/ (?=\d\d:\d\d$)/, '+')
  const value = form.test(written) ? readTime(written) : undefined
  if (value === undefined)
    throw new Refusal(`${text} is not a time of RFC 3339, such as 2026-01-31T12:00:00Z`)
  return { kind: 'timestamp', value: value.replace(/\.0*Z$|(?<=\.\d*)0+Z$/, 'Z') }
}
