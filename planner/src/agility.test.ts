import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { slewSeconds } from './agility.ts'

const agility = { settle_s: 5, rate_deg_per_s: 2, acceleration_deg_per_s2: 0.5 }

test('a turn speeds up and slows down, for small angles before the full rate is reached', () => {
  assert.equal(slewSeconds(0, agility), 5)
  assert.equal(slewSeconds(2, agility), 5 + 2 * Math.sqrt(2 / 0.5))
  assert.equal(slewSeconds(30, agility), 5 + 30 / 2 + 2 / 0.5)
})

test('a turn is never quicker by a detour, as the planner wants it', () => {
  const angle = fc.double({ min: 0, max: 90, noNaN: true })
  fc.assert(
    fc.property(angle, angle, (one, other) => {
      const detour_s = slewSeconds(one, agility) + slewSeconds(other, agility)
      assert.ok(slewSeconds(one + other, agility) <= detour_s + 1e-9)
    }),
    { seed: 1 },
  )
})
