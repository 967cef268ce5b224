/**
 * What each satellite does, in order. Each image begins as early as those before it let it, and knows how late it may
 * begin with all that follows still fitting. What has changed since `keep` can be taken back.
 */
import type { Chances } from './chances.ts'
import type { Instance } from './instance.ts'
import { Uses } from './uses.ts'

export class Lines {
  /** Chances that are taken have these. */
  readonly earliest_s: Float64Array
  readonly latest_s: Float64Array
  readonly uses: Uses
  readonly #chances: Chances
  /** Each satellite has the chances that are taken, in order. */
  readonly #line: number[][]
  readonly #isFrozen: Uint8Array
  /** Lines as they were, of satellites that have changed. */
  readonly #before: (readonly number[] | undefined)[]
  #changed: number[] = []

  constructor(chances: Chances, limits: Instance['limits']) {
    this.#chances = chances
    this.earliest_s = Float64Array.from(chances.from_s)
    this.latest_s = Float64Array.from(chances.last_s)
    this.#line = chances.satellites.map(() => [])
    this.#before = chances.satellites.map(() => undefined)
    this.#isFrozen = new Uint8Array(chances.count)
    this.uses = new Uses(chances, limits)
    for (const chance of chances.frozen) this.#freeze(chance)
    this.keep()
  }

  of(satellite: number): readonly number[] {
    return this.#line[satellite]!
  }

  isFrozen(chance: number): boolean {
    return this.#isFrozen[chance] === 1
  }

  /** False if it does not fit, and then nothing has changed. */
  insert(chance: number): boolean {
    const place = this.placeFor(chance)
    if (place < 0 || this.uses.problem(chance) !== undefined) return false
    this.uses.add(chance)
    this.#put(chance, place)
    return true
  }

  /** The place at which it delays what follows least; below 0 if there is none. */
  placeFor(chance: number): number {
    const { from_s, last_s } = this.#chances
    const line = this.#line[this.#chances.satellite[chance]!]!
    let best = -1
    let least_s = Number.POSITIVE_INFINITY
    for (let place = this.#firstAfter(line, from_s[chance]!); place <= line.length; place++) {
      if (place > 0 && this.earliest_s[line[place - 1]!]! > last_s[chance]!) break
      const delay_s = this.#delayAt(line, place, chance)
      if (delay_s < least_s) [best, least_s] = [place, delay_s]
      if (delay_s === 0) break
    }
    return best
  }

  remove(chance: number): void {
    const satellite = this.#chances.satellite[chance]!
    this.#touch(satellite)
    const line = this.#line[satellite]!
    const place = this.placeOf(chance)
    line.splice(place, 1)
    this.uses.remove(chance)
    this.#settle(line, place - 1, place)
  }

  placeOf(chance: number): number {
    const line = this.#line[this.#chances.satellite[chance]!]!
    const place = this.#firstAfter(line, this.latest_s[chance]! - 1e-9)
    return line[place] === chance ? place : line.indexOf(chance)
  }

  keep(): void {
    for (const satellite of this.#changed) this.#before[satellite] = undefined
    this.#changed = []
  }

  takeBack(): void {
    for (const satellite of this.#changed) {
      const line = this.#line[satellite]!
      for (const chance of line) if (!this.isFrozen(chance)) this.uses.remove(chance)
      const before = this.#before[satellite]!
      line.length = 0
      for (const chance of before) {
        line.push(chance)
        if (!this.isFrozen(chance)) this.uses.add(chance)
      }
      this.#settleAll(line)
    }
    this.keep()
  }

  /** It is put where it is, even if that leaves no time to turn: they come in order of time. */
  #freeze(chance: number): void {
    this.#isFrozen[chance] = 1
    this.#put(chance, this.#line[this.#chances.satellite[chance]!]!.length)
  }

  #put(chance: number, place: number): void {
    const satellite = this.#chances.satellite[chance]!
    this.#touch(satellite)
    const line = this.#line[satellite]!
    line.splice(place, 0, chance)
    this.#settle(line, place, place)
  }

  #touch(satellite: number): void {
    if (this.#before[satellite]) return
    this.#before[satellite] = this.#line[satellite]!.slice()
    this.#changed.push(satellite)
  }

  /** The first place whose image may begin later than a moment. */
  #firstAfter(line: readonly number[], time_s: number): number {
    let [low, high] = [0, line.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.latest_s[line[middle]!]! > time_s) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Infinite if it does not fit there. */
  #delayAt(line: readonly number[], place: number, chance: number): number {
    const { from_s, last_s, duration_s } = this.#chances
    const start_s =
      place > 0 ? Math.max(from_s[chance]!, this.#soonest(line[place - 1]!, chance)) : from_s[chance]!
    if (start_s > last_s[chance]!) return Number.POSITIVE_INFINITY
    if (place === line.length) return 0
    const after = line[place]!
    const pushed_s = start_s + duration_s[chance]! + this.#chances.turn(chance, after)
    if (pushed_s > this.latest_s[after]!) return Number.POSITIVE_INFINITY
    return Math.max(0, pushed_s - this.earliest_s[after]!)
  }

  #soonest(before: number, after: number): number {
    return this.earliest_s[before]! + this.#chances.duration_s[before]! + this.#chances.turn(before, after)
  }

  #settleAll(line: readonly number[]): void {
    for (let place = 0; place < line.length; place++) this.#settleEarliest(line, place)
    for (let place = line.length - 1; place >= 0; place--) this.#settleLatest(line, place)
  }

  /** After a change between two places: what is after it as long as something changes, and what is before it. */
  #settle(line: readonly number[], before: number, after: number): void {
    for (let place = after; place < line.length; place++)
      if (!this.#settleEarliest(line, place) && place > after) break
    for (let place = Math.min(before, line.length - 1); place >= 0; place--)
      if (!this.#settleLatest(line, place) && place < before) break
  }

  /** Whether that changed something. */
  #settleEarliest(line: readonly number[], place: number): boolean {
    const chance = line[place]!
    const from_s = this.#chances.from_s[chance]!
    const is_free = place > 0 && !this.isFrozen(chance)
    const soonest_s = is_free ? Math.max(from_s, this.#soonest(line[place - 1]!, chance)) : from_s
    const is_new = soonest_s !== this.earliest_s[chance]
    this.earliest_s[chance] = soonest_s
    return is_new
  }

  #settleLatest(line: readonly number[], place: number): boolean {
    const { last_s, duration_s } = this.#chances
    const chance = line[place]!
    const own_s = last_s[chance]!
    const after = line[place + 1]
    const latest_s =
      after === undefined || this.isFrozen(chance)
        ? own_s
        : Math.min(own_s, this.latest_s[after]! - this.#chances.turn(chance, after) - duration_s[chance]!)
    const is_new = latest_s !== this.latest_s[chance]
    this.latest_s[chance] = latest_s
    return is_new
  }
}
