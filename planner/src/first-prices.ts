/**
 * Prices of orbits and memories as if nobody had to turn: each request takes shares of the chances that leave it most, the
 * more equal ones the hotter it is. One limit after the other gets the price at which just what fits is taken, again and
 * again while it gets colder. So prices come to rest, where requests that all change their minds at once would let them swing.
 */
import type { Chances } from './chances.ts'
import type { Limit, Rows } from './rows.ts'

const SWEEPS = 200
/** A request gives away these shares of the mean value, at first and at last. */
const [HOT, COLD] = [0.3, 0.0005]
/** A chance that leaves so much less is not taken, in units of heat. */
const UNLIKELY = 12
/** The price of a limit is looked for in so many steps at most, none of them longer than that, in units of heat. */
const [STEPS, LONGEST] = [4, 3]
/** It is found when a step is as short as that. */
const SHORTEST = 0.01
/** The price of what nobody wants any more falls to this share. */
const UNWANTED = 0.5

/** Sets them. @returns what they prove: no plan is worth more */
export function findFirstPrices(chances: Chances, rows: Rows): number {
  const mean =
    chances.ofRequest.reduce((sum, [best]) => sum + chances.value[best!]!, 0) / chances.requests.length
  const shares = new Shares(chances, rows)
  let [bound, best] = [Number.POSITIVE_INFINITY, rows.prices]
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const heat = mean * HOT * (COLD / HOT) ** (sweep / (SWEEPS - 1))
    const value = shares.compute(heat)
    if (value < bound) [bound, best] = [value, [...rows.prices]]
    for (const limit of rows.limits) shares.settle(limit, heat)
  }
  rows.prices = best
  return bound
}

/** Requests take shares of their chances: the weight of a chance in the sum of its request is its share. */
class Shares {
  readonly #chances: Chances
  readonly #rows: Rows
  readonly #worth: Float64Array
  readonly #weight: Float64Array
  readonly #sum: Float64Array

  constructor(chances: Chances, rows: Rows) {
    ;[this.#chances, this.#rows] = [chances, rows]
    ;[this.#worth, this.#weight] = [new Float64Array(chances.count), new Float64Array(chances.count)]
    this.#sum = new Float64Array(chances.requests.length)
  }

  /** @returns what the prices prove as they are */
  compute(heat: number): number {
    const rows = this.#rows
    rows.chargeLimits(this.#worth)
    rows.clear()
    this.#chances.ofRequest.forEach((all, request) => {
      rows.setPrice(request, this.#share(request, all, heat))
    })
    rows.findFull()
    return rows.constant
  }

  /** @returns what the best of its chances leaves the request */
  #share(request: number, all: Int32Array, heat: number): number {
    let most = 0
    for (const chance of all) most = Math.max(most, this.#worth[chance]!)
    // It may also take none.
    let sum = Math.exp(-most / heat)
    for (const chance of all) {
      const less = (most - this.#worth[chance]!) / heat
      this.#weight[chance] = less < UNLIKELY ? Math.exp(-less) : 0
      sum += this.#weight[chance]!
    }
    this.#sum[request] = sum
    for (const chance of all)
      if (this.#weight[chance]! > 0) this.#rows.take(chance, this.#weight[chance]! / sum)
    return most
  }

  /** Gives a limit the price at which just what fits is taken, with all other prices as they are. */
  settle({ row, most, users, use }: Limit, heat: number): void {
    const wanted = users.filter((chance) => this.#weight[chance]! > 0)
    const price = this.#rows.prices[row]!
    if (wanted.length === 0) {
      this.#rows.setPrice(row, price * UNWANTED)
      return
    }
    const rise = this.#riseUntilItFits(wanted, most, use, -price / heat)
    if (rise === 0) return
    this.#rows.setPrice(row, Math.max(0, price + rise * heat))
    for (const chance of wanted) {
      const request = this.#chances.request[chance]!
      const weight = this.#weight[chance]! * Math.exp(-rise * use[chance]!)
      this.#sum[request] = this.#sum[request]! + weight - this.#weight[chance]!
      this.#weight[chance] = weight
    }
  }

  /** By Newton's method on the logarithm of what is taken, which is nearly straight. In units of heat, and at least `least`. */
  #riseUntilItFits(wanted: Int32Array, most: number, use: Float64Array, least: number): number {
    const [weights, sums, request] = [this.#weight, this.#sum, this.#chances.request]
    const unit = wanted.reduce((largest, chance) => Math.max(largest, use[chance]!), 0)
    let rise = 0
    for (let step = 0; step < STEPS; step++) {
      let [taken, slope] = [0, 0]
      for (const chance of wanted) {
        const weight = weights[chance]! * Math.exp(-rise * use[chance]!)
        const share = weight / (sums[request[chance]!]! - weights[chance]! + weight)
        taken += use[chance]! * share
        slope += use[chance]! ** 2 * share * (1 - share)
      }
      const change = (Math.log(taken / most) * taken) / Math.max(slope, taken * unit * 1e-3)
      const next = Math.max(least, rise + Math.min(LONGEST, Math.max(-LONGEST, change * unit)) / unit)
      if (Math.abs(next - rise) * unit < SHORTEST) return next
      rise = next
    }
    return rise
  }
}
