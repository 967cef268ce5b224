/** A month of UTC; it ends at the first instant of the next one. */
export interface Month {
  start: Date
  end: Date
}

export function monthOf(time: Date): Month {
  const [year, month] = [time.getUTCFullYear(), time.getUTCMonth()]
  return { start: new Date(Date.UTC(year, month)), end: new Date(Date.UTC(year, month + 1)) }
}

/** The last month that is over, with time for what happened in its last moments to be booked. */
export function lastEndedMonth(now: Date): Month {
  const settled = new Date(now.getTime() - settling_ms)
  return monthOf(new Date(monthOf(settled).start.getTime() - 1))
}

const settling_ms = 60 * 60 * 1000

/**
 * The month that a contract closes next: that of its oldest entry on no statement, but never one before its last
 * statement, because those are closed. What was booked late is on the next statement.
 */
export function nextMonthToClose(oldest_open: Date, last_period_end: Date | null): Month {
  const earliest = last_period_end !== null && oldest_open < last_period_end ? last_period_end : oldest_open
  return monthOf(earliest)
}

export function statementNumber(customer_number: number, sequence: number): string {
  return `${String(customer_number).padStart(5, '0')}-${String(sequence).padStart(6, '0')}`
}
