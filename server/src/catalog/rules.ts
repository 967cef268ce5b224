import { type ErrorCode, type Problem, SwathError } from '@swath/contract/errors'
import { productOf } from '@swath/contract/products/registry'
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
  const problems = reckonableProblems(counting, price_minor, pointer)
  if (problems.length > 0) throw refused(problems)
}

function reckonableProblems(counting: SkuTerms, price_minor: number, pointer: string): Problem[] {
  const problem = amountProblem(
    leastOrder(counting, price_minor),
    'With all uplifts the least order would cost',
  )
  return problem ? [{ pointer, ...problem }] : []
}

/** Everything that is wrong with the terms of a SKU that only begin. @throws SwathError under the code of the first */
export function requireDefinable(terms: SkuTerms, begins: Date, now: Date) {
  const { price_minor } = terms
  const problems = [
    ...footprintProblems(terms),
    ...pastProblems(begins, now),
    ...reckonableProblems(terms, price_minor, '/amount_minor'),
  ]
  if (problems.length > 0) throw refused(problems)
}

function footprintProblems({ sku, footprint_width_km }: SkuTerms): Problem[] {
  const { name, geometries } = productOf(sku)
  if (!geometries.includes('Point') || footprint_width_km !== null) return []
  const message = `${name} takes points, so it has a footprint: footprint_width_km and footprint_length_km`
  return [{ pointer: '/footprint_width_km', code: 'invalid_request', message }]
}

function pastProblems(begins: Date, now: Date): Problem[] {
  if (begins >= now) return []
  const message = `valid_from ${begins.toISOString()} is in the past: it is ${now.toISOString()}`
  return [{ pointer: '/valid_from', code: 'terms_in_past', message }]
}

function refused(problems: readonly Problem[]): SwathError {
  const [{ pointer, code, message }, ...others] = problems as [Problem, ...Problem[]]
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return new SwathError(code as ErrorCode, `${pointer}: ${message}${more}`, { problems })
}
