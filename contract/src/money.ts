// It has no schemas, so that browsers load none for it.

/**
 * No amount goes beyond it, in minor units: no price, charge or budget, nor all that a contract holds and has
 * consumed. What adds a few of them up is still exact as a number.
 */
export const max_amount_minor = 1e15

// one list: the currencies whose minor unit is not a hundredth (ISO 4217)
const digits: Readonly<Record<string, number>> = {
  ...fromEntries(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...fromEntries(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...fromEntries(4, 'CLF UYW'),
}

function fromEntries(count: number, currencies: string) {
  return Object.fromEntries(currencies.split(' ').map((currency) => [currency, count]))
}

/** The decimals of a currency: 2 for most, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return digits[currency] ?? 2
}

/** An amount in the major unit, as exact decimal text without a currency: `12.30`, `-0.05`, `1230`. */
export function majorText(amount_minor: number, currency: string): string {
  const count = minorDigits(currency)
  const text = String(Math.abs(amount_minor)).padStart(count + 1, '0')
  const whole = text.slice(0, text.length - count)
  const sign = amount_minor < 0 ? '-' : ''
  return count === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(-count)}`
}

/** The reverse of `majorText`; undefined of text that is no amount, or has more decimals than the currency. */
export function minorAmount(text: string, currency: string): number | undefined {
  const [, whole, decimals = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  const count = minorDigits(currency)
  if (whole === undefined || decimals.length > count) return undefined
  return Number(whole + decimals.padEnd(count, '0'))
}
