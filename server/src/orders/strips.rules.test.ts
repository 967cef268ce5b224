import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Survey } from '../lib/geo/survey.ts'
import { swath } from '../lib/geo/swath.testing.ts'
import type { Terms } from './placement.rules.ts'
import { countStrips } from './strips.rules.ts'

const survey = (strips: Survey['strips']) => ({ area_km2: 10, strips, swath }) as Survey
const terms = (sku: string) => ({ sku, max_strip_ratio: 3 }) as Terms

const cases: [string, Survey['strips'], string, number | RegExp][] = [
  ['just what the contract allows', { count: 2, area_km2: 30 }, 'TSKARE-M', 2],
  ['more than the contract allows', { count: 2, area_km2: 30.1 }, 'TSKARE-M', /3 times the area, 30 km2/],
  ['what nobody can plan', { why_not: 'it is round' }, 'TSKARE-M', /cannot be planned: it is round/],
  ['what is in the archive', { why_not: 'it is round' }, 'ARCIMG-M', 0],
]
for (const [what, strips, sku, expected] of cases) {
  test(`an area that takes ${what} has strips: ${expected}`, () => {
    const found = countStrips(survey(strips), terms(sku))
    if (typeof expected === 'number') assert.equal(found, expected)
    else assert.match((found as { message: string }[])[0]!.message, expected)
  })
}
