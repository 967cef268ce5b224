/** What is scarce and has a price: each request once, and seconds of imaging in each orbit with a duty cycle. */
import type { Chances } from './chances.ts'
import type { Instance } from './instance.ts'
import { orbitOf } from './limits.ts'

export class Rows {
  readonly #chances: Chances
  readonly #price: Float64Array
  readonly #most: Float64Array
  readonly #taken: Float64Array
  readonly #direction: Float64Array
  /** Of each chance the row of its orbit, or -1. */
  readonly #orbit: Int32Array

  constructor(chances: Chances, limits: Instance['limits']) {
    this.#chances = chances
    const requests = chances.requests.length
    const most = new Array<number>(requests).fill(1)
    this.#orbit = orbitRows(chances, limits, most)
    // Nothing counts to an orbit without any time for images.
    this.#most = Float64Array.from(most, (one) => one || 1)
    this.#price = new Float64Array(most.length)
    this.#taken = new Float64Array(most.length)
    this.#direction = new Float64Array(most.length)
    // At first nobody takes anything: each request costs what it is worth at its best.
    chances.ofRequest.forEach(([best], request) => {
      this.#price[request] = chances.value[best!]!
    })
  }

  /** What is paid for all that there is. */
  get constant(): number {
    return this.#price.reduce((sum, price, row) => sum + price * this.#most[row]!, 0)
  }

  charge(worth: Float64Array): void {
    const { value, request, duration_s, count } = this.#chances
    for (let chance = 0; chance < count; chance++) {
      const orbit = this.#orbit[chance]!
      const time = orbit < 0 ? 0 : duration_s[chance]! * this.#price[orbit]!
      worth[chance] = value[chance]! - this.#price[request[chance]!]! - time
    }
  }

  clear(): void {
    this.#taken.fill(0)
  }

  take(chance: number): void {
    const [request, orbit] = [this.#chances.request[chance]!, this.#orbit[chance]!]
    this.#taken[request] = this.#taken[request]! + 1
    if (orbit >= 0) this.#taken[orbit] = this.#taken[orbit]! + this.#chances.duration_s[chance]!
  }

  /** False if nothing is taken more or less than it should be: then the bound cannot fall. */
  adjust(gap: number, momentum: number): boolean {
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
  // What is frozen may take more.
  const taken = new Map<number, number>()
  for (const chance of frozen) {
    const row = orbits[chance]!
    if (row >= 0) taken.set(row, (taken.get(row) ?? 0) + chances.duration_s[chance]!)
  }
  for (const [row, taken_s] of taken) most[row] = Math.max(most[row]!, taken_s)
  return orbits.map((row) => (row >= 0 && most[row]! > 0 ? row : -1))
}
