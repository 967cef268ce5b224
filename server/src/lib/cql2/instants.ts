import type { Instant } from './ast.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?Z$/
const DAY_MS = 86_400_000
const MICROSECONDS = 1_000n

/** A day, or a time in UTC; undefined for everything else, such as the 30th of February. */
export function readInstant(text: string): Instant | undefined {
  if (DAY.test(text)) return isReal(text, `${text}T00:00:00`) ? { kind: 'date', value: text } : undefined
  const [, seconds, fraction = ''] = TIME.exec(text) ?? []
  if (seconds === undefined || !isReal(seconds, seconds)) return undefined
  // No database keeps more than microseconds, and some round what is finer into the next second.
  const kept = fraction.slice(0, 6).replace(/0+$/, '')
  return { kind: 'timestamp', value: `${seconds}${kept === '' ? '' : `.${kept}`}Z` }
}

/** JavaScript reads the 30th of February as the 1st of March; PostgreSQL has no year 0. */
function isReal(written: string, seconds: string): boolean {
  const date = new Date(`${seconds}Z`)
  return (
    !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written) && !written.startsWith('0000')
  )
}

export function nextDay(day: string): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString()
  return next.slice(0, next.indexOf('T')).replace(/^\+0/, '')
}

/** Microseconds since 1970, of the start of a day. */
export function microsecondsOf({ kind, value }: Instant): bigint {
  if (kind === 'date') return BigInt(Date.parse(`${value}T00:00:00Z`)) * MICROSECONDS
  const [seconds, fraction = ''] = value.slice(0, -1).split('.') as [string, string?]
  return BigInt(Date.parse(`${seconds}Z`)) * MICROSECONDS + BigInt(fraction.padEnd(6, '0'))
}

/** The day of an instant, as midnight in UTC. */
export function dayOf(instant: Instant): Instant {
  return { kind: 'date', value: instant.value.slice(0, 10) }
}
