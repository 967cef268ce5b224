/**
 * What is recorded between two contacts cannot be more than what fits and what the contacts in between take. There are as
 * many such limits as there are pairs of contacts: one has a row only once it was exceeded.
 */
import type { Chances } from './chances.ts'
import type { Instance } from './instance.ts'
import { contactsBefore, levelsOf, type Memory, roomFor, sizeOf, unitOf } from './limits.ts'

interface Full {
  satellite: number
  from: number
  to: number
  row: number
}

/** @returns the row */
type AddRow = (users: Int32Array, most_mb: number) => number

export class MemoryRows {
  readonly #chances: Chances
  readonly #memories: readonly (Memory | undefined)[]
  /** Each chance is recorded before this contact, and fills so much. */
  readonly #slot: Int32Array
  readonly data_mb: Float64Array
  /** Each satellite and slot has these: how much is recorded, what it costs, and what fits. */
  readonly #recorded_mb: Float64Array[]
  readonly #price: Float64Array[]
  readonly #allowed_mb: readonly (readonly number[])[]
  /** All that a satellite records is a multiple of this. */
  readonly #unit_mb: readonly number[]
  readonly #full = new Map<string, Full>()

  constructor(chances: Chances, limits: Instance['limits']) {
    this.#chances = chances
    this.#memories = chances.satellites.map((satellite) => limits?.get(satellite)?.memory)
    this.#slot = Int32Array.from(chances.opportunities, (one, chance) => {
      const memory = this.#memories[chances.satellite[chance]!]
      return memory ? contactsBefore(memory, one) : 0
    })
    this.data_mb = Float64Array.from(chances.opportunities, ({ data_mb = 0 }, chance) =>
      this.#memories[chances.satellite[chance]!] ? data_mb : 0,
    )
    this.#unit_mb = chances.satellites.map((_, satellite) =>
      unitOf(this.data_mb.subarray(chances.first[satellite]!, chances.first[satellite + 1]!)),
    )
    const slots = () => this.#memories.map((one) => new Float64Array((one?.contacts.length ?? 0) + 1))
    ;[this.#recorded_mb, this.#price] = [slots(), slots()]
    for (const chance of chances.frozen) this.take(chance, 1)
    this.#allowed_mb = this.#memories.map((memory, satellite) => this.#allowedOf(memory, satellite))
  }

  get exist(): boolean {
    return this.#memories.some((one) => one !== undefined)
  }

  /** Counts a chance that is taken, or a share of it. */
  take(chance: number, share: number): void {
    const recorded = this.#recorded_mb[this.#chances.satellite[chance]!]!
    const slot = this.#slot[chance]!
    recorded[slot] = recorded[slot]! + share * this.data_mb[chance]!
  }

  clear(): void {
    for (const recorded of this.#recorded_mb) recorded.fill(0)
  }

  setPrices(prices: readonly number[]): void {
    for (const price of this.#price) price.fill(0)
    for (const { satellite, from, to, row } of this.#full.values()) {
      const price = this.#price[satellite]!
      for (let slot = from; slot <= to; slot++) price[slot] = price[slot]! + prices[row]!
    }
  }

  costOf(chance: number): number {
    const data_mb = this.data_mb[chance]!
    return data_mb === 0 ? 0 : data_mb * this.#price[this.#chances.satellite[chance]!]![this.#slot[chance]!]!
  }

  /** Writes what is taken of each row, after rows were added for what is exceeded for the first time. */
  count(taken: number[], add: AddRow): void {
    this.#memories.forEach((memory, satellite) => {
      if (memory) this.#findFull(memory, satellite, add)
    })
    for (const { satellite, from, to, row } of this.#full.values()) {
      taken[row] = 0
      for (let slot = from; slot <= to; slot++) taken[row] += this.#recorded_mb[satellite]![slot]!
    }
  }

  #findFull(memory: Memory, satellite: number, add: AddRow): void {
    const [recorded, allowed] = [this.#recorded_mb[satellite]!, this.#allowed_mb[satellite]!]
    const { held_mb = 0, contacts } = memory
    // The contacts since `from` have made room as well.
    let [from, level_mb, taken_mb] = [0, held_mb, -held_mb]
    for (let to = 0; to < recorded.length; to++) {
      level_mb += recorded[to]!
      const most_mb = roomFor(allowed[to]! + taken_mb, this.#unit_mb[satellite]!)
      if (level_mb > most_mb - taken_mb + 1e-6) {
        this.#addRow({ satellite, from, to }, most_mb, add)
        level_mb = most_mb - taken_mb
      }
      const size_mb = to < contacts.length ? sizeOf(contacts[to]!) : 0
      level_mb -= size_mb
      taken_mb += size_mb
      if (level_mb <= 0) [from, level_mb, taken_mb] = [to + 1, 0, 0]
    }
  }

  #addRow(full: Omit<Full, 'row'>, most_mb: number, add: AddRow): void {
    const key = `${full.satellite} ${full.from} ${full.to}`
    // A memory without any room would need no price, and cannot have one.
    if (most_mb > 0 && !this.#full.has(key))
      this.#full.set(key, { ...full, row: add(this.#recordedIn(full), most_mb) })
  }

  #recordedIn({ satellite, from, to }: Omit<Full, 'row'>): Int32Array {
    const { first } = this.#chances
    return Int32Array.from(
      { length: first[satellite + 1]! - first[satellite]! },
      (_, index) => first[satellite]! + index,
    ).filter(
      (chance) => this.data_mb[chance]! > 0 && this.#slot[chance]! >= from && this.#slot[chance]! <= to,
    )
  }

  /** Images that are frozen may need more. */
  #allowedOf(memory: Memory | undefined, satellite: number): number[] {
    if (!memory) return []
    const { contacts, capacity_mb } = memory
    return levelsOf(memory, this.#recorded_mb[satellite]!).map((level_mb, slot) =>
      Math.max(slot === contacts.length ? 0 : capacity_mb, level_mb),
    )
  }
}
