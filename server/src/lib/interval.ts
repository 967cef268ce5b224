export interface Interval {
  start: Date
  end: Date
}

/** A time without an offset is UTC. */
export function utc(time: string): Date {
  return new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(time) ? time : `${time}Z`)
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

/** Of which either end may be open, but not both. */
export interface OpenInterval {
  start: Date | null
  end: Date | null
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i

/** An interval as STAC writes it, `start/end` with `..` for an open end; undefined for any other text. */
export function openInterval(text: string): OpenInterval | undefined {
  const parts = text.split('/').map((part) => (part === '' ? '..' : part))
  const is_written = parts.every((part) => part === '..' || (time.test(part) && isTime(part)))
  if (parts.length !== 2 || !is_written || parts.every((part) => part === '..')) return undefined
  const [start, end] = parts.map((part) => (part === '..' ? null : new Date(part))) as [
    Date | null,
    Date | null,
  ]
  return start && end && start > end ? undefined : { start, end }
}

/** `Date` takes 30 February for 2 March. */
function isTime(text: string): boolean {
  const midnight = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(midnight) || Number.isNaN(Date.parse(text))) return false
  return new Date(midnight).toISOString().startsWith(text.slice(0, 10))
}
