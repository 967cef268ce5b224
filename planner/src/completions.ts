/**
 * What a path can still gain at most after a chance, by the time at which it is there: roughly, backward, in steps of
 * time, with no memory. What cannot reach the dearest path that is known need not be followed.
 */
import type { Chances } from './chances.ts'

/** The finer, the less is followed in vain, and the more there is to compute. */
const STEP_S = 5

export interface Group {
  count: number
  active: Int32Array
  low: Int32Array
  high: Int32Array
}

export class Completions {
  readonly #chances: Chances
  readonly #step_s: number
  #group: Group | undefined
  #begin_s = 0
  /** The steps of each chance begin here; the first is at its window's begin. */
  #first = new Int32Array(64)
  #gain = new Float64Array(1024)

  /** @param most_s no image and turn fit into a step */
  constructor(chances: Chances, most_s: number) {
    this.#chances = chances
    this.#step_s = Math.min(STEP_S, most_s)
  }

  compute(group: Group, worth: Float64Array): void {
    this.#group = group
    this.#begin_s = this.#chances.from_s[group.active[0]!]!
    const steps = this.#layOut(group)
    // Latest first: [step on the group's clock, chance] in one number.
    const order = new Float64Array(steps)
    let next = 0
    for (let one = 0; one < group.count; one++) {
      const chance = group.active[one]!
      const count = this.#first[one + 1]! - this.#first[one]!
      for (let step = 0; step < count; step++)
        order[next++] = Math.floor((this.#startOf(chance, step) - this.#begin_s) * 1000) * 65_536 + one
    }
    order.sort()
    this.#sweep(group, worth, order)
  }

  /** After an image that begins no earlier, with its own worth. */
  after(one: number, time_s: number): number {
    return this.#gain[this.#first[one]! + this.#stepOf(this.#group!.active[one]!, time_s)]!
  }

  /** The value of one path that goes where the most may follow, and takes nothing twice. */
  valueOfOne(worth: Float64Array): number {
    const { from_s, duration_s, request } = this.#chances
    const { count, active } = this.#group!
    const taken = new Set<number>()
    let [value, at, time_s] = [0, -1, 0]
    for (;;) {
      let [best, best_s, most] = [-1, 0, 0]
      const [low, high] = at < 0 ? [0, count] : [this.#group!.low[at]!, count]
      const free_s = at < 0 ? 0 : time_s + duration_s[active[at]!]!
      for (let other = low; other < high; other++) {
        const chance = active[other]!
        if (taken.has(request[chance]!)) continue
        const soonest_s = at < 0 ? from_s[chance]! : free_s + this.#chances.turn(active[at]!, chance)
        const begin_s = Math.max(from_s[chance]!, soonest_s)
        if (begin_s > this.#chances.last_s[chance]!) continue
        const gain = this.after(other, begin_s)
        if (gain > most) [best, best_s, most] = [other, begin_s, gain]
      }
      if (best < 0) return value
      ;[at, time_s] = [best, best_s]
      taken.add(request[active[at]!]!)
      value += worth[active[at]!]!
    }
  }

  #sweep(group: Group, worth: Float64Array, order: Float64Array): void {
    const { from_s, last_s, duration_s } = this.#chances
    // The most that begins after a moment at which every turn fits: suffixes of chances in order of their windows.
    const later = new Float64Array(group.count + 1)
    const left = Int32Array.from(
      { length: group.count },
      (_, one) => this.#first[one + 1]! - this.#first[one]!,
    )
    let done = group.count
    for (let at = order.length - 1; at >= 0; at--) {
      const one = order[at]! % 65_536
      const chance = group.active[one]!
      const step = left[one]! - 1
      const free_s = this.#startOf(chance, step) + duration_s[chance]!
      while (done > 0 && left[done - 1] === 0) {
        done--
        later[done] = Math.max(later[done + 1]!, this.#gain[this.#first[done]!]!)
      }
      let most = later[group.high[one]!]!
      for (let other = group.low[one]!; other < group.high[one]!; other++) {
        const after = group.active[other]!
        if (other === one || free_s > last_s[after]!) continue
        const time_s = Math.max(from_s[after]!, free_s + this.#chances.turn(chance, after))
        if (time_s > last_s[after]!) continue
        const gain = this.#gain[this.#first[other]! + this.#stepOf(after, time_s)]!
        if (gain > most) most = gain
      }
      this.#gain[this.#first[one]! + step] = most + worth[chance]!
      left[one] = step
    }
  }

  #layOut(group: Group): number {
    if (this.#first.length <= group.count) this.#first = new Int32Array(2 * group.count + 1)
    let steps = 0
    for (let one = 0; one < group.count; one++) {
      const chance = group.active[one]!
      this.#first[one] = steps
      steps += 1 + Math.floor((this.#chances.last_s[chance]! - this.#chances.from_s[chance]!) / this.#step_s)
    }
    this.#first[group.count] = steps
    if (this.#gain.length < steps) this.#gain = new Float64Array(2 * steps)
    return steps
  }

  #startOf(chance: number, step: number): number {
    return this.#chances.from_s[chance]! + step * this.#step_s
  }

  #stepOf(chance: number, time_s: number): number {
    return Math.floor((time_s - this.#chances.from_s[chance]!) / this.#step_s)
  }
}
