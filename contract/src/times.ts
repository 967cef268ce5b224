import { z } from 'zod'

const form =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?(?:Z|([+-])(\d\d)(?::?(\d\d))?))?$/i

/**
 * The one reader of times: RFC 3339, and what ISO 8601 has besides and databases write: without seconds or without an
 * offset, which is then UTC; `+0000` or `+00`; 24:00, which is the next midnight. A leap second is the second after it.
 *
 * @returns the time in UTC as RFC 3339 has it, with the digits of its fraction, of which no database keeps more than
 *   six; undefined for what is no time, such as 30 February
 */
export function readTime(text: string): string | undefined {
  const [, day, hour, minute, second = '00', fraction = '', sign, offset_hour = '00', offset_minute = '00'] =
    form.exec(text) ?? []
  const midnight = day === undefined ? undefined : midnightOf(day)
  if (midnight === undefined) return undefined
  const is_end_of_day = /^24:00:00$/.test(`${hour}:${minute}:${second}`) && !/[1-9]/.test(fraction)
  if (Number(hour) > 23 && !is_end_of_day) return undefined
  if (Number(minute) > 59 || Number(second) > 60) return undefined
  if (Number(offset_hour) > 23 || Number(offset_minute) > 59) return undefined
  const offset_min = (sign === '-' ? -1 : 1) * (Number(offset_hour) * 60 + Number(offset_minute))
  const minutes = Number(hour) * 60 + Number(minute) - offset_min
  const utc = new Date(midnight + (minutes * 60 + Number(second)) * 1000).toISOString()
  // RFC 3339 knows neither years before our era nor those with five digits; PostgreSQL has no year 0.
  if (!/^(?!0000)\d{4}-/.test(utc)) return undefined
  return `${utc.slice(0, 19)}${fraction && `.${fraction.slice(0, 6)}`}Z`
}

/** `Date` takes 30 February for 2 March. */
function midnightOf(day: string): number | undefined {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return undefined
  return midnight
}

/** A day such as 2026-01-31, of the years that times can have. */
export function isDay(text: string): boolean {
  return /^(?!0000)\d{4}-\d\d-\d\d$/.test(text) && midnightOf(text) !== undefined
}

/** A time to the microsecond, which databases keep; JavaScript's dates end at the millisecond. */
class PreciseDate extends Date {
  #below_ms: string

  constructor(time: Date, below_ms: string) {
    super(time)
    this.#below_ms = below_ms
  }

  override toISOString(): string {
    return super.toISOString().replace('Z', `${this.#below_ms}Z`)
  }
}

/** With what the text says below the millisecond, which shows where it is written again. */
export function withPrecision(time: Date, text: string): Date {
  const below_ms = /\.\d{3}(\d*[1-9])/.exec(text)?.[1]
  return below_ms === undefined ? time : new PreciseDate(time, below_ms)
}

/** The date of a time that was read. */
export function dateOf(text: string): Date {
  return withPrecision(new Date(text), text)
}

const example = '2026-01-31T12:00:00Z'

/** A time in a request, read into UTC. */
export const Instant = z
  .string()
  .check((payload) => {
    const time = readTime(payload.value)
    if (time !== undefined) payload.value = time
    else refuse(payload, `${payload.value} is not a time such as ${example}`)
  })
  .meta({
    format: 'date-time',
    description: 'RFC 3339; without an offset it is UTC',
    examples: ['2026-01-03T00:00:00Z'],
  })

/** A zone such as Europe/Madrid, as IANA names them. */
export const TimeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, { error: 'must be a time zone such as Europe/Madrid or UTC' })
  .meta({ description: 'A time zone by its IANA name', examples: ['Europe/Madrid'] })

/** Offsets such as +02:00 know no summer. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

/** The first year with a satellite, and the last one that anybody plans for. */
const first_year = 1957
export const last_year = 2199

/** A time at which something was done with a satellite, or is to be done. */
export const SpaceAge = Instant.check((payload) => {
  const year = Number(payload.value.slice(0, 4))
  if (readTime(payload.value) === undefined || (year >= first_year && year <= last_year)) return
  refuse(
    payload,
    `${payload.value} is not between ${first_year}, when the first satellite flew, and ${last_year}`,
  )
})

function refuse(payload: z.core.ParsePayload<string>, message: string) {
  payload.issues.push({ code: 'invalid_format', format: 'datetime', input: payload.value, message })
}
