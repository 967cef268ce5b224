import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { boundOf } from './bound.ts'
import { problemsOf } from './check.ts'
import { bestValue } from './exact.testing.ts'
import { type Instance, type Opportunity, type Plan, worthOf } from './instance.ts'
import { instances, limitedInstances } from './instances.testing.ts'
import type { SatelliteLimits } from './limits.ts'
import { planOf } from './plan.ts'

const shape = { requests: 30, per_request: 4, satellites: 3, horizon_s: 1500 }
const many = limitedInstances(shape)
const few = limitedInstances({ at_least: 6, requests: 8, per_request: 3, satellites: 2, horizon_s: 300 })
const nothingMore: SatelliteLimits = {
  maintenance: [{ from_s: 100, to_s: 900 }],
  duty: { first_orbit_s: 0, orbit_s: 500, most_imaging_s: 10 },
  memory: { capacity_mb: 10, held_mb: 30, contacts: [{ from_s: 900, to_s: 910, mb_per_s: 3 }] },
}
const effort = { seed: 5, rounds: 60 }
const long = { seed: 5, rounds: 1000 }

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

  test('of a few opportunities is the best that there is, as HiGHS finds it, and the bound is above it', () => {
    fc.assert(
      fc.property(few, (instance) => {
        const best = bestValue(instance)
        assert.equal(worthOf(planOf(instance, long)), best)
        assert.ok(boundOf(instance, { rounds: 20, target: 0 }) >= best - 1e-9)
      }),
      { seed: 2, numRuns: 60 },
    )
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
        // Then limits become tighter than what is frozen.
        const later = { ...instance, frozen, limits: new Map([['s0', nothingMore]]) }
        const plan = planOf(later, effort)
        assert.deepEqual(problemsOf(later, plan), [])
        assert.ok(boundOf(later, { rounds: 5, target: 0 }) >= worthOf(plan) - 1e-9)
      }),
      { seed: 4, numRuns: 40 },
    )
  })

  test('leaves what is frozen even where it is too close to turn in between, and puts nothing in its way', () => {
    fc.assert(
      fc.property(many, fc.integer({ min: 1, max: 40 }), (instance, sooner_s) => {
        const before = planOf(instance, { seed: 7, rounds: 0 })
        const frozen = before
          .filter((_, index) => index % 4 !== 3)
          .map((one, index) => (index % 2 === 0 ? one : { ...one, start_s: one.start_s - sooner_s }))
        const plan = planOf({ ...instance, frozen, limits: new Map() }, effort)
        for (const one of frozen) assert.ok(plan.some((other) => isSame(one, other)))
        const names = new Set(frozen.map(({ opportunity }) => opportunity.opportunity_id))
        for (const one of plan.filter(({ opportunity }) => !names.has(opportunity.opportunity_id)))
          for (const other of plan.filter((two) => isBeside(one, two)))
            assert.deepEqual(problemsOf(instance, [one, other]).filter(isOfTurn), [])
      }),
      { seed: 9, numRuns: 40 },
    )
  })

  test('changes little when a request comes, and what stays is not worth much less', () => {
    const crowded = instances({ at_least: 200, requests: 80, per_request: 5, satellites: 2, horizon_s: 1200 })
    const moved = { with: 0, without: 0 }
    for (const instance of fc.sample(crowded, { seed: 8, numRuns: 10 })) {
      const opportunities = instance.opportunities.filter(({ request_id }) => request_id !== 'r1')
      const previous = planOf({ ...instance, opportunities }, long)
      const [with_it, without] = [{ previous }, {}].map((more) =>
        planOf(instance, { ...long, seed: 6, ...more }),
      )
      moved.with += lost(previous, with_it!)
      moved.without += lost(previous, without!)
      assert.ok(worthOf(with_it!) >= 0.95 * worthOf(without!), `${worthOf(with_it!)} of ${worthOf(without!)}`)
    }
    assert.ok(moved.with * 3 <= moved.without, `${moved.with} instead of ${moved.without}`)
  })

  test('leaves what is scarce to those who cannot go elsewhere', () => {
    const instance = alike([
      { request_id: 'a', from_s: 0, value: 10 },
      { request_id: 'a', from_s: 1000, value: 9.9 },
      { request_id: 'b', from_s: 0, value: 9 },
    ])
    const limits = { s: { duty: { first_orbit_s: 0, orbit_s: 500, most_imaging_s: 15 } } }
    const plan = planOf({ ...instance, limits: new Map(Object.entries(limits)) }, { seed: 1, rounds: 0 })
    assert.equal(worthOf(plan), 18.9)
  })

  test('is below a bound that counts no parts of images, where all are alike', () => {
    const wanted = ['a', 'b', 'c'].map((request_id) => ({ request_id, from_s: 0, value: 1 }))
    const duty = { first_orbit_s: 0, orbit_s: 500, most_imaging_s: 19 }
    const memory = { capacity_mb: 70, held_mb: 15, contacts: [{ from_s: 900, to_s: 910, mb_per_s: 9 }] }
    for (const limits of [{ duty }, { memory }]) {
      const instance = { ...alike(wanted), limits: new Map([['s', limits]]) }
      assert.ok(Math.abs(boundOf(instance, { rounds: 0, target: 0 }) - 2) < 0.01)
      assert.equal(worthOf(planOf(instance, long)), 2)
    }
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

/** Images of one satellite that last 8 s and fill 20 MB. */
function alike(chances: readonly Pick<Opportunity, 'request_id' | 'from_s' | 'value'>[]): Instance {
  const opportunities = chances.map((one, index) => ({
    ...one,
    opportunity_id: `o${index}`,
    satellite: 's',
    to_s: one.from_s + 100,
    duration_s: 8,
    data_mb: 20,
  }))
  return { opportunities, turnSeconds: () => 10, least_turn_s: 10, most_turn_s: 10 }
}

const isSame = (one: Plan[number], other: Plan[number]): boolean =>
  one.opportunity.opportunity_id === other.opportunity.opportunity_id && one.start_s === other.start_s

const isBeside = (one: Plan[number], other: Plan[number]): boolean =>
  !isSame(one, other) && one.opportunity.satellite === other.opportunity.satellite

const isOfTurn = (problem: string): boolean => problem.startsWith('Between')

/** Counts the images of a plan that are not in another. */
function lost(before: Plan, after: Plan): number {
  const ids = new Set(after.map(({ opportunity }) => opportunity.opportunity_id))
  return before.filter(({ opportunity }) => !ids.has(opportunity.opportunity_id)).length
}

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
