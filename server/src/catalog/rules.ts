import { SwathError } from '@swath/contract/errors'
import type { SkuTerms } from '@swath/contract/products/terms'
import { amountProblem } from '../lib/money.ts'
import { lineItems, totalOf, upliftedPrice } from '../lib/price.ts'

/** The price of the least order that leaves the levels to the contract and asks for every uplift. */
function leastOrder(counting: SkuTerms, price_minor: number): number {
  const { uplifts, default_processing_levels: processing_levels } = counting
  const terms = { ...counting, price_minor: upliftedPrice(price_minor, uplifts) }
  const geometry = { type: 'Point' }
  const whole = { geometry, area_km2: 1, strip_count: 0, overlap_share: 0, periods: { length: 1 } }
  return totalOf(lineItems({ terms, ...whole, processing_levels }))
}

/** @throws SwathError `amount_out_of_range` for terms by which not even one unit could be ordered */
export function requireReckonable(counting: SkuTerms, price_minor: number, pointer: string) {
  const problem = amountProblem(
    leastOrder(counting, price_minor),
    'With all uplifts the least order would cost',
  )
  if (!problem) return
  throw new SwathError(problem.code, `${pointer}: ${problem.message}`, {
    problems: [{ pointer, ...problem }],
  })
}
