import type { Statement } from '@swath/contract/statements'

/** November 2026, of an instant in it. */
export function monthName(instant: string | number, timeZone = 'UTC'): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone }).format(
    new Date(instant),
  )
}

/** It goes by the end: after a change of the time zone a month begins where the last statement ended. */
export function monthOf({ period_end, time_zone }: Pick<Statement, 'period_end' | 'time_zone'>): string {
  return monthName(Date.parse(period_end) - 1, time_zone)
}

/** Statement of June 2026, or credit note. */
export const titleOf = (statement: Pick<Statement, 'kind' | 'period_end' | 'time_zone'>): string =>
  `${statement.kind === 'credit_note' ? 'Credit note' : 'Statement'} of ${monthOf(statement)}`
