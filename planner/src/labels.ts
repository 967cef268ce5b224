/**
 * The ends of paths that may still lead to the dearest one. Of two at the same chance the one stays that is there no later,
 * is worth no less, and remembers nothing that the other does not.
 */
export class Labels {
  best = -1
  steps = 0
  #count = 0
  #begin_s = 0
  #step_s = 1
  #time_s = new Float64Array(1024)
  /** From when on every turn from here has been made. */
  #free_s = new Float64Array(1024)
  #value = new Float64Array(1024)
  #memory = new Int32Array(1024)
  #at = new Int32Array(1024)
  #before = new Int32Array(1024)
  #alive = new Uint8Array(1024)
  /** The next label of the same step of time, of the same chance, and of those that are free in the same step. */
  #nextInStep = new Int32Array(1024)
  #nextOfChance = new Int32Array(1024)
  #nextFree = new Int32Array(1024)
  #step = new Int32Array(64)
  #free = new Int32Array(64)
  readonly #ofChance: Int32Array

  constructor(chances: number) {
    this.#ofChance = new Int32Array(chances)
  }

  begin(begin_s: number, step_s: number, steps: number, chances: number): void {
    ;[this.best, this.#count, this.steps, this.#begin_s, this.#step_s] = [-1, 0, steps, begin_s, step_s]
    if (this.#step.length < steps)
      [this.#step, this.#free] = [new Int32Array(2 * steps), new Int32Array(2 * steps)]
    this.#step.fill(-1, 0, steps)
    this.#free.fill(-1, 0, steps)
    this.#ofChance.fill(-1, 0, chances)
  }

  add(chance: number, time_s: number, free_s: number, value: number, memory: number, before: number): void {
    if (this.#isBeaten(chance, time_s, value, memory)) return
    if (this.#count === this.#time_s.length) this.#grow()
    const label = this.#count++
    this.#time_s[label] = time_s
    this.#free_s[label] = free_s
    this.#value[label] = value
    this.#memory[label] = memory
    this.#at[label] = chance
    this.#before[label] = before
    this.#alive[label] = 1
    this.#nextOfChance[label] = this.#ofChance[chance]!
    this.#ofChance[chance] = label
    const step = this.#stepAt(time_s)
    this.#nextInStep[label] = this.#step[step]!
    this.#step[step] = label
    const freeStep = this.#stepAt(free_s)
    this.#nextFree[label] = this.#free[freeStep]!
    this.#free[freeStep] = label
    if (this.best < 0 || value > this.#value[this.best]!) this.best = label
  }

  firstOf(step: number): number {
    return this.#step[step]!
  }

  nextOf(label: number): number {
    return this.#nextInStep[label]!
  }

  isAlive(label: number): boolean {
    return this.#alive[label] === 1
  }

  timeOf(label: number): number {
    return this.#time_s[label]!
  }

  valueOf(label: number): number {
    return this.#value[label]!
  }

  memoryOf(label: number): number {
    return this.#memory[label]!
  }

  at(label: number): number {
    return this.#at[label]!
  }

  before(label: number): number {
    return this.#before[label]!
  }

  /** The dearest of those that are free in a step until a moment, and another one that is known; -1 is none. */
  bestEnded(step: number, until_s: number, known: number): number {
    let best = known
    for (let label = this.#free[step]!; label >= 0; label = this.#nextFree[label]!) {
      if (this.#free_s[label]! > until_s) continue
      if (best < 0 || this.#value[label]! > this.#value[best]!) best = label
    }
    return best
  }

  #stepAt(time_s: number): number {
    return Math.min(this.steps - 1, Math.floor((time_s - this.#begin_s) / this.#step_s))
  }

  /** Whether there is a better one already; worse ones than the new one end here. */
  #isBeaten(chance: number, time_s: number, value: number, memory: number): boolean {
    let last = -1
    for (let label = this.#ofChance[chance]!; label >= 0; label = this.#nextOfChance[label]!) {
      const [its_s, its, itsMemory] = [this.#time_s[label]!, this.#value[label]!, this.#memory[label]!]
      if (its_s <= time_s && its >= value && (itsMemory & ~memory) === 0) return true
      if (time_s <= its_s && value >= its && (memory & ~itsMemory) === 0) {
        this.#alive[label] = 0
        if (last < 0) this.#ofChance[chance] = this.#nextOfChance[label]!
        else this.#nextOfChance[last] = this.#nextOfChance[label]!
      } else last = label
    }
    return false
  }

  #grow(): void {
    const length = 2 * this.#count
    this.#time_s = grownOf(this.#time_s, new Float64Array(length))
    this.#free_s = grownOf(this.#free_s, new Float64Array(length))
    this.#value = grownOf(this.#value, new Float64Array(length))
    this.#memory = grownOf(this.#memory, new Int32Array(length))
    this.#at = grownOf(this.#at, new Int32Array(length))
    this.#before = grownOf(this.#before, new Int32Array(length))
    this.#alive = grownOf(this.#alive, new Uint8Array(length))
    this.#nextInStep = grownOf(this.#nextInStep, new Int32Array(length))
    this.#nextOfChance = grownOf(this.#nextOfChance, new Int32Array(length))
    this.#nextFree = grownOf(this.#nextFree, new Int32Array(length))
  }
}

function grownOf<T extends Int32Array | Float64Array | Uint8Array>(old: T, grown: T): T {
  grown.set(old)
  return grown
}
