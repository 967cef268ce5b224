import fc from 'fast-check'
import type { Instance, Opportunity } from './instance.ts'
import type { SatelliteLimits } from './limits.ts'

const LEAST_TURN_S = 10
const MOST_TURN_S = 40

export interface Shape {
  at_least?: number
  requests: number
  per_request: number
  satellites: number
  horizon_s: number
}

/** The same, with limits on some of the satellites, and data in some of the images. */
export function limitedInstances(shape: Shape): fc.Arbitrary<Instance> {
  // Images are often all as large.
  const sizes = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 20 }),
    fc.integer({ min: 1, max: 40 }).map((size) => [size]),
  )
  const limits = fc.array(limitsUntil(shape.horizon_s), {
    minLength: shape.satellites,
    maxLength: shape.satellites,
  })
  return fc.tuple(instances(shape), sizes, limits).map(([instance, data, all]) => {
    const original = new Map(instance.opportunities.map((one) => [one.opportunity_id, one]))
    return {
      ...instance,
      opportunities: instance.opportunities.map((one, index) => ({
        ...one,
        data_mb: data[index % data.length]!,
      })),
      turnSeconds: (from, to) =>
        instance.turnSeconds(original.get(from.opportunity_id)!, original.get(to.opportunity_id)!),
      limits: new Map(all.map((one, index) => [`s${index}`, one])),
    }
  })
}

function limitsUntil(horizon_s: number): fc.Arbitrary<SatelliteLimits> {
  const span = fc
    .record({ from_s: fc.nat(horizon_s), length_s: fc.integer({ min: 1, max: 100 }) })
    .map(({ from_s, length_s }) => ({ from_s, to_s: from_s + length_s }))
  const duty = fc.record({
    first_orbit_s: fc.nat(100),
    orbit_s: fc.integer({ min: 100, max: 400 }),
    most_imaging_s: fc.integer({ min: 0, max: 90 }),
  })
  const contacts = fc
    .array(fc.integer({ min: 20, max: 300 }), { maxLength: 6 })
    .map((waits) => waits.map((wait, index) => wait + waits.slice(0, index).reduce((a, b) => a + b + 15, 0)))
    .map((starts) => starts.map((from_s) => ({ from_s, to_s: from_s + 15, mb_per_s: 6 })))
  const memory = fc.record({
    capacity_mb: fc.integer({ min: 0, max: 150 }),
    held_mb: fc.integer({ min: 0, max: 100 }),
    contacts,
  })
  return fc.record({ maintenance: fc.array(span, { maxLength: 3 }), duty, memory }, { requiredKeys: [] })
}

/** Opportunities point somewhere on a line, and turning takes longer the farther it is. */
export function instances({
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
