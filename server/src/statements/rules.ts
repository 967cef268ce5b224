import { clockIn, startOfDay } from '../lib/time-zone.ts'

/** A month of a time zone; it ends at the first instant of the next one. */
export interface Month {
  start: Date
  end: Date
}

export function monthOf(time: Date, zone: string): Month {
  const clock = clockIn(zone, time)
  return monthFrom(clock.getUTCFullYear(), clock.getUTCMonth(), zone)
}

/** @param name such as 2026-06 */
export function monthNamed(name: string, zone: string): Month {
  const [year, month] = name.split('-').map(Number)
  return monthFrom(year!, month! - 1, zone)
}

/** @param month from 0 on; 12 is January of the next year */
function monthFrom(year: number, month: number, zone: string): Month {
  const first = (at: number) => startOfDay(zone, new Date(Date.UTC(year, at)))
  return { start: first(month), end: first(month + 1) }
}

/** The last month that is over, with time for what happened in its last moments to be booked. */
export function lastEndedMonth(now: Date, zone: string): Month {
  const settled = new Date(now.getTime() - settling_ms)
  return monthOf(new Date(monthOf(settled, zone).start.getTime() - 1), zone)
}

const settling_ms = 60 * 60 * 1000

/**
 * The month that a contract closes next: that of its oldest entry on no statement, but never one before its last
 * statement, because those are closed. What was booked late is on the next statement.
 */
export function nextMonthToClose(oldest_open: Date, last_period_end: Date | null, zone: string): Month {
  if (last_period_end === null) return monthOf(oldest_open, zone)
  // The zone may have changed since: the month goes on where the last statement ended, and is no month of some hours.
  const well_in = new Date(last_period_end.getTime() + longest_shift_ms)
  const month = monthOf(oldest_open < well_in ? well_in : oldest_open, zone)
  const joins = Math.abs(month.start.getTime() - last_period_end.getTime()) <= longest_shift_ms
  return joins ? { ...month, start: last_period_end } : month
}

/** Zones are from 12 hours behind UTC to 14 before it. */
const longest_shift_ms = 26 * 60 * 60 * 1000

export function statementNumber(customer_number: number, sequence: number): string {
  return `${String(customer_number).padStart(5, '0')}-${String(sequence).padStart(6, '0')}`
}
