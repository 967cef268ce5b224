/**
 * Plans: what is worth most first, after limits are paid; then a part is taken out and filled anew, again and again. Less is
 * accepted too, ever less of it (simulated annealing), and the best is what comes out.
 */
import { Chances } from './chances.ts'
import { findFirstPrices } from './first-prices.ts'
import type { Instance, Plan } from './instance.ts'
import { randomOf } from './random.ts'
import { Rows } from './rows.ts'
import { State } from './state.ts'

export interface Effort {
  /** The same seed and rounds give the same plan. */
  seed: number
  rounds: number
  /** The plan of before: an image that can stay counts more than it is worth. */
  previous?: Plan
  /** By this share of it; 0.1 if absent. The larger, the fewer changes, and the less may be gained. */
  loyalty?: number
}

const LOYALTY = 0.1

export function planOf(instance: Instance, { seed, rounds, previous = [], loyalty = LOYALTY }: Effort): Plan {
  const chances = new Chances(instance)
  const before = new Set(previous.map(({ opportunity }) => opportunity.opportunity_id))
  const gain = Float64Array.from(chances.value, (value, chance) =>
    before.has(chances.opportunities[chance]!.opportunity_id) ? value * (1 + loyalty) : value,
  )
  const state = new State(chances, instance.limits, gain)
  const aim = aimOf(chances, instance.limits, gain)
  fillFirst(state, chances, aim, before)
  const isWarm = before.size > 0 || aim !== gain
  new Search(state, chances, gain, aim, randomOf(seed)).run(rounds, isWarm ? WARM : HOT)
  return state.plan
}

/** Chances gain so much when they pay for orbits and memories, which others want as well. */
function aimOf(chances: Chances, limits: Instance['limits'], gain: Float64Array): Float64Array {
  const rows = new Rows(chances, limits)
  if (!rows.areLimited) return gain
  findFirstPrices(chances, rows)
  const worth = new Float64Array(chances.count)
  rows.chargeLimits(worth)
  return worth.map((one, chance) => one + gain[chance]! - chances.value[chance]!)
}

/** Takes the images of the plan of before, and then all the rest: those first that are worth their price. */
function fillFirst(state: State, chances: Chances, aim: Float64Array, before: ReadonlySet<string>): void {
  const isBefore = Uint8Array.from(chances.opportunities, (one) => (before.has(one.opportunity_id) ? 1 : 0))
  const all = Int32Array.from({ length: chances.count }, (_, chance) => chance)
  all.sort((a, b) => isBefore[b]! - isBefore[a]! || aim[b]! - aim[a]! || a - b)
  for (const chance of all) if (state.taken[chances.request[chance]!]! < 0) state.take(chance)
  for (const chance of all) state.take(chance)
  state.keep()
}

/** At most so many images are taken out at once. */
const TAKEN_OUT = 8
/** At first so much of a mean image may be lost in a round, and at last hardly anything. */
const [HOT, COLD] = [0.3, 0.001]
/** By so much of what may be lost, a chance must be better than the one that its request has, to be tried. */
const AS_GOOD = 0.2
/** A plan that is known, or begun with prices, is not shaken so much. */
const WARM = 0.02
/** An image that was pushed out pushes out another one, and so on, up to so many times in a round. */
const LINKS = 3
/** It goes where it gains most, give or take so much of a mean image. */
const DOUBT = 0.02

class Search {
  readonly #state: State
  readonly #chances: Chances
  readonly #gain: Float64Array
  readonly #aim: Float64Array
  readonly #random: () => number
  readonly #mean: number
  /** Chances that are to be tried in this round count so much. */
  readonly #key: Float64Array
  readonly #seen: Int32Array
  #round = 0
  #heat = 0

  constructor(state: State, chances: Chances, gain: Float64Array, aim: Float64Array, random: () => number) {
    ;[this.#state, this.#chances, this.#gain, this.#aim] = [state, chances, gain, aim]
    this.#random = random
    this.#mean = gain.reduce((sum, one) => sum + one, 0) / Math.max(1, chances.count)
    this.#key = new Float64Array(chances.count)
    this.#seen = new Int32Array(chances.count).fill(-1)
  }

  run(rounds: number, hot: number): void {
    if (this.#chances.count === 0) return
    for (this.#round = 0; this.#round < rounds; this.#round++) {
      this.#heat = hot * this.#mean * (COLD / hot) ** (this.#round / rounds)
      this.#improve()
    }
    this.#state.goToBest()
  }

  /** A random change, which is taken back if it loses too much. */
  #improve(): void {
    const before = this.#state.value
    const out = this.#random() < 0.5 ? this.#takeOutSome() : this.#forceOne()
    if (out.length === 0) return
    this.#fillAround(out)
    this.#pushOn(out, before)
    const lost = before - this.#state.value
    if (lost <= 0 || this.#random() < Math.exp(-lost / this.#heat)) this.#state.keep()
    else this.#state.takeBack()
  }

  /** Images of one satellite that follow each other. */
  #takeOutSome(): number[] {
    const line = this.#state.lines.of(this.#below(this.#chances.satellites.length))
    if (line.length === 0) return []
    const count = 1 + this.#below(TAKEN_OUT)
    const first = this.#below(line.length)
    const out = line.slice(first, first + count).filter((chance) => !this.#state.lines.isFrozen(chance))
    for (const chance of out) this.#state.drop(chance)
    return out
  }

  /** A chance that its request would gain by, whatever is in its way. */
  #forceOne(): number[] {
    const chance = this.#betterChance()
    return chance < 0 ? [] : this.#force(chance)
  }

  /** As long as less is gained than before, one that was pushed out goes elsewhere, and pushes out what is there. */
  #pushOn(out: readonly number[], before: number): void {
    let pushed = out
    for (let link = 0; link < LINKS && this.#state.value < before; link++) {
      const homeless = pushed.filter((chance) => this.#state.taken[this.#chances.request[chance]!]! < 0)
      if (homeless.length === 0) return
      pushed = this.#force(this.#elsewhere(homeless[this.#below(homeless.length)]!))
      this.#fillAround(pushed)
    }
  }

  /** The other chance of its request that gains most, more or less. */
  #elsewhere(chance: number): number {
    let [best, most] = [chance, Number.NEGATIVE_INFINITY]
    for (const other of this.#chances.ofRequest[this.#chances.request[chance]!]!) {
      if (other === chance) continue
      const aim = this.#aim[other]! + DOUBT * this.#mean * this.#random()
      if (aim > most) [best, most] = [other, aim]
    }
    return best
  }

  /** Takes a chance, and what is in its way out. */
  #force(chance: number): number[] {
    const out = this.#makeRoom(chance)
    this.#makeLimitsFit(chance, out)
    const had = this.#state.taken[this.#chances.request[chance]!]!
    if (!this.#state.take(chance)) return out
    return had < 0 ? out : [...out, had]
  }

  #betterChance(): number {
    for (let attempt = 0; attempt < 10; attempt++) {
      const request = this.#below(this.#chances.requests.length)
      const all = this.#chances.ofRequest[request]!
      const has = this.#state.taken[request]!
      const most = this.#gain[all[0]!]!
      if (has >= 0 && this.#gain[has]! >= most) continue
      const chance = all[this.#below(all.length)]!
      if (has < 0 || this.#gain[chance]! > this.#gain[has]!) return chance
    }
    return -1
  }

  /** Takes out what would be in the way of a random start. */
  #makeRoom(chance: number): number[] {
    const { from_s, last_s, duration_s, satellite } = this.#chances
    const start_s = from_s[chance]! + this.#random() * (last_s[chance]! - from_s[chance]!)
    const end_s = start_s + duration_s[chance]!
    const { earliest_s } = this.#state.lines
    const out = this.#state.lines.of(satellite[chance]!).filter((other) => {
      if (this.#state.lines.isFrozen(other) || !this.#isNear(chance, other)) return false
      const other_s = earliest_s[other]!
      const comesAfter = other_s >= end_s + this.#chances.turn(chance, other)
      return !comesAfter && other_s + duration_s[other]! + this.#chances.turn(other, chance) > start_s
    })
    for (const other of out) this.#state.drop(other)
    return out
  }

  /** Takes out images that use up a limit, cheap ones rather than dear ones. */
  #makeLimitsFit(chance: number, out: number[]): void {
    const { lines } = this.#state
    for (let count = 0; count < TAKEN_OUT; count++) {
      const limit = lines.uses.problem(chance)
      if (!limit) return
      const line = lines.of(this.#chances.satellite[chance]!)
      const users = lines.uses.usersOf(limit, chance, line).filter((other) => !lines.isFrozen(other))
      if (users.length === 0) return
      const [one, other] = [users[this.#below(users.length)]!, users[this.#below(users.length)]!]
      const cheap = this.#gain[one]! < this.#gain[other]! ? one : other
      this.#state.drop(cheap)
      out.push(cheap)
    }
  }

  #isNear(chance: number, other: number): boolean {
    return other >= this.#chances.nearFrom[chance]! && other < this.#chances.nearTo[chance]!
  }

  /** Tries what could be where something was taken out, and the other chances of what was; dear ones first, more or less. */
  #fillAround(out: readonly number[]): void {
    const { nearFrom, nearTo, ofRequest, request } = this.#chances
    const wanted: number[] = []
    for (const chance of out) {
      for (const other of ofRequest[request[chance]!]!) this.#want(other, wanted)
      for (let near = nearFrom[chance]!; near < nearTo[chance]!; near++) this.#want(near, wanted)
    }
    wanted.sort((a, b) => this.#key[b]! - this.#key[a]!)
    for (const chance of wanted) this.#state.take(chance)
  }

  /** A chance of a request that has one about as good is not tried. */
  #want(chance: number, wanted: number[]): void {
    if (this.#seen[chance] === this.#round || !this.#state.isBetter(chance)) return
    const has = this.#state.taken[this.#chances.request[chance]!]!
    if (has >= 0 && this.#gain[chance]! - this.#gain[has]! < AS_GOOD * this.#heat) return
    this.#seen[chance] = this.#round
    this.#key[chance] = this.#gain[chance]! * (0.6 + 0.4 * this.#random())
    wanted.push(chance)
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count)
  }
}
