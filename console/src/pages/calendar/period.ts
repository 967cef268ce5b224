import { formatDate } from '../../ui/format.ts'

/** The state of the page; the address keeps it. */
export interface CalendarSearch {
  /** A day of UTC, 2026-11-27; today when absent. */
  date?: string
  view?: 'week'
  /** The passes as lanes when absent. */
  as?: 'table'
  satellite?: string
  /** `contract` would be the one that is looked at, of a customer. */
  contract_id?: string
  /** The capture that is told about. */
  capture?: string
}

export interface Period {
  view: 'day' | 'week'
  start: Date
  end: Date
}

export const day_ms = 86_400_000
export const days_of = { day: 1, week: 7 } as const

/** Years begin with 1 or 2: whoever types 2026 has been at 0202 before. */
export const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^[12]\d{3}-\d\d-\d\d$/.test(value) && isDate(value)

/** Some engines take 31 February for a day of March. */
const isDate = (day: string) => !Number.isNaN(Date.parse(day)) && dateOf(day) === day

/** The day of an instant. */
export const dateOf = (at: Date | string | number): string => new Date(at).toISOString().slice(0, 10)

/** Days and weeks are those of UTC; a week begins on Monday. */
export function periodOf(date: string, view: Period['view']): Period {
  const day = new Date(date)
  const since_monday = (day.getUTCDay() + 6) % 7
  const start = new Date(day.getTime() - (view === 'week' ? since_monday * day_ms : 0))
  return { view, start, end: new Date(start.getTime() + days_of[view] * day_ms) }
}

/** A day of the period before or after this one. */
export const besides = ({ view, start }: Period, step: -1 | 1): string =>
  dateOf(start.getTime() + step * days_of[view] * day_ms)

/** The share of the period that has passed, from 0 to 1 within it. */
export const shareOf = ({ start, end }: Period, at_ms: number): number =>
  (at_ms - start.getTime()) / (end.getTime() - start.getTime())

/** Friday, 27 November 2026; 23 – 29 November 2026. */
export function titleOf({ view, start, end }: Period): string {
  const last = new Date(end.getTime() - 1)
  return view === 'day' ? formatDate(start) : formatDate(start, last)
}
