import { dateOf, readTime } from './times.ts'

export interface Interval {
  start: Date
  end: Date
}

/** Milliseconds of an ISO 8601 duration of weeks, days, hours and minutes; undefined for any other text. */
export function durationMs(text: string): number | undefined {
  const parts = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(text)
  if (!parts || text.endsWith('P') || text.endsWith('T')) return undefined
  const [weeks, days, hours, minutes] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ]
  return ((weeks * 7 + days) * 24 + hours) * 3_600_000 + minutes * 60_000
}

/** An interval cut into pieces of the given length, one after the other; the last may be shorter. */
export function cut({ start, end }: Interval, length_ms: number): Interval[] {
  const pieces: Interval[] = []
  for (let from = start.getTime(); from < end.getTime(); from += length_ms) {
    pieces.push({ start: new Date(from), end: new Date(Math.min(from + length_ms, end.getTime())) })
  }
  return pieces
}

/**
 * The periods of something that recurs within a window: every `every_ms`, at most `at_most` times. Without a
 * period the window is cut into that many equal ones; without either it recurs once, in the whole window.
 */
export function recur(
  window: Interval,
  every_ms: number | undefined,
  at_most: number | undefined,
): Interval[] {
  if (every_ms !== undefined) return cut(window, every_ms).slice(0, at_most)
  const length_ms = window.end.getTime() - window.start.getTime()
  return at_most === undefined ? [window] : cut(window, Math.ceil(length_ms / at_most))
}

/** Either end of the interval may be open, but not both. */
export interface OpenInterval {
  start: Date | null
  end: Date | null
}

/** An interval as STAC writes it, `start/end` with `..` for an open end; undefined for any other text. */
export function openInterval(text: string): OpenInterval | undefined {
  const parts = text.split('/').map((part) => (part === '' ? '..' : part))
  const times = parts.map((part) => (part === '..' ? null : readTime(part)))
  if (times.length !== 2 || times.includes(undefined) || times.every((time) => time === null))
    return undefined
  const [start, end] = times.map((time) => time && dateOf(time)) as [Date | null, Date | null]
  return start && end && start > end ? undefined : { start, end }
}
