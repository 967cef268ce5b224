/**
 * What is scarce and has a price: each request once, seconds of imaging in each orbit with a duty cycle, and what fits into
 * memories.
 */
import type { Chances } from './chances.ts'
import type { Instance } from './instance.ts'
import { orbitOf, roomFor, unitOf } from './limits.ts'
import { MemoryRows } from './memory-rows.ts'

/** A row that is not a request's: chances use up what there is most of. */
export interface Limit {
  row: number
  most: number
  users: Int32Array
  /** Each chance uses so much, whether it is one of the users or not. */
  use: Float64Array
}

export class Rows {
  readonly #chances: Chances
  readonly #price: number[]
  readonly #most: number[]
  readonly #taken: number[]
  readonly #direction: number[]
  readonly #limits: Limit[] = []
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
    ;[this.#price, this.#taken, this.#direction] = [0, 0, 0].map((one) =>
      new Array<number>(most.length).fill(one),
    ) as [number[], number[], number[]]
    usersOf(this.#orbit).forEach((users, row) => {
      this.#limits.push({ row, most: this.#most[row]!, users, use: chances.duration_s })
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

  setPrice(row: number, price: number): void {
    this.#price[row] = price
  }

  /** Tells how much chances are worth when all that they use is paid. */
  charge(worth: Float64Array): void {
    this.chargeLimits(worth)
    const { request, count } = this.#chances
    for (let chance = 0; chance < count; chance++)
      worth[chance] = worth[chance]! - this.#price[request[chance]!]!
  }

  /** The same, before their requests are paid. */
  chargeLimits(worth: Float64Array): void {
    const { value, duration_s, count } = this.#chances
    this.#memory.setPrices(this.#price)
    for (let chance = 0; chance < count; chance++) {
      const orbit = this.#orbit[chance]!
      const time = orbit < 0 ? 0 : duration_s[chance]! * this.#price[orbit]!
      worth[chance] = value[chance]! - time - this.#memory.costOf(chance)
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
    this.findFull()
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

  /** More of them after `findFull`. */
  get limits(): readonly Limit[] {
    return this.#limits
  }

  /** Adds a row for what is taken of memory that there is not, where none was before. */
  findFull(): void {
    this.#memory.count(this.#taken, (users, most) => {
      this.#direction.push(0)
      this.#taken.push(0)
      this.#most.push(most)
      const row = this.#price.push(0) - 1
      this.#limits.push({ row, most, users, use: this.#memory.data_mb })
      return row
    })
  }
}

/** Each row of an orbit has these chances. */
function usersOf(orbits: Int32Array): Map<number, Int32Array> {
  const lists = Map.groupBy(orbits.keys(), (chance) => orbits[chance]!)
  lists.delete(-1)
  return new Map([...lists].map(([row, users]) => [row, Int32Array.from(users)]))
}

/** Adds a row for each orbit that limits the time of images. */
function orbitRows(chances: Chances, limits: Instance['limits'], most: number[]): Int32Array {
  const rows = new Map<string, number>()
  const frozen = new Set(chances.frozen)
  const unit_s = unitOf(chances.duration_s)
  const orbits = Int32Array.from(chances.opportunities, (one) => {
    const duty = limits?.get(one.satellite)?.duty
    if (!duty) return -1
    const key = `${one.satellite} ${orbitOf(duty, one)}`
    if (!rows.has(key)) rows.set(key, most.push(roomFor(duty.most_imaging_s, unit_s)) - 1)
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
