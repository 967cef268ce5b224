// Quantities as people read them.

export function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** Minor units, as `400.00 USD`. */
export function money(amount_minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return `${(amount_minor / 10 ** digits).toFixed(digits)} ${currency}`
}

/** As `23 Nov 17:44 UTC`. */
export function utc(time: string | number): string {
  const format = {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  } as const
  return `${new Date(time).toLocaleString('en-GB', format).replace(',', '')} UTC`
}

export function position([lon, lat]: readonly number[]): string {
  const degrees = (value: number, [positive, negative]: string) =>
    `${Math.abs(value).toFixed(2)}° ${value < 0 ? negative : positive}`
  return `${degrees(lat!, 'NS')} ${degrees(lon!, 'EW')}`
}
