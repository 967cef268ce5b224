/**
 * What is billed. The rounding rule, stated once: quantities in km2 are rounded half up to the square metre
 * (six decimals), and an amount is the rounded quantity times the unit price, rounded half up to the minor unit.
 */
export function quantityOf(unit: 'km2' | 'capture', covered_km2: number): number {
  return unit === 'capture' ? 1 : Math.round(covered_km2 * 1e6) / 1e6
}

export function amountOf(quantity: number, price_minor: number): number {
  // Whole square metres times minor units: exact in integers, where a product of fractions would not be.
  const square_metres = Math.round(quantity * 1e6)
  return Number((BigInt(square_metres) * BigInt(price_minor) + 500_000n) / 1_000_000n)
}

/** A share of an amount, rounded half up to the minor unit. */
export function shareOf(amount_minor: number, pct: number): number {
  return Number((BigInt(amount_minor) * BigInt(Math.round(pct * 1000)) + 50_000n) / 100_000n)
}
