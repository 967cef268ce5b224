import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { boundOf } from './bound.ts'
import {
  type Acquisition,
  type Instance,
  type Opportunity,
  type Plan,
  problemsOf,
  worthOf,
} from './instance.ts'
import { planOf } from './plan.ts'

const LEAST_TURN_S = 10
const MOST_TURN_S = 40

interface Shape {
  at_least?: number
  requests: number
  per_request: number
  satellites: number
  horizon_s: number
}

/** Opportunities point somewhere on a line, and turning takes longer the farther it is. */
function instances({
  at_least = 1,
  requests,
  per_request,
  satellites,
  horizon_s,
}: Shape): fc.Arbitrary<Instance> {
  const one = fc.record({
    request: fc.nat(requests - 1),
    satellite: fc.nat(satellites - 1),
    from_s: fc.nat(horizon_s),
    length_s: fc.integer({ min: 0, max: 120 }),
    duration_s: fc.integer({ min: 5, max: 30 }),
    value: fc.integer({ min: 0, max: 20 }),
    pointing: fc.nat(MOST_TURN_S - LEAST_TURN_S),
  })
  return fc.array(one, { minLength: at_least, maxLength: requests * per_request }).map((all) => {
    const pointings = new Map<Opportunity, number>()
    all.forEach(({ request, satellite, from_s, length_s, duration_s, value, pointing }, index) => {
      const to_s = from_s + duration_s + length_s
      const opportunity_id = `o${index}`
      pointings.set(
        {
          opportunity_id,
          request_id: `r${request}`,
          satellite: `s${satellite}`,
          from_s,
          to_s,
          duration_s,
          value,
        },
        pointing,
      )
    })
    const turnSeconds = (a: Opportunity, b: Opportunity) =>
      LEAST_TURN_S + Math.abs(pointings.get(a)! - pointings.get(b)!)
    return {
      opportunities: [...pointings.keys()],
      turnSeconds,
      least_turn_s: LEAST_TURN_S,
      most_turn_s: MOST_TURN_S,
    }
  })
}

/** Tries every order of every choice: for a handful of opportunities. */
function bestValue({ opportunities, turnSeconds }: Instance): number {
  let best = 0
  const go = (taken: ReadonlySet<string>, ends: ReadonlyMap<string, Acquisition>, value: number): void => {
    best = Math.max(best, value)
    for (const opportunity of opportunities) {
      if (taken.has(opportunity.request_id)) continue
      const before = ends.get(opportunity.satellite)
      const free_s = before
        ? before.start_s + before.opportunity.duration_s + turnSeconds(before.opportunity, opportunity)
        : opportunity.from_s
      const start_s = Math.max(opportunity.from_s, free_s)
      if (start_s + opportunity.duration_s > opportunity.to_s) continue
      const then = new Map(ends).set(opportunity.satellite, { opportunity, start_s })
      go(new Set(taken).add(opportunity.request_id), then, value + opportunity.value)
    }
  }
  go(new Set(), new Map(), 0)
  return best
}

const many = instances({ requests: 30, per_request: 4, satellites: 3, horizon_s: 1500 })
const few = instances({ requests: 4, per_request: 2, satellites: 2, horizon_s: 150 })
const effort = { seed: 5, rounds: 60 }

describe('a plan', () => {
  test('can be flown, and is never worth more than the bound, whatever is asked', () => {
    fc.assert(
      fc.property(many, (instance) => {
        const plan = planOf(instance, effort)
        assert.deepEqual(problemsOf(instance, plan), [])
        for (const target of [0, worthOf(plan)]) {
          assert.ok(boundOf(instance, { rounds: 15, target }) >= worthOf(plan) - 1e-9)
        }
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  test('of a handful of opportunities is the best that there is, and the bound is above it', () => {
    let [plans, best_ones] = [0, 0]
    fc.assert(
      fc.property(few, (instance) => {
        const best = bestValue(instance)
        const value = worthOf(planOf(instance, effort))
        assert.ok(value <= best + 1e-9)
        assert.ok(boundOf(instance, { rounds: 20, target: 0 }) >= best - 1e-9)
        plans += 1
        if (value >= best - 1e-9) best_ones += 1
      }),
      { seed: 2, numRuns: 120 },
    )
    assert.ok(best_ones >= 0.97 * plans, `${best_ones} of ${plans}`)
  })

  test('is the same for the same seed', () => {
    for (const instance of fc.sample(many, { seed: 3, numRuns: 5 })) {
      assert.deepEqual(planOf(instance, effort), planOf(instance, effort))
    }
  })

  test('leaves what is frozen as it is', () => {
    fc.assert(
      fc.property(many, fc.nat(1000), (instance, share) => {
        const before = planOf(instance, { seed: 7, rounds: 0 })
        const frozen = before.filter((_, index) => (index * 337 + share) % 3 === 0)
        const plan = planOf({ ...instance, frozen }, effort)
        assert.deepEqual(problemsOf({ ...instance, frozen }, plan), [])
      }),
      { seed: 4, numRuns: 40 },
    )
  })

  test('is improved by rounds', () => {
    const [first] = fc.sample(
      instances({ at_least: 300, requests: 80, per_request: 5, satellites: 2, horizon_s: 1200 }),
      { seed: 6, numRuns: 1 },
    )
    const value = (rounds: number) => worthOf(planOf(first!, { seed: 1, rounds }))
    assert.ok(value(400) > value(0), `${value(400)} after ${value(0)}`)
  })
})

describe('the problems of a plan', () => {
  const opportunity = (opportunity_id: string, request_id: string, from_s: number): Opportunity => ({
    opportunity_id,
    request_id,
    satellite: 's',
    from_s,
    to_s: from_s + 50,
    duration_s: 20,
    value: 1,
  })
  const [a, b] = [opportunity('a', 'r1', 0), opportunity('b', 'r2', 30)]
  const instance: Instance = {
    opportunities: [a, b],
    turnSeconds: () => 15,
    least_turn_s: 15,
    most_turn_s: 15,
  }
  const tell = (plan: Plan, frozen: Plan = []) => problemsOf({ ...instance, frozen }, plan)

  test('are told as sentences that name what is wrong', () => {
    assert.deepEqual(
      tell([
        { opportunity: a, start_s: 0 },
        { opportunity: b, start_s: 35 },
      ]),
      [],
    )
    assert.deepEqual(tell([{ opportunity: a, start_s: 31 }]), [
      'a is taken from 31 to 51; it can be from 0 to 50',
    ])
    assert.deepEqual(
      tell([
        { opportunity: a, start_s: 0 },
        { opportunity: b, start_s: 34 },
      ]),
      ['Between a and b are 14 s; s needs 15 s'],
    )
    assert.deepEqual(
      tell([
        { opportunity: a, start_s: 0 },
        { opportunity: { ...b, request_id: 'r1' }, start_s: 40 },
      ]),
      ['Request r1 is taken 2 times'],
    )
    assert.deepEqual(tell([], [{ opportunity: a, start_s: 5 }]), ['a is frozen at 5, and is not planned so'])
  })
})
