import type { Problem } from '@swath/contract/errors'
import type { Uplift } from '@swath/contract/products/terms'
import { upliftedPrice } from '../lib/price.ts'

interface Priced {
  price_minor: number
  list_price_minor?: number
  uplifts: readonly Uplift[]
}

/** The terms at the unit price that the order pays: the list price and its uplifts, rounded once. */
export function withUplifts<T extends Priced>(terms: T, wanted: readonly string[]): T {
  const asked = terms.uplifts.filter(({ uplift }) => wanted.includes(uplift))
  // A quote has kept terms at the price with uplifts.
  const list_price_minor = terms.list_price_minor ?? terms.price_minor
  return { ...terms, list_price_minor, price_minor: upliftedPrice(list_price_minor, asked) }
}

export function upliftProblems(
  wanted: readonly string[],
  { sku, uplifts }: Priced & { sku: string },
): Problem[] {
  const known = uplifts.map(({ uplift }) => uplift)
  return wanted.flatMap((uplift, index) => {
    const pointer = `/properties/parameters/uplifts/${index}`
    const message = `The contract has no uplift ${uplift} for ${sku}; it has ${known.join(', ') || 'none'}`
    return known.includes(uplift) ? [] : [{ pointer, code: 'uplift_not_in_contract', message }]
  })
}
