/**
 * A value that no plan can have: each request may be taken several times, but then it costs a price, and prices are raised
 * until few are (Lagrangian relaxation). So it is with the imaging time of an orbit and with memory. What is left for each
 * satellite is a longest path.
 */
import { Chances } from './chances.ts'
import { findFirstPrices } from './first-prices.ts'
import type { Instance } from './instance.ts'
import { Paths } from './paths.ts'
import { Rows } from './rows.ts'

export interface BoundEffort {
  rounds: number
  /** The value of a plan that is known: prices need not fall behind it. */
  target: number
}

/** So many images a path remembers, so as not to take them twice. */
const REMEMBERED = 6
/** Steps go on a little in the direction of those before. */
const MOMENTUM = 0.5

export function boundOf(instance: Instance, { rounds, target }: BoundEffort): number {
  const chances = new Chances(instance)
  if (chances.count === 0) return 0
  const rows = new Rows(chances, instance.limits)
  const paths = new Paths(chances, instance.least_turn_s, REMEMBERED)
  const worth = new Float64Array(chances.count)
  let bound = rows.areLimited ? findFirstPrices(chances, rows) : rows.constant
  // Prices that are nearly right are left nearly as they are.
  let pace = rows.areLimited ? 0.1 : 1
  let worse = 0
  for (let round = 0; round < rounds && bound > target; round++) {
    rows.charge(worth)
    rows.clear()
    const value = rows.constant + paths.dearest(worth, (chance) => rows.take(chance))
    worse = value < bound - 1e-6 * Math.abs(bound) ? 0 : worse + 1
    bound = Math.min(bound, value)
    if (worse >= 6) [pace, worse] = [pace * 0.6, 0]
    if (!rows.adjust(pace * (value - target), MOMENTUM)) break
  }
  return Math.max(bound, target)
}
