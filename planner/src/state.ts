/** The state tells which chances are taken, and what they are worth to the search. Changes can be taken back until they are kept. */
import type { Chances } from './chances.ts'
import type { Instance, Plan } from './instance.ts'
import { Lines } from './lines.ts'

export class State {
  readonly lines: Lines
  /** Each request has the chance that is taken, or -1. */
  readonly taken: Int32Array
  /** The sum of what is taken. */
  value = 0
  readonly #chances: Chances
  readonly #gain: Float64Array
  readonly #changes: [request: number, had: number][] = []
  #kept = 0
  /** The best that was kept: what was taken, and when. */
  #best = 0
  readonly #best_taken: Int32Array
  readonly #best_s: Float64Array

  constructor(chances: Chances, limits: Instance['limits'], gain: Float64Array) {
    this.#chances = chances
    this.#gain = gain
    this.lines = new Lines(chances, limits)
    this.taken = new Int32Array(chances.requests.length).fill(-1)
    for (const chance of chances.frozen) this.taken[chances.request[chance]!] = chance
    this.#best_taken = this.taken.slice()
    this.#best_s = new Float64Array(chances.requests.length)
  }

  isBetter(chance: number): boolean {
    const has = this.taken[this.#chances.request[chance]!]!
    return has < 0 || (this.#gain[chance]! > this.#gain[has]! && !this.lines.isFrozen(has))
  }

  /** False if its request has as good a chance already, or if it does not fit. */
  take(chance: number): boolean {
    if (!this.isBetter(chance) || !this.lines.insert(chance)) return false
    const request = this.#chances.request[chance]!
    const had = this.taken[request]!
    if (had >= 0) this.lines.remove(had)
    this.#set(request, chance)
    return true
  }

  drop(chance: number): void {
    this.lines.remove(chance)
    this.#set(this.#chances.request[chance]!, -1)
  }

  keep(): void {
    this.lines.keep()
    this.#changes.length = 0
    this.#kept = this.value
    if (this.value > this.#best + 1e-9) this.#remember()
  }

  takeBack(): void {
    this.lines.takeBack()
    for (let change = this.#changes.length - 1; change >= 0; change--) {
      const [request, had] = this.#changes[change]!
      this.taken[request] = had
    }
    this.#changes.length = 0
    this.value = this.#kept
  }

  goToBest(): void {
    if (this.#kept >= this.#best) return
    for (const chance of this.taken) if (chance >= 0 && !this.lines.isFrozen(chance)) this.drop(chance)
    const order = this.#best_taken.filter((chance) => chance >= 0 && !this.lines.isFrozen(chance))
    const start_s = (chance: number): number => this.#best_s[this.#chances.request[chance]!]!
    for (const chance of order.sort((a, b) => start_s(a) - start_s(b) || a - b)) this.take(chance)
    this.keep()
  }

  get plan(): Plan {
    const { opportunities } = this.#chances
    return [...this.taken]
      .filter((chance) => chance >= 0)
      .map((chance) => ({ opportunity: opportunities[chance]!, start_s: this.lines.earliest_s[chance]! }))
      .sort(
        (a, b) =>
          a.start_s - b.start_s || (a.opportunity.opportunity_id < b.opportunity.opportunity_id ? -1 : 1),
      )
  }

  #remember(): void {
    this.#best = this.value
    this.#best_taken.set(this.taken)
    for (let request = 0; request < this.taken.length; request++) {
      const chance = this.taken[request]!
      if (chance >= 0) this.#best_s[request] = this.lines.earliest_s[chance]!
    }
  }

  #set(request: number, chance: number): void {
    const had = this.taken[request]!
    this.#changes.push([request, had])
    this.taken[request] = chance
    if (had >= 0) this.value -= this.#gain[had]!
    if (chance >= 0) this.value += this.#gain[chance]!
  }
}
