/**
 * What a deliverable is billed for. The rounding rule, stated once: quantities in km2 are rounded half up to
 * the square metre (six decimals), and the amount is the rounded quantity times the unit price, rounded half
 * up to the minor unit.
 */
export function quantityOf(unit: 'km2' | 'capture', covered_km2: number): number {
  return unit === 'capture' ? 1 : Math.round(covered_km2 * 1e6) / 1e6
}

export function amountOf(quantity: number, price_minor: number): number {
  // Whole square metres times minor units: exact in integers, where a product of fractions would not be.
  const square_metres = Math.round(quantity * 1e6)
  return Number((BigInt(square_metres) * BigInt(price_minor) + 500_000n) / 1_000_000n)
}
