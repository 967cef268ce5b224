import type { Problem } from '@swath/contract/errors'
import { productOf } from '@swath/contract/products/registry'
import type { Survey } from '../lib/geo/survey.ts'

interface StripTerms {
  sku: string
  /** The area of the strips, as a multiple of the area that is ordered. */
  max_strip_ratio: number
}

/**
 * Counts the images that it takes to show an area once; a point and an image of the archive have no strips. Or says
 * what is wrong with an area that takes more of the sky than it pays for, or that nobody can plan.
 */
export function countStrips({ strips, area_km2, swath }: Survey, terms: StripTerms): number | Problem[] {
  if (productOf(terms.sku).images === 'archived') return 0
  const problem = (message: string) => [{ pointer: '/geometry', code: 'strips_out_of_range', message }]
  if ('why_not' in strips)
    return problem(`The area cannot be planned: ${strips.why_not}. Order it in several smaller ones`)
  const most_km2 = area_km2 * terms.max_strip_ratio
  if (strips.area_km2 <= most_km2) return strips.count
  return problem(
    `The area has ${area_km2.toFixed(2)} km2 and takes ${strips.count} strips of ${strips.area_km2.toFixed(0)} km2; ` +
      `${terms.sku} allows ${terms.max_strip_ratio} times the area, ${most_km2.toFixed(0)} km2. ` +
      `Order wider or larger parts: a strip is ${swath.swath_width_km} km wide, and at least as long`,
  )
}
