/** Satellites use so much of their limits over orbits and contacts. */
import type { Chances } from './chances.ts'
import { type Instance, ROUNDING_S } from './instance.ts'
import {
  contactsBefore,
  type Duty,
  type LimitName,
  levelsOf,
  type Memory,
  orbitOf,
  sizeOf,
} from './limits.ts'

export class Uses {
  readonly #chances: Chances
  readonly #duties: readonly (DutyUse | undefined)[]
  readonly #memories: readonly (MemoryUse | undefined)[]
  /** Each chance counts to this orbit and this contact. */
  readonly #orbit: Int32Array
  readonly #slot: Int32Array
  readonly #data_mb: Float64Array

  constructor(chances: Chances, limits: Instance['limits']) {
    this.#chances = chances
    const all = chances.satellites.map((satellite) => limits?.get(satellite) ?? {})
    this.#orbit = Int32Array.from(chances.opportunities, (one, chance) => {
      const { duty } = all[chances.satellite[chance]!]!
      return duty ? orbitOf(duty, one) : 0
    })
    this.#slot = Int32Array.from(chances.opportunities, (one, chance) => {
      const { memory } = all[chances.satellite[chance]!]!
      return memory ? contactsBefore(memory, one) : 0
    })
    this.#data_mb = Float64Array.from(chances.opportunities, ({ data_mb = 0 }) => data_mb)
    this.#duties = all.map(({ duty }) => duty && new DutyUse(duty))
    this.#memories = all.map(({ memory }) => memory && new MemoryUse(memory))
    for (const chance of chances.frozen) this.add(chance)
    for (const one of [...this.#duties, ...this.#memories]) one?.allowWhatIsThere()
  }

  /** The limit that is in the way, if there is one. */
  problem(chance: number): LimitName | undefined {
    const satellite = this.#chances.satellite[chance]!
    const [duty, memory] = [this.#duties[satellite], this.#memories[satellite]]
    if (duty && !duty.fits(this.#orbit[chance]!, this.#chances.duration_s[chance]!)) return 'duty'
    return memory?.problem(this.#slot[chance]!, this.#data_mb[chance]!)
  }

  add(chance: number): void {
    this.#count(chance, 1)
  }

  remove(chance: number): void {
    this.#count(chance, -1)
  }

  /** Those of a line that use the limit which is in the way of a chance, where it is in the way. */
  usersOf(limit: LimitName, chance: number, line: readonly number[]): number[] {
    if (limit === 'duty') return line.filter((other) => this.#orbit[other] === this.#orbit[chance])
    const memory = this.#memories[this.#chances.satellite[chance]!]!
    const [first, last] = memory.fullAround(this.#slot[chance]!, this.#data_mb[chance]!)
    return line.filter(
      (other) => this.#data_mb[other]! > 0 && this.#slot[other]! >= first && this.#slot[other]! <= last,
    )
  }

  #count(chance: number, sign: 1 | -1): void {
    const satellite = this.#chances.satellite[chance]!
    this.#duties[satellite]?.count(this.#orbit[chance]!, sign * this.#chances.duration_s[chance]!)
    this.#memories[satellite]?.count(this.#slot[chance]!, sign * this.#data_mb[chance]!)
  }
}

class DutyUse {
  readonly #duty: Duty
  readonly #used_s = new Map<number, number>()
  readonly #allowed_s = new Map<number, number>()

  constructor(duty: Duty) {
    this.#duty = duty
  }

  allowWhatIsThere(): void {
    for (const [orbit, used_s] of this.#used_s) this.#allowed_s.set(orbit, used_s)
  }

  fits(orbit: number, more_s: number): boolean {
    const most_s = Math.max(this.#duty.most_imaging_s, this.#allowed_s.get(orbit) ?? 0)
    return (this.#used_s.get(orbit) ?? 0) + more_s <= most_s + ROUNDING_S / 2
  }

  count(orbit: number, more_s: number): void {
    this.#used_s.set(orbit, (this.#used_s.get(orbit) ?? 0) + more_s)
  }
}

class MemoryUse {
  readonly #memory: Memory
  readonly #sizes: Float64Array
  readonly #recorded_mb: Float64Array
  readonly #allowed_mb: Float64Array

  constructor(memory: Memory) {
    this.#memory = memory
    const { contacts, capacity_mb } = memory
    this.#sizes = Float64Array.from(contacts, sizeOf)
    this.#recorded_mb = new Float64Array(contacts.length + 1)
    this.#allowed_mb = new Float64Array(contacts.length + 1).fill(capacity_mb)
  }

  allowWhatIsThere(): void {
    const last = this.#sizes.length
    levelsOf(this.#memory, this.#recorded_mb).forEach((level_mb, contact) => {
      this.#allowed_mb[contact] = Math.max(contact === last ? 0 : this.#allowed_mb[contact]!, level_mb)
    })
  }

  problem(slot: number, more_mb: number): 'memory' | 'downlink' | undefined {
    if (more_mb === 0) return undefined
    const last = this.#sizes.length
    let level_mb = this.#memory.held_mb ?? 0
    for (let contact = 0; contact <= last; contact++) {
      level_mb += this.#recorded_mb[contact]! + (contact === slot ? more_mb : 0)
      if (level_mb > this.#allowed_mb[contact]! + ROUNDING_S / 2)
        return contact === last ? 'downlink' : 'memory'
      if (contact < last) level_mb = Math.max(0, level_mb - this.#sizes[contact]!)
    }
    return undefined
  }

  /** From the contact after which it was last empty to the one before which too much is in it. */
  fullAround(slot: number, more_mb: number): [first: number, last: number] {
    let [first, level_mb] = [0, this.#memory.held_mb ?? 0]
    for (let contact = 0; contact <= this.#sizes.length; contact++) {
      level_mb += this.#recorded_mb[contact]! + (contact === slot ? more_mb : 0)
      if (level_mb > this.#allowed_mb[contact]! + ROUNDING_S / 2) return [first, contact]
      level_mb -= this.#sizes[contact] ?? 0
      if (level_mb <= 0) [first, level_mb] = [contact + 1, 0]
    }
    return [0, this.#sizes.length]
  }

  count(slot: number, more_mb: number): void {
    this.#recorded_mb[slot] = this.#recorded_mb[slot]! + more_mb
  }
}
