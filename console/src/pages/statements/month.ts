const format = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** November 2026, of the first instant of a month. */
export const monthName = (period_start: string): string => format.format(new Date(period_start))
