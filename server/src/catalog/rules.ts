import { SwathError } from '@swath/contract/errors'
import type { SkuTerms } from '@swath/contract/products'
import { amountOf, amountProblem, shareOf } from '../lib/money.ts'

type Counting = Pick<SkuTerms, 'min_quantity' | 'levels' | 'uplifts' | 'default_processing_levels'>

/** What the least order costs that leaves the levels to the contract and asks for every uplift. */
function leastOrder(
  { min_quantity, levels, uplifts, default_processing_levels }: Counting,
  price_minor: number,
): number {
  const pct = uplifts.reduce((sum, uplift) => sum + uplift.pct, 0)
  const each_minor = amountOf(Math.max(1, min_quantity), price_minor + shareOf(price_minor, pct))
  return each_minor * (levels === 'each' ? default_processing_levels.length : 1)
}

/** @throws SwathError `amount_out_of_range` for terms by which not even one unit could be ordered */
export function requireReckonable(counting: Counting, price_minor: number, pointer: string) {
  const problem = amountProblem(
    leastOrder(counting, price_minor),
    'With all uplifts the least order would cost',
  )
  if (!problem) return
  throw new SwathError(problem.code, `${pointer}: ${problem.message}`, {
    problems: [{ pointer, ...problem }],
  })
}
