import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { problemsOf } from './check.ts'
import type { Instance, Opportunity } from './instance.ts'
import { limitedInstances } from './instances.testing.ts'
import type { SatelliteLimits } from './limits.ts'
import { planOf } from './plan.ts'
import { fatesOf } from './reasons.ts'
import { imageValue } from './value.ts'

const effort = { seed: 5, rounds: 60 }

describe('the reasons of a plan', () => {
  const dear = opportunity('dear', 10, 9)
  const cheap = opportunity('cheap', 12, 4)

  test('name the request that took the place', () => {
    assert.deepEqual(whyLost([dear, cheap], {}), { limit: 'turn', request_ids: ['dear'] })
  })

  test('name the images that count to the same orbit', () => {
    const duty = { first_orbit_s: 0, orbit_s: 5000, most_imaging_s: 25 }
    const later = opportunity('cheap', 300, 4)
    assert.deepEqual(whyLost([dear, later], { duty }), { limit: 'duty', request_ids: ['dear'] })
  })

  test('tell a full memory from what no contact takes to the ground', () => {
    const contacts = [{ from_s: 1000, to_s: 1100, mb_per_s: 0.9 }]
    const later = opportunity('cheap', 300, 4)
    const full = { capacity_mb: 80, contacts }
    assert.deepEqual(whyLost([dear, later], { memory: full }), { limit: 'memory', request_ids: ['dear'] })
    const slow = { capacity_mb: 500, contacts }
    assert.deepEqual(whyLost([dear, later], { memory: slow }), { limit: 'downlink', request_ids: ['dear'] })
  })

  test('tell of maintenance', () => {
    const maintenance = [{ from_s: 0, to_s: 1000 }]
    assert.deepEqual(whyLost([cheap], { maintenance }), { limit: 'maintenance', request_ids: [] })
  })

  test('tell what else was possible for a request that has something', () => {
    const better = { ...opportunity('cheap', 12, 6), opportunity_id: 'better' }
    const instance = instanceOf([dear, opportunity('cheap', 500, 4), better], {})
    const [cheaps] = fatesOf(instance, planOf(instance, effort))
    assert.equal(cheaps!.taken!.start_s, 500)
    assert.equal(cheaps!.alternative!.opportunity_id, 'better')
    assert.deepEqual(cheaps!.alternative!.obstacle, { limit: 'turn', request_ids: ['dear'] })
  })

  test('are true: without those that are named, the image can be taken', () => {
    const shape = { requests: 25, per_request: 3, satellites: 2, horizon_s: 800 }
    fc.assert(
      fc.property(limitedInstances(shape), (instance) => {
        const plan = planOf(instance, effort)
        for (const { alternative, request_id } of fatesOf(instance, plan)) {
          if (!alternative || alternative.value === 0) continue
          const { limit, request_ids } = alternative.obstacle
          // The limit alone keeps it from being taken.
          if (limit !== 'none' && request_ids.length === 0) continue
          const away = new Set([request_id, ...request_ids])
          const frozen = plan.filter(({ opportunity }) => !away.has(opportunity.request_id))
          assert.ok(canBeTaken({ ...instance, frozen: [] }, frozen, alternative), alternative.opportunity_id)
        }
      }),
      { seed: 3, numRuns: 40 },
    )
  })
})

test('an image of a class is worth more than one of the next, however rarely its sky is clear', () => {
  const value = (priority_class: Parameters<typeof imageValue>[0]['priority_class'], odds: number) =>
    imageValue({ priority_class, odds, available_s: 3600, wanted_s: 0 })
  assert.ok(value('urgent', 0) > value('priority', 1))
  assert.ok(value('priority', 0) > value('standard', 1))
  assert.ok(value('standard', 0) > value('flexible', 1))
})

test('an image is worth less the later it comes after the time that was promised, and never nothing', () => {
  const value = (available_s: number) =>
    imageValue({ priority_class: 'standard', available_s, promised_s: 3600, wanted_s: 3600 })
  const values = [3600, 10_000, 90_000, 900_000].map(value)
  assert.deepEqual(
    values.toSorted((a, b) => b - a),
    values,
  )
  assert.ok(values.at(-1)! > 0)
  assert.equal(value(3600), value(0))
})

function opportunity(request_id: string, from_s: number, value: number): Opportunity {
  const to_s = from_s + 30
  return {
    opportunity_id: request_id,
    request_id,
    satellite: 's',
    from_s,
    to_s,
    duration_s: 20,
    value,
    data_mb: 50,
  }
}

const instanceOf = (opportunities: readonly Opportunity[], limits: SatelliteLimits): Instance => ({
  opportunities,
  turnSeconds: () => 15,
  least_turn_s: 15,
  most_turn_s: 15,
  limits: new Map([['s', limits]]),
})

function whyLost(opportunities: readonly Opportunity[], limits: SatelliteLimits) {
  const instance = instanceOf(opportunities, limits)
  const [cheap] = fatesOf(instance, planOf(instance, effort))
  assert.equal(cheap!.taken, undefined)
  return cheap!.alternative!.obstacle
}

/** Whether there is a plan of these images and one more. */
function canBeTaken(instance: Instance, others: ReturnType<typeof planOf>, one: Opportunity): boolean {
  const ids = new Set([...others.map(({ opportunity }) => opportunity.opportunity_id), one.opportunity_id])
  const opportunities = instance.opportunities.filter(({ opportunity_id }) => ids.has(opportunity_id))
  const plan = planOf({ ...instance, opportunities }, { seed: 1, rounds: 300 })
  assert.deepEqual(problemsOf(instance, plan), [])
  return plan.length === opportunities.length
}
