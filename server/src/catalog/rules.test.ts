import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SwathError } from '@swath/contract/errors'
import { max_amount_minor } from '@swath/contract/money'
import type { SkuTerms } from '@swath/contract/products/terms'
import { requireReckonable } from './rules.ts'

const terms = {
  unit: 'km2',
  min_quantity: 0,
  min_strip_km2: 0,
  overlap: 'once',
  levels: 'each',
  uplifts: [],
  default_processing_levels: ['L1B', 'L1D'],
} as unknown as SkuTerms
const half_minor = Math.floor(max_amount_minor / 2)

const cases: [string, Partial<SkuTerms>, number, boolean][] = [
  ['two levels of half the largest amount each', {}, half_minor, true],
  ['two levels that are more together', {}, half_minor + 1, false],
  ['two levels of which one counts', { levels: 'once' }, half_minor + 1, true],
  ['a minimum of three', { min_quantity: 3, levels: 'once' }, half_minor, false],
  ['an uplift of a tenth', { uplifts: [{ uplift: 'rush', pct: 10 }] }, half_minor, false],
]
for (const [what, more, price_minor, is_reckonable] of cases) {
  test(`terms are ${is_reckonable ? 'taken' : 'refused'} by which the least order is ${what}`, () => {
    const check = () => requireReckonable({ ...terms, ...more }, price_minor, '/amount_minor')
    if (is_reckonable) check()
    else assert.throws(check, (error) => error instanceof SwathError && error.code === 'amount_out_of_range')
  })
}
