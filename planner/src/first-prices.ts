/**
 * Prices of orbits and memories as if nobody had to turn: each request takes the chance that leaves it most, or shares of
 * several that leave it nearly as much, the less of them the colder it gets. So prices come to rest, where requests that
 * all change their minds at once would let them swing.
 */
import type { Chances } from './chances.ts'
import type { Rows } from './rows.ts'

const ROUNDS = 400
/** A request gives away these shares of the mean value, at first and at last. */
const [HOT, COLD] = [0.1, 0.002]
/** An image may need several limits, and all change their prices in a round. */
const PACE = 0.5
/** A chance that leaves so much less is not taken, in units of heat. */
const UNLIKELY = 12

/** Sets them. @returns what they prove: no plan is worth more */
export function findFirstPrices(chances: Chances, rows: Rows): number {
  const mean =
    chances.ofRequest.reduce((sum, [best]) => sum + chances.value[best!]!, 0) / chances.requests.length
  const worth = new Float64Array(chances.count)
  let [bound, best] = [Number.POSITIVE_INFINITY, rows.prices]
  for (let round = 0; round < ROUNDS; round++) {
    const heat = mean * HOT * (COLD / HOT) ** (round / ROUNDS)
    chances.requests.forEach((_, request) => {
      rows.setRequestPrice(request, 0)
    })
    rows.charge(worth)
    rows.clear()
    chances.ofRequest.forEach((all, request) => {
      rows.setRequestPrice(request, share(all, worth, heat, rows))
    })
    const value = rows.constant
    if (value < bound) [bound, best] = [value, [...rows.prices]]
    rows.balance(PACE * heat)
  }
  rows.prices = best
  return bound
}

/** A request takes shares of its chances. @returns what the best of them leaves it */
function share(all: Int32Array, worth: Float64Array, heat: number, rows: Rows): number {
  let most = 0
  for (const chance of all) most = Math.max(most, worth[chance]!)
  // It may also take none.
  let sum = Math.exp(-most / heat)
  for (const chance of all)
    if (most - worth[chance]! < UNLIKELY * heat) sum += Math.exp((worth[chance]! - most) / heat)
  for (const chance of all)
    if (most - worth[chance]! < UNLIKELY * heat)
      rows.take(chance, Math.exp((worth[chance]! - most) / heat) / sum)
  return most
}
