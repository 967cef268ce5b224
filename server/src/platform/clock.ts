/** The time, injected, so that tests decide what time it is. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** RFC 3339 UTC with microseconds, as the published API writes times. */
export function timestamp(time: Date): string {
  return `${time.toISOString().slice(0, -1).padEnd(26, '0')}Z`
}

export function timestampOrNull(time: Date | null): string | null {
  return time === null ? null : timestamp(time)
}
