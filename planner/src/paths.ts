/**
 * The dearest that one satellite can do if each image has a price: a longest path through its chances, at exact times. A
 * path remembers what it has taken, as far as it could come back to it, and the more it may remember, the nearer it is to
 * what can be flown. What it forgets it may take twice: the value is a bound.
 */
import type { Chances } from './chances.ts'
import { Completions } from './completions.ts'
import { Labels } from './labels.ts'

/** Colours of a memory: bits of an integer. */
const MOST_COLOURS = 31

export class Paths {
  readonly #chances: Chances
  readonly #labels: Labels
  readonly #completions: Completions
  /** The value of a path that is known. */
  #known = 0
  /** Groups between which every turn fits, and behind the last. */
  readonly #groups: number[]
  readonly #step_s: number
  readonly #remembered: number
  /** The group at hand has these: the chances that are worth something, their near ones, their colours, what they remember. */
  #count = 0
  readonly #active: Int32Array
  readonly #low: Int32Array
  readonly #high: Int32Array
  readonly #colour: Int32Array
  readonly #mask: Int32Array

  /** @param remembered so many images are remembered at each, at most */
  constructor(chances: Chances, least_turn_s: number, remembered: number) {
    this.#chances = chances
    this.#groups = groupsOf(chances)
    this.#remembered = remembered
    const shortest_s = chances.duration_s.reduce(
      (least, one) => Math.min(least, one),
      Number.POSITIVE_INFINITY,
    )
    // A hair less, so that no sum of seconds is rounded into its own step.
    this.#step_s = 0.999 * (shortest_s + least_turn_s)
    this.#completions = new Completions(chances, this.#step_s)
    const widest = this.#groups.reduce(
      (most, from, index) => Math.max(most, (this.#groups[index + 1] ?? from) - from),
      0,
    )
    ;[this.#active, this.#low, this.#high, this.#colour, this.#mask] = [0, 0, 0, 0, 0].map(
      () => new Int32Array(widest),
    ) as [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array]
    this.#labels = new Labels(widest)
  }

  /** @returns the value of all dearest paths together; tells what is on them */
  dearest(worth: Float64Array, take: (chance: number) => void): number {
    let value = 0
    for (let group = 0; group + 1 < this.#groups.length; group++) {
      this.#choose(this.#groups[group]!, this.#groups[group + 1]!, worth)
      if (this.#count > 0) value += this.#ofGroup(worth, take)
    }
    return value
  }

  /** Whatever is worth nothing is on no dearest path: without it every turn is as quick. */
  #choose(from: number, to: number, worth: Float64Array): void {
    this.#count = 0
    for (let chance = from; chance < to; chance++)
      if (worth[chance]! > 0) this.#active[this.#count++] = chance
  }

  #ofGroup(worth: Float64Array, take: (chance: number) => void): number {
    this.#complete(worth)
    this.#known = this.#completions.valueOfOne(worth)
    this.#colourAll(worth)
    for (let one = 0; one < this.#count; one++) this.#mask[one] = this.#maskOf(one, worth)
    this.#walk(worth)
    const best = this.#labels.best
    for (let label = best; label >= 0; label = this.#labels.before(label))
      take(this.#active[this.#labels.at(label)]!)
    return this.#labels.valueOf(best)
  }

  #complete(worth: Float64Array): void {
    this.#findNear()
    const group = { count: this.#count, active: this.#active, low: this.#low, high: this.#high }
    this.#completions.compute(group, worth)
  }

  #findNear(): void {
    const { nearFrom, nearTo } = this.#chances
    let [low, high] = [0, 0]
    for (let one = 0; one < this.#count; one++) {
      const chance = this.#active[one]!
      while (this.#active[low]! < nearFrom[chance]!) low++
      for (high = Math.max(high, one); this.#active[high - 1]! >= nearTo[chance]!; ) high--
      while (high < this.#count && this.#active[high]! < nearTo[chance]!) high++
      ;[this.#low[one], this.#high[one]] = [low, high]
    }
  }

  /**
   * Dear requests have colours, as long as there are some. Two have the same only if they are so far apart that no path
   * can take one while it remembers the other: then it would have gone on from what is in the window of the first.
   */
  #colourAll(worth: Float64Array): void {
    const { request, from_s, last_s, duration_s, most_turn_s } = this.#chances
    const order: number[] = []
    let widest_s = 0
    for (let one = 0; one < this.#count; one++) {
      const chance = this.#active[one]!
      this.#colour[one] = 0
      order.push(one)
      widest_s = Math.max(widest_s, last_s[chance]! + duration_s[chance]! - from_s[chance]!)
    }
    order.sort((a, b) => worth[this.#active[b]!]! - worth[this.#active[a]!]! || a - b)
    const apart_s = 2 * widest_s + most_turn_s
    const known = new Map<number, number>()
    const used: [from_s: number, to_s: number][][] = Array.from({ length: MOST_COLOURS }, () => [])
    for (const one of order) {
      const chance = this.#active[one]!
      const [begin_s, end_s] = [from_s[chance]! - apart_s, last_s[chance]! + duration_s[chance]! + apart_s]
      const colour =
        known.get(request[chance]!) ??
        used.findIndex((spans) => spans.every(([from, to]) => to <= begin_s || from >= end_s))
      if (colour < 0) continue
      known.set(request[chance]!, colour)
      used[colour]!.push([from_s[chance]!, last_s[chance]! + duration_s[chance]!])
      this.#colour[one] = 1 << colour
    }
  }

  /** A chance must remember this: all that could be before and after it. If that is too much, the dearest. */
  #maskOf(one: number, worth: Float64Array): number {
    const before: number[] = []
    for (let other = this.#low[one]!; other < this.#high[one]!; other++)
      if (this.#colour[other] !== 0 && this.#couldFrame(other, one)) before.push(other)
    if (before.length > this.#remembered)
      before.sort((a, b) => worth[this.#active[b]!]! - worth[this.#active[a]!]!).length = this.#remembered
    return before.reduce((mask, other) => mask | this.#colour[other]!, 0)
  }

  #couldFrame(frame: number, one: number): boolean {
    const { from_s, last_s, duration_s } = this.#chances
    const [outer, inner] = [this.#active[frame]!, this.#active[one]!]
    if (outer === inner) return false
    const first_s = from_s[outer]! + duration_s[outer]! + this.#chances.turn(outer, inner)
    const inner_s = Math.max(from_s[inner]!, first_s)
    if (inner_s > last_s[inner]!) return false
    return inner_s + duration_s[inner]! + this.#chances.turn(inner, outer) <= last_s[outer]!
  }

  /** From step to step of time: in one step no image and turn fit, so what begins in it does not lead on within it. */
  #walk(worth: Float64Array): void {
    const { from_s, last_s, duration_s, most_turn_s } = this.#chances
    const begin_s = from_s[this.#active[0]!]!
    let end_s = begin_s
    for (let one = 0; one < this.#count; one++) {
      const chance = this.#active[one]!
      end_s = Math.max(end_s, last_s[chance]! + duration_s[chance]! + most_turn_s)
    }
    const labels = this.#labels
    labels.begin(begin_s, this.#step_s, Math.ceil((end_s - begin_s) / this.#step_s) + 2, this.#count)
    let [ended, next] = [-1, 0]
    for (let step = 0; step < labels.steps; step++) {
      const until_s = begin_s + (step + 1) * this.#step_s
      for (; next < this.#count && from_s[this.#active[next]!]! < until_s; next++) {
        const chance = this.#active[next]!
        const before = labels.bestEnded(step, from_s[chance]!, ended)
        const value = worth[chance]! + (before < 0 ? 0 : labels.valueOf(before))
        this.#add(next, from_s[chance]!, worth, value, this.#colour[next]!, before)
      }
      ended = labels.bestEnded(step, until_s, ended)
      for (let label = labels.firstOf(step); label >= 0; label = labels.nextOf(label))
        if (labels.isAlive(label)) this.#extend(label, worth)
    }
  }

  #extend(label: number, worth: Float64Array): void {
    const { from_s, last_s, duration_s } = this.#chances
    const [labels, one] = [this.#labels, this.#labels.at(label)]
    const chance = this.#active[one]!
    const free_s = labels.timeOf(label) + duration_s[chance]!
    const [value, memory, request] = [
      labels.valueOf(label),
      labels.memoryOf(label),
      this.#chances.request[chance]!,
    ]
    for (let other = this.#low[one]!; other < this.#high[one]!; other++) {
      const after = this.#active[other]!
      if (
        free_s > last_s[after]! ||
        (memory & this.#colour[other]!) !== 0 ||
        this.#chances.request[after] === request
      )
        continue
      const time_s = Math.max(from_s[after]!, free_s + this.#chances.turn(chance, after))
      if (time_s > last_s[after]!) continue
      const kept = (memory & this.#mask[other]!) | this.#colour[other]!
      this.#add(other, time_s, worth, value + worth[after]!, kept, label)
    }
  }

  #add(
    one: number,
    time_s: number,
    worth: Float64Array,
    value: number,
    memory: number,
    before: number,
  ): void {
    const chance = this.#active[one]!
    const reach = value - worth[chance]! + this.#completions.after(one, time_s)
    // A little is left for rounding.
    if (reach < this.#known * (1 - 1e-9)) return
    if (value > this.#known) this.#known = value
    const free_s = time_s + this.#chances.duration_s[chance]! + this.#chances.most_turn_s
    this.#labels.add(one, time_s, free_s, value, memory, before)
  }
}

function groupsOf({ count, satellite, from_s, last_s, duration_s, most_turn_s }: Chances): number[] {
  const groups: number[] = []
  let until_s = Number.NEGATIVE_INFINITY
  for (let chance = 0; chance < count; chance++) {
    const is_other = chance === 0 || satellite[chance] !== satellite[chance - 1]
    if (is_other || from_s[chance]! >= until_s) [groups[groups.length], until_s] = [chance, from_s[chance]!]
    until_s = Math.max(until_s, last_s[chance]! + duration_s[chance]! + most_turn_s)
  }
  return [...groups, count]
}
