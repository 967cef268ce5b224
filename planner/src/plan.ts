/** Plans: the best first, then parts of it are taken out and filled anew, as long as nothing is lost. */
import type { Acquisition, Instance, Opportunity, Plan } from './instance.ts'
import { randomOf } from './random.ts'
import { Timeline } from './timeline.ts'

export interface Effort {
  /** The same seed and rounds give the same plan. */
  seed: number
  rounds: number
}

export function planOf(instance: Instance, { seed, rounds }: Effort): Plan {
  const planner = new Planner(instance)
  planner.fill(planner.all)
  const random = randomOf(seed)
  for (let round = 0; round < rounds; round++) planner.improve(random)
  return planner.plan
}

/** So many requests are taken out at once, at most. */
const TAKEN_OUT = 12

class Planner {
  readonly all: readonly Opportunity[]
  readonly #timelines: Map<string, Timeline>
  readonly #ofRequest: Map<string, Opportunity[]>
  readonly #taken = new Map<string, Opportunity>()
  readonly #ofSatellite: Map<string, Opportunity[]>

  constructor(instance: Instance) {
    const worth = instance.opportunities.filter(({ value }) => value > 0)
    this.all = worth.toSorted((a, b) => b.value - a.value || (a.opportunity_id < b.opportunity_id ? -1 : 1))
    this.#ofRequest = Map.groupBy(this.all, ({ request_id }) => request_id)
    this.#ofSatellite = Map.groupBy(this.all, ({ satellite }) => satellite)
    const satellites = new Set(instance.opportunities.map(({ satellite }) => satellite))
    for (const { opportunity } of instance.frozen ?? []) satellites.add(opportunity.satellite)
    this.#timelines = new Map([...satellites].map((satellite) => [satellite, new Timeline(instance)]))
    for (const { opportunity, start_s } of instance.frozen ?? []) this.#freeze(opportunity, start_s)
  }

  get plan(): Plan {
    const all: Acquisition[] = [...this.#timelines.values()].flatMap(({ acquisitions }) => acquisitions)
    return all.sort((a, b) => a.start_s - b.start_s)
  }

  fill(opportunities: readonly Opportunity[]): void {
    for (const opportunity of opportunities) {
      if (this.#taken.has(opportunity.request_id)) continue
      if (this.#timelines.get(opportunity.satellite)!.insert(opportunity))
        this.#taken.set(opportunity.request_id, opportunity)
    }
  }

  /** Takes out what is near a random image, fills the hole in another order, and goes back if that was worse. */
  improve(random: () => number): void {
    const [taken, saved] = [
      new Map(this.#taken),
      new Map([...this.#timelines].map(([id, one]) => [id, one.save()])),
    ]
    const out = this.#around(random)
    if (out.length === 0) return
    this.#takeOut(out)
    const kept = sum([...this.#taken.values()])
    this.fill(this.#wantedIn(out, random))
    if (sum([...this.#taken.values()]) >= kept + sum(out)) return
    for (const [id, entries] of saved) this.#timelines.get(id)!.restore(entries)
    this.#taken.clear()
    for (const [id, one] of taken) this.#taken.set(id, one)
  }

  /** Images of one satellite that follow each other, and of others one that could take the same. */
  #around(random: () => number): Opportunity[] {
    const ids = [...this.#timelines.keys()]
    const flown = this.#timelines.get(ids[Math.floor(random() * ids.length)]!)!.opportunities
    const first = Math.floor(random() * flown.length)
    return flown.slice(first, first + 1 + Math.floor(random() * TAKEN_OUT))
  }

  #takeOut(out: readonly Opportunity[]): void {
    for (const { request_id, satellite } of out) {
      this.#taken.delete(request_id)
      this.#timelines.get(satellite)!.remove(new Set(out))
    }
  }

  /** What could be where something was taken out, and the other chances of what was; dear ones first, more or less. */
  #wantedIn(out: readonly Opportunity[], random: () => number): Opportunity[] {
    const [{ satellite }] = out as [Opportunity]
    const from_s = Math.min(...out.map((one) => one.from_s))
    const to_s = Math.max(...out.map((one) => one.to_s))
    const here = this.#ofSatellite.get(satellite)!.filter((one) => one.to_s >= from_s && one.from_s <= to_s)
    const elsewhere = out.flatMap(({ request_id }) => this.#ofRequest.get(request_id)!)
    const wanted = [...new Set([...here, ...elsewhere])].filter((one) => !this.#taken.has(one.request_id))
    const keys = new Map(wanted.map((one) => [one, one.value * (0.6 + 0.4 * random())]))
    return wanted.sort((a, b) => keys.get(b)! - keys.get(a)!)
  }

  #freeze(opportunity: Opportunity, start_s: number): void {
    if (!this.#timelines.get(opportunity.satellite)!.insert(opportunity, start_s)) {
      throw new Error(`${opportunity.opportunity_id} is frozen at ${start_s}, where it does not fit`)
    }
    this.#taken.set(opportunity.request_id, opportunity)
  }
}

const sum = (opportunities: readonly Opportunity[]): number =>
  opportunities.reduce((total, { value }) => total + value, 0)
