import { minorDigits } from '@swath/contract/money'

const locale = 'en-GB'

/** 1 234.50 in the currency, from its minor unit. */
export function formatMoney(amount_minor: number, currency: string): string {
  // By ISO 4217; Intl knows how many decimals people write, which of HUF and others is none.
  const digits = minorDigits(currency)
  const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...decimals })
  return format.format(amount_minor / 10 ** digits)
}

export function formatNumber(value: number, digits = 1): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)
}

export const formatArea = (km2: number): string =>
  `${formatNumber(km2, km2 < 10 ? 2 : km2 < 1000 ? 1 : 0)} km²`

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  return `${formatNumber(bytes / 1000 ** power, power === 0 ? 0 : 1)} ${units[power]}`
}

/** 27 Nov 2026, 14:05 UTC: whoever plans with satellites plans in UTC. */
export function formatTime(at: string | Date): string {
  return `${timeFormat.format(new Date(at))} UTC`
}

export const formatDay = (at: string | Date): string => dayFormat.format(new Date(at))
/** 27 Nov, 14:05: in lists that say UTC once for all. */
export const formatMinute = (at: string | Date): string => minuteFormat.format(new Date(at))

/** 14:05:09, in UTC. */
export const formatClock = (at: string | Date): string => clockFormat.format(new Date(at))
/** Fri 27 Nov. */
export const formatDayName = (at: Date): string => dayNameFormat.format(at).replace(',', '')
/** Friday, 27 November 2026; or from one day to another: 23 – 29 November 2026. */
export const formatDate = (from: Date, until?: Date): string =>
  until ? rangeFormat.formatRange(from, until) : dateFormat.format(from)

const day = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const
const clock = { hour: '2-digit', minute: '2-digit' } as const
const dayFormat = new Intl.DateTimeFormat(locale, { ...day, year: 'numeric' })
const minuteFormat = new Intl.DateTimeFormat(locale, { ...day, ...clock })
const timeFormat = new Intl.DateTimeFormat(locale, { ...day, year: 'numeric', ...clock })
const clockFormat = new Intl.DateTimeFormat(locale, { ...clock, second: '2-digit', timeZone: 'UTC' })
const month_and_year = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
const dateFormat = new Intl.DateTimeFormat(locale, { weekday: 'long', ...month_and_year })
const dayNameFormat = new Intl.DateTimeFormat(locale, { ...day, weekday: 'short' })
const rangeFormat = new Intl.DateTimeFormat(locale, month_and_year)
const relativeFormat = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** in 3 hours, 2 days ago, now. */
export function formatRelative(at: string | Date, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['minute', 60]
  if (Math.abs(seconds) < 45) return 'just now'
  return relativeFormat.format(Math.round(seconds / length), unit)
}

const spans = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const

/** 1.5 h, 2 d: as large a unit as there is one of. */
export function formatSpan(seconds: number): string {
  const [unit, length] = spans.find(([, size]) => seconds >= size) ?? (['s', 1] as const)
  return `${formatNumber(seconds / length)} ${unit}`
}

/** Words of the API as words: `partially_fulfilled` and `CaptureScheduled` become sentences' beginnings. */
export function formatWord(word: string): string {
  const spaced = word
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

export function formatPosition([lon, lat]: readonly number[]): string {
  const part = (value: number, positive: string, negative: string) =>
    `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`
  return `${part(lat!, 'N', 'S')}, ${part(lon!, 'E', 'W')}`
}

/** Long ids begin with the time, which those that were made together share: their end tells them apart. */
export function shortId(id: string): string {
  if (id.length <= 16) return id
  const kind = /^[a-z]+(?=\.)/.exec(id)?.[0] ?? ''
  return `${kind}…${id.slice(-8)}`
}
