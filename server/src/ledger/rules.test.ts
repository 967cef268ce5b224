import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Chargeable, chargesOf, move, spend } from './rules.ts'

test('what leaves one account enters the other, and nothing is booked of nothing', () => {
  assert.deepEqual(move('available', 'held', 5), [
    { account: 'available', amount_minor: -5 },
    { account: 'held', amount_minor: 5 },
  ])
  assert.deepEqual(move('available', 'held', 0), [])
})

const spent: [string, number, number, Record<string, number>][] = [
  ['all of the hold, and the rest of the available', 10, 4, { held: -4, available: -6, consumed: 10 }],
  ['the hold alone, where it is enough', 10, 10, { held: -10, consumed: 10 }],
  ['the available alone, where nothing is held', 10, 0, { available: -10, consumed: 10 }],
  ['the available alone, where less than nothing is held', 10, -3, { available: -10, consumed: 10 }],
  ['nothing, which is booked as well', 0, 0, { available: 0, consumed: 0 }],
]
for (const [what, amount_minor, held_minor, expected] of spent) {
  test(`a charge takes ${what}`, () => {
    const legs = spend(amount_minor, held_minor)
    assert.deepEqual(Object.fromEntries(legs.map((leg) => [leg.account, leg.amount_minor])), expected)
    assert.equal(
      legs.reduce((sum, leg) => sum + leg.amount_minor, 0),
      0,
    )
  })
}

test('the deliverables of one order use up its hold one after the other, and not that of another', () => {
  const one = (deliverable_id: string, order_id: string, amount_minor: number): Chargeable => {
    const of = { contract_id: 'c', currency: 'USD', event_id: null, delivered_at: new Date(0) }
    return { ...of, deliverable_id, order_id, amount_minor }
  }
  const all = [one('a', '1', 6), one('b', '1', 6), one('c', '2', 6)]
  const charges = chargesOf(all, new Map([['1', 10]]))
  const held = charges.map(({ legs }) => legs.find(({ account }) => account === 'held')?.amount_minor ?? 0)
  assert.deepEqual(held, [-6, -4, 0])
})
