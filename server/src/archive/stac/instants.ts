import type { Instant } from '../../lib/cql2/ast.ts'
import { Refusal } from '../../platform/filters.ts'

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

const form = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/

/** RFC 3339, 5.6, and nothing of the rest of ISO 8601. Finer than the database keeps, a fraction is cut. */
function readRfc3339(text: string): Instant {
  // An unescaped + of an offset arrives as a space.
  const match = form.exec(text.toUpperCase().replace(/ (?=\d\d:\d\d$)/, '+'))
  const refused = new Refusal(`${text} is not a time of RFC 3339, such as 2026-01-31T12:00:00Z`)
  if (!match) throw refused
  const [, day, hour, minute, second, fraction = '', sign, offset_hours = '0', offset_minutes = '0'] = match
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const is_day = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day!)
  // Leap seconds are times; nobody has them in a clock.
  const within = [hour, minute, second, offset_hours, offset_minutes].map(Number)
  if (!is_day || within.some((value, index) => value > [23, 59, 60, 23, 59][index]!)) throw refused
  const [hours, minutes, seconds, east_hours, east_minutes] = within as [
    number,
    number,
    number,
    number,
    number,
  ]
  const offset = (sign === '-' ? -1 : 1) * (east_hours * 60 + east_minutes)
  const utc = new Date(midnight + ((hours * 60 + minutes - offset) * 60 + seconds) * 1000).toISOString()
  if (!/^(?!0000)\d{4}-/.test(utc)) throw refused
  const kept = fraction.slice(0, 6).replace(/0+$/, '')
  return { kind: 'timestamp', value: `${utc.slice(0, 19)}${kept && `.${kept}`}Z` }
}
