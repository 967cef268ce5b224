import assert from 'node:assert/strict'
import { test } from 'node:test'
import { upliftProblems, withUplifts } from './uplifts.rules.ts'

const uplifts = [
  { uplift: 'rush_processing', pct: 25 },
  { uplift: 'public_release', pct: 10.5 },
]
const terms: { sku: string; price_minor: number; list_price_minor?: number; uplifts: typeof uplifts } = {
  sku: 'TSKPOI-M',
  price_minor: 101,
  uplifts,
}

const prices: [string, string[], object, number][] = [
  ['without any', [], {}, 101],
  ['with one', ['rush_processing'], {}, 126],
  ['with two, rounded once', ['rush_processing', 'public_release'], {}, 137],
  [
    'of a quote, which has them already',
    ['rush_processing'],
    { price_minor: 126, list_price_minor: 101 },
    126,
  ],
]
for (const [how, wanted, more, price_minor] of prices) {
  test(`a unit costs ${price_minor} ${how}`, () => {
    const found = withUplifts({ ...terms, ...more }, wanted)
    assert.deepEqual([found.price_minor, found.list_price_minor], [price_minor, 101])
  })
}

test('an uplift that the contract does not have is told with those that it has', () => {
  const [problem, ...others] = upliftProblems(['rush_processing', 'gold'], terms)
  assert.deepEqual([others.length, problem!.pointer], [0, '/properties/parameters/uplifts/1'])
  assert.match(problem!.message, /rush_processing, public_release/)
  assert.match(upliftProblems(['gold'], { ...terms, uplifts: [] })[0]!.message, /none/)
})
