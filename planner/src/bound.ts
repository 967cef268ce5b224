/**
 * A value that no plan can have: each request may be taken by several satellites, but then it costs a price, and prices
 * are raised until few are (Lagrangian relaxation). What is left for each satellite is a longest path, which is found in
 * a little more than what it can fly: its starts are known to the bucket only.
 */
import type { Instance, Opportunity } from './instance.ts'
import { longestPath, type Network, networkOf } from './network.ts'

export interface BoundEffort {
  rounds: number
  /** The value of a plan that is known: prices need not fall behind it. */
  target: number
}

export function boundOf(instance: Instance, { rounds, target }: BoundEffort): number {
  const opportunities = worthwhile(instance)
  const networks = [...Map.groupBy(opportunities, ({ satellite }) => satellite).values()].map((some) =>
    networkOf(instance, some),
  )
  // At first nobody takes anything: each request costs what it is worth at its best.
  const prices = bestOfRequests(opportunities)
  let bound = sum(prices.values())
  let pace = 1
  let worse = 0
  for (let round = 0; round < rounds && bound > target; round++) {
    const { value, taken } = relax(networks, prices)
    worse = value < bound - 1e-9 ? 0 : worse + 1
    bound = Math.min(bound, value)
    if (worse >= 4) [pace, worse] = [pace / 2, 0]
    if (!adjust(prices, taken, pace * (value - target))) break
  }
  return Math.max(bound, target)
}

function worthwhile({ opportunities, frozen = [] }: Instance): Opportunity[] {
  const all = new Set([...opportunities, ...frozen.map(({ opportunity }) => opportunity)])
  return [...all].filter(({ value }) => value > 0)
}

function bestOfRequests(opportunities: readonly Opportunity[]): Map<string, number> {
  const best = new Map<string, number>()
  for (const { request_id, value } of opportunities)
    best.set(request_id, Math.max(value, best.get(request_id) ?? 0))
  return best
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

function relax(networks: readonly Network[], prices: ReadonlyMap<string, number>) {
  const taken = new Map<string, number>()
  let value = sum(prices.values())
  for (const network of networks) {
    const path = longestPath(network, ({ value: worth, request_id }) => worth - prices.get(request_id)!)
    value += path.value
    for (const { request_id } of path.opportunities) taken.set(request_id, (taken.get(request_id) ?? 0) + 1)
  }
  return { value, taken }
}

/** False if nothing is taken more or less often than it should be: then the bound cannot fall. */
function adjust(prices: Map<string, number>, taken: ReadonlyMap<string, number>, gap: number): boolean {
  const excess = [...prices].map(([id, price]) => [id, price, (taken.get(id) ?? 0) - 1] as const)
  const moving = excess.filter(([, price, more]) => more > 0 || (more < 0 && price > 0))
  const square = sum(moving.map(([, , more]) => more * more))
  for (const [id, price, more] of moving) prices.set(id, Math.max(0, price + (gap * more) / square))
  return moving.length > 0
}
