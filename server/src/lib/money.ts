import { max_amount_minor } from '@swath/contract/money'

/**
 * The quantity that is billed. The rounding rule, stated once: quantities are rounded half up to six decimals, which
 * is the square metre for km2, and an amount is the rounded quantity times the unit price, rounded half up to the
 * minor unit. Captures count as one.
 *
 * @param scale by what a quantity is multiplied to reach the minimum of the contract
 */
export function quantityOf(unit: 'km2' | 'capture', covered_km2: number, scale = 1): number {
  return Math.round((unit === 'capture' ? 1 : covered_km2) * scale * 1e6) / 1e6
}

export function amountOf(quantity: number, price_minor: number): number {
  // Whole square metres times minor units: exact in integers, where a product of fractions would not be.
  const square_metres = Math.round(quantity * 1e6)
  return Number((BigInt(square_metres) * BigInt(price_minor) + 500_000n) / 1_000_000n)
}

/** Why an amount is none that can be charged; undefined if it can. */
export function amountProblem(amount_minor: number, what: string) {
  if (amount_minor <= max_amount_minor) return undefined
  const message = `${what} ${amount_minor} minor units; no amount goes beyond ${max_amount_minor}`
  return { code: 'amount_out_of_range' as const, message }
}

/** A share of an amount, rounded half up to the minor unit. */
export function shareOf(amount_minor: number, pct: number): number {
  return Number((BigInt(amount_minor) * BigInt(Math.round(pct * 1000)) + 50_000n) / 100_000n)
}
