/**
 * What is scarce and has a price: each request once, seconds of imaging in each orbit with a duty cycle, and what fits into
 * memories.
 */
import type { Chances } from './chances.ts'
import type { Instance } from './instance.ts'
import { orbitOf } from './limits.ts'
import { MemoryRows } from './memory-rows.ts'

/** In a round the price of what is used by a hundredth falls as if it were used by that much. */
const LEAST_USE = 0.01

export class Rows {
  readonly #chances: Chances
  readonly #price: number[]
  readonly #most: number[]
  readonly #taken: number[]
  readonly #direction: number[]
  /** One image takes so much of each row, roughly. */
  readonly #size: number[]
  /** Each chance has the row of its orbit, or -1. */
  readonly #orbit: Int32Array
  readonly #memory: MemoryRows

  constructor(chances: Chances, limits: Instance['limits']) {
    this.#chances = chances
    const most = new Array<number>(chances.requests.length).fill(1)
    this.#orbit = orbitRows(chances, limits, most)
    this.#memory = new MemoryRows(chances, limits)
    // Nothing counts to an orbit without any time for images.
    this.#most = most.map((one) => one || 1)
    ;[this.#price, this.#taken, this.#direction, this.#size] = [0, 0, 0, 1].map((one) =>
      new Array<number>(most.length).fill(one),
    ) as [number[], number[], number[], number[]]
    this.#orbit.forEach((orbit, chance) => {
      if (orbit >= 0) this.#size[orbit] = chances.duration_s[chance]!
    })
    // At first nobody takes anything: each request costs what it is worth at its best.
    chances.ofRequest.forEach(([best], request) => {
      this.#price[request] = chances.value[best!]!
    })
  }

  /** Whether there is more that is scarce than requests. */
  get areLimited(): boolean {
    return this.#memory.exist || this.#most.length > this.#chances.requests.length
  }

  /** The price of all that there is. */
  get constant(): number {
    return this.#price.reduce((sum, price, row) => sum + price * this.#most[row]!, 0)
  }

  get prices(): readonly number[] {
    return this.#price
  }

  /** Rows that came later cost nothing. */
  set prices(prices: readonly number[]) {
    for (let row = 0; row < this.#price.length; row++) this.#price[row] = prices[row] ?? 0
  }

  setRequestPrice(request: number, price: number): void {
    this.#price[request] = price
  }

  charge(worth: Float64Array): void {
    const { value, request, duration_s, count } = this.#chances
    this.#memory.setPrices(this.#price)
    for (let chance = 0; chance < count; chance++) {
      const orbit = this.#orbit[chance]!
      const time = orbit < 0 ? 0 : duration_s[chance]! * this.#price[orbit]!
      worth[chance] = value[chance]! - this.#price[request[chance]!]! - time - this.#memory.costOf(chance)
    }
  }

  clear(): void {
    this.#taken.fill(0)
    this.#memory.clear()
  }

  take(chance: number, share = 1): void {
    const [request, orbit] = [this.#chances.request[chance]!, this.#orbit[chance]!]
    this.#taken[request] = this.#taken[request]! + share
    if (orbit >= 0) this.#taken[orbit] = this.#taken[orbit]! + share * this.#chances.duration_s[chance]!
    this.#memory.take(chance, share)
  }

  /** False if nothing is taken more or less than it should be: then the bound cannot fall. */
  adjust(gap: number, momentum: number): boolean {
    this.#countMemory()
    let [square, isMoving] = [0, false]
    for (let row = 0; row < this.#price.length; row++) {
      const more = this.#taken[row]! / this.#most[row]! - 1
      const moves = more > 0 || (more < 0 && this.#price[row]! > 0)
      if (moves) isMoving = true
      this.#direction[row] = (moves ? more : 0) + momentum * this.#direction[row]!
      square += this.#direction[row]! ** 2
    }
    if (square === 0) return isMoving
    for (let row = 0; row < this.#price.length; row++) {
      const step = (gap * this.#direction[row]!) / square / this.#most[row]!
      this.#price[row] = Math.max(0, this.#price[row]! + step)
    }
    return isMoving
  }

  /** Limits that are exceeded become dearer, and others cheaper: so that in all, with the heat, just what fits is taken. */
  balance(heat: number): void {
    this.#countMemory()
    for (let row = this.#chances.requests.length; row < this.#price.length; row++) {
      const use = Math.max(LEAST_USE, this.#taken[row]! / this.#most[row]!)
      const step = (heat * Math.log(use)) / this.#size[row]!
      this.#price[row] = Math.max(0, this.#price[row]! + step)
    }
  }

  #countMemory(): void {
    this.#memory.count(this.#taken, (most_mb) => {
      const size_mb = this.#chances.opportunities.find(({ data_mb = 0 }) => data_mb > 0)?.data_mb ?? 1
      this.#direction.push(0)
      this.#taken.push(0)
      this.#size.push(size_mb)
      this.#most.push(most_mb)
      return this.#price.push(0) - 1
    })
  }
}

/** Adds a row for each orbit that limits the time of images. */
function orbitRows(chances: Chances, limits: Instance['limits'], most: number[]): Int32Array {
  const rows = new Map<string, number>()
  const frozen = new Set(chances.frozen)
  const orbits = Int32Array.from(chances.opportunities, (one) => {
    const duty = limits?.get(one.satellite)?.duty
    if (!duty) return -1
    const key = `${one.satellite} ${orbitOf(duty, one)}`
    if (!rows.has(key)) rows.set(key, most.push(duty.most_imaging_s) - 1)
    return rows.get(key)!
  })
  // Images that are frozen may take more.
  const taken = new Map<number, number>()
  for (const chance of frozen) {
    const row = orbits[chance]!
    if (row >= 0) taken.set(row, (taken.get(row) ?? 0) + chances.duration_s[chance]!)
  }
  for (const [row, taken_s] of taken) most[row] = Math.max(most[row]!, taken_s)
  return orbits.map((row) => (row >= 0 && most[row]! > 0 ? row : -1))
}
