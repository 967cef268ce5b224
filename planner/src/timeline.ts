/** What one satellite does, in order. Each image begins as early as those before it let it. */
import type { Acquisition, Instance, Opportunity } from './instance.ts'

export interface Entry {
  opportunity: Opportunity
  from_s: number
  /** The latest start that its own window allows. */
  last_s: number
  is_frozen: boolean
  earliest_s: number
  /** The latest start with which all that follows still fits. */
  latest_s: number
}

export class Timeline {
  readonly #instance: Instance
  #entries: Entry[] = []

  constructor(instance: Instance) {
    this.#instance = instance
  }

  get acquisitions(): Acquisition[] {
    return this.#entries.map(({ opportunity, earliest_s }) => ({ opportunity, start_s: earliest_s }))
  }

  get opportunities(): Opportunity[] {
    return this.#entries.filter(({ is_frozen }) => !is_frozen).map(({ opportunity }) => opportunity)
  }

  /** To go back to. */
  save(): readonly Entry[] {
    return [...this.#entries]
  }

  restore(saved: readonly Entry[]): void {
    this.#entries = [...saved]
    this.#settle()
  }

  /** False if it does not fit, and then nothing has changed. */
  insert(opportunity: Opportunity, frozen_s?: number): boolean {
    const entry = entryOf(opportunity, frozen_s)
    const place = this.#placeFor(entry)
    if (place === undefined) return false
    this.#entries.splice(place, 0, entry)
    this.#settle()
    return true
  }

  remove(opportunities: ReadonlySet<Opportunity>): void {
    this.#entries = this.#entries.filter(
      ({ opportunity, is_frozen }) => is_frozen || !opportunities.has(opportunity),
    )
    this.#settle()
  }

  /** The place at which it delays what follows least. */
  #placeFor(entry: Entry): number | undefined {
    let best: number | undefined
    let least_s = Number.POSITIVE_INFINITY
    const first = this.#entries.findLastIndex((one) => one.latest_s <= entry.from_s)
    for (let place = Math.max(0, first); place <= this.#entries.length; place++) {
      const before = this.#entries[place - 1]
      if (before && before.earliest_s > entry.last_s) break
      const delay_s = this.#delayAt(place, entry)
      if (delay_s < least_s) [best, least_s] = [place, delay_s]
    }
    return best
  }

  /** Infinite if it does not fit there. */
  #delayAt(place: number, entry: Entry): number {
    const [before, after] = [this.#entries[place - 1], this.#entries[place]]
    const start_s = Math.max(entry.from_s, before ? this.#soonest(before, entry) : entry.from_s)
    if (start_s > entry.last_s) return Number.POSITIVE_INFINITY
    if (!after) return 0
    const pushed_s = this.#soonest({ ...entry, earliest_s: start_s }, after)
    return pushed_s > after.latest_s ? Number.POSITIVE_INFINITY : Math.max(0, pushed_s - after.earliest_s)
  }

  #soonest(before: Entry, after: Entry): number {
    return before.earliest_s + before.opportunity.duration_s + this.#turn(before, after)
  }

  #turn(before: Entry, after: Entry): number {
    return this.#instance.turnSeconds(before.opportunity, after.opportunity)
  }

  #settle(): void {
    const entries = this.#entries
    entries.forEach((entry, index) => {
      const before = entries[index - 1]
      entry.earliest_s = before ? Math.max(entry.from_s, this.#soonest(before, entry)) : entry.from_s
    })
    entries.forEach((_, back) => {
      const index = entries.length - 1 - back
      const [entry, after] = [entries[index]!, entries[index + 1]]
      const until_s = after
        ? after.latest_s - this.#turn(entry, after) - entry.opportunity.duration_s
        : entry.last_s
      entry.latest_s = Math.min(entry.last_s, until_s)
    })
  }
}

function entryOf(opportunity: Opportunity, frozen_s?: number): Entry {
  const from_s = frozen_s ?? opportunity.from_s
  const last_s = frozen_s ?? opportunity.to_s - opportunity.duration_s
  return {
    opportunity,
    from_s,
    last_s,
    is_frozen: frozen_s !== undefined,
    earliest_s: from_s,
    latest_s: last_s,
  }
}
