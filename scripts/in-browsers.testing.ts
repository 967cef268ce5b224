import { clearProbability } from '../climate/src/sky.ts'
import { type Access, findAccesses } from '../orbits/src/access.ts'
import { orbitOf } from '../orbits/src/orbit.ts'
import { readElements } from '../orbits/src/read.ts'
import { formatTle } from '../orbits/src/tle.ts'
import { boundOf } from '../planner/src/bound.ts'
import { planOf } from '../planner/src/plan.ts'

const start_ms = Date.UTC(2026, 5, 1)
const orbit = {
  catalog_number: 99_031,
  designator: '24901A',
  epoch: new Date(start_ms),
  inclination_deg: 97.3,
  raan_deg: 220,
  argument_of_latitude_deg: 0,
  mean_motion_rev_per_day: 15.3,
}
const places = [48, 48.5, 70].map((lat) => ({ lon: 2, lat }))

/** The passes of a satellite over some places, with the odds of the climate, and a plan of them with its bound. */
export function passesAndPlan() {
  const [elements] = readElements(['OWN-1', ...formatTle(orbit)].join('\n'))
  const satellites = [{ satellite_name: 'OWN-1', orbit: orbitOf(elements!) }]
  const accesses = places.map((target) =>
    findAccesses({
      satellites,
      target,
      start_ms,
      end_ms: start_ms + 7 * 86_400_000,
      max_off_nadir_deg: 30,
      min_sun_elevation_deg: 5,
      clearProbability: (place, time_ms) => clearProbability(place, time_ms, 20),
    }),
  )
  const opportunities = accesses.flatMap((some, place) =>
    some.map((access) => opportunityOf(access, `${place}`)),
  )
  const instance = { opportunities, turnSeconds: () => 30, least_turn_s: 30, most_turn_s: 30 }
  const plan = planOf(instance, { seed: 1, rounds: 20 })
  return { accesses, plan, bound: boundOf(instance, { rounds: 5, target: 0 }) }
}

const opportunityOf = (access: Access, request_id: string) => ({
  opportunity_id: `${request_id} ${access.peak_ms}`,
  request_id,
  satellite: access.satellite_name,
  from_s: (access.start_ms - start_ms) / 1000,
  to_s: (access.end_ms - start_ms) / 1000,
  duration_s: 8,
  value: access.clear_probability!,
})
