// Temporal would tell this, and Node has it only behind a flag; Intl knows the same zones.

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const numeric = '2-digit' as const
  const time = { hour: numeric, minute: numeric, second: numeric, hourCycle: 'h23' as const }
  const made = new Intl.DateTimeFormat('en', { timeZone: zone, ...date, ...time })
  formats.set(zone, made)
  return made
}

const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const

/** The time that clocks of a zone show at an instant, as if it were UTC. */
export function clockIn(zone: string, instant: Date): Date {
  const parts = formatOf(zone).formatToParts(instant)
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)!.value)
  return new Date(Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')))
}

/**
 * The first instant of a day in a zone: midnight, or what comes after it where clocks jump over midnight.
 * @param day its midnight in UTC
 */
export function startOfDay(zone: string, day: Date): Date {
  // The offset may change in the hours round midnight: one of the two that are in force a day before and after is right.
  const candidates = [-1, 1].map((days) => {
    const about = new Date(day.getTime() + days * day_ms)
    return new Date(day.getTime() - (clockIn(zone, about).getTime() - about.getTime()))
  })
  const sorted = candidates.toSorted((one, other) => one.getTime() - other.getTime())
  return sorted.find((instant) => clockIn(zone, instant) >= day)!
}

const day_ms = 86_400_000
