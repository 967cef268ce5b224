/**
 * An instance as arrays of numbers, for speed. A chance is an opportunity, or a part of one between times of maintenance.
 * Chances of a satellite stand together, in order of time.
 */
import { type Acquisition, type Instance, type Opportunity, ROUNDING_S } from './instance.ts'
import type { Span } from './limits.ts'

interface Chance {
  opportunity: Opportunity
  from_s: number
  last_s: number
  is_frozen: boolean
}

/** More turns than these are computed each time that they are asked for. */
const MOST_TURNS = 24_000_000

export class Chances {
  readonly count: number
  readonly satellites: readonly string[]
  readonly requests: readonly string[]
  readonly opportunities: readonly Opportunity[]
  readonly frozen: readonly number[]
  /** Each chance has these. The last moment is that of the latest start. */
  readonly satellite: Int32Array
  readonly request: Int32Array
  readonly from_s: Float64Array
  readonly last_s: Float64Array
  readonly duration_s: Float64Array
  readonly value: Float64Array
  /** Each satellite has one, and there is one behind the last. */
  readonly first: Int32Array
  /** Each request has these chances, those worth most first. */
  readonly ofRequest: readonly Int32Array[]
  /** The chances that a turn can keep a chance from begin here, and end before there. */
  readonly nearFrom: Int32Array
  readonly nearTo: Int32Array
  readonly most_turn_s: number
  readonly #row: Float64Array
  readonly #turns: Float64Array
  readonly #turnSeconds: Instance['turnSeconds']

  /** @param with_decided chances of requests that something frozen fulfils already are not left out */
  constructor(instance: Instance, with_decided = false) {
    const all = chancesOf(instance, with_decided)
    this.count = all.length
    this.opportunities = all.map(({ opportunity }) => opportunity)
    this.satellites = [...new Set(this.opportunities.map(({ satellite }) => satellite))]
    this.requests = [...new Set(this.opportunities.map(({ request_id }) => request_id))].sort()
    const [satelliteIndex, requestIndex] = [indexOf(this.satellites), indexOf(this.requests)]
    this.satellite = Int32Array.from(this.opportunities, (one) => satelliteIndex.get(one.satellite)!)
    this.request = Int32Array.from(this.opportunities, (one) => requestIndex.get(one.request_id)!)
    this.from_s = Float64Array.from(all, ({ from_s }) => from_s)
    this.last_s = Float64Array.from(all, ({ last_s }) => last_s)
    this.duration_s = Float64Array.from(this.opportunities, ({ duration_s }) => duration_s)
    this.value = Float64Array.from(this.opportunities, ({ value }) => value)
    this.frozen = all.flatMap(({ is_frozen }, chance) => (is_frozen ? [chance] : []))
    this.first = beginnings(this.satellite, this.satellites.length)
    this.ofRequest = this.#byRequest()
    this.most_turn_s = instance.most_turn_s
    this.#turnSeconds = instance.turnSeconds
    ;[this.nearFrom, this.nearTo] = [new Int32Array(this.count), new Int32Array(this.count)]
    this.#findNear()
    this.#row = new Float64Array(this.count + 1)
    for (let one = 0; one < this.count; one++)
      this.#row[one + 1] = this.#row[one]! + this.nearTo[one]! - this.nearFrom[one]!
    const turns = this.#row[this.count]!
    this.#turns = new Float64Array(turns > MOST_TURNS ? 0 : turns).fill(-1)
  }

  /** From one to another of the same satellite; nothing if they are so far apart that every turn fits. */
  turn(from: number, to: number): number {
    const nearFrom = this.nearFrom[from]!
    if (to < nearFrom || to >= this.nearTo[from]!) return 0
    if (this.#turns.length === 0) return this.#compute(from, to)
    const place = this.#row[from]! + to - nearFrom
    const known = this.#turns[place]!
    if (known >= 0) return known
    const turn_s = this.#compute(from, to)
    this.#turns[place] = turn_s
    return turn_s
  }

  #compute(from: number, to: number): number {
    return this.#turnSeconds(this.opportunities[from]!, this.opportunities[to]!)
  }

  #byRequest(): Int32Array[] {
    const lists: number[][] = this.requests.map(() => [])
    this.request.forEach((request, chance) => {
      lists[request]!.push(chance)
    })
    return lists.map((list) => Int32Array.from(list.sort((a, b) => this.value[b]! - this.value[a]! || a - b)))
  }

  #findNear(): void {
    const { from_s, last_s, duration_s, most_turn_s, first } = this
    for (let satellite = 0; satellite < this.satellites.length; satellite++) {
      const [begin, end] = [first[satellite]!, first[satellite + 1]!]
      let longest_s = 0
      for (let one = begin; one < end; one++)
        longest_s = Math.max(longest_s, last_s[one]! + duration_s[one]! - from_s[one]!)
      let [low, high] = [begin, begin]
      for (let one = begin; one < end; one++) {
        while (from_s[low]! <= from_s[one]! - longest_s - most_turn_s - ROUNDING_S) low++
        const until_s = last_s[one]! + duration_s[one]! + most_turn_s + ROUNDING_S
        for (high = Math.max(high, one); high > one && from_s[high - 1]! >= until_s; ) high--
        while (high < end && from_s[high]! < until_s) high++
        ;[this.nearFrom[one], this.nearTo[one]] = [low, high]
      }
    }
  }
}

const indexOf = (names: readonly string[]): Map<string, number> =>
  new Map(names.map((name, index) => [name, index]))

/** The satellites are in order; where each begins. */
function beginnings(satellite: Int32Array, count: number): Int32Array {
  const first = new Int32Array(count + 1)
  for (const one of satellite) first[one + 1] = first[one + 1]! + 1
  for (let one = 0; one < count; one++) first[one + 1] = first[one + 1]! + first[one]!
  return first
}

function chancesOf({ opportunities, frozen = [], limits }: Instance, with_decided: boolean): Chance[] {
  const ids = new Set(frozen.map(({ opportunity }) => opportunity.opportunity_id))
  const decided = new Set(with_decided ? [] : frozen.map(({ opportunity }) => opportunity.request_id))
  const free = opportunities
    .filter(
      ({ value, request_id, opportunity_id }) =>
        value > 0 && !decided.has(request_id) && !ids.has(opportunity_id),
    )
    .flatMap((one) => partsOf(one, limits?.get(one.satellite)?.maintenance ?? []))
  return [...frozen.map(frozenChance), ...free].sort(
    (a, b) =>
      compare(a.opportunity.satellite, b.opportunity.satellite) ||
      a.from_s - b.from_s ||
      compare(a.opportunity.opportunity_id, b.opportunity.opportunity_id),
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const frozenChance = ({ opportunity, start_s }: Acquisition): Chance => ({
  opportunity,
  from_s: start_s,
  last_s: start_s,
  is_frozen: true,
})

/** Maintenance leaves these parts of an opportunity. */
function partsOf(opportunity: Opportunity, maintenance: readonly Span[]): Chance[] {
  const { from_s, to_s, duration_s } = opportunity
  let parts: Span[] = [{ from_s, to_s }]
  for (const away of maintenance) parts = parts.flatMap((part) => without(part, away))
  return parts
    .map((part) => ({ opportunity, from_s: part.from_s, last_s: part.to_s - duration_s, is_frozen: false }))
    .filter((part) => part.last_s >= part.from_s)
}

const without = (part: Span, away: Span): Span[] =>
  away.to_s <= part.from_s || away.from_s >= part.to_s
    ? [part]
    : [
        { from_s: part.from_s, to_s: Math.min(part.to_s, away.from_s) },
        { from_s: Math.max(part.from_s, away.to_s), to_s: part.to_s },
      ].filter(({ from_s, to_s }) => from_s < to_s)
