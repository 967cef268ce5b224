/** Why each request has what it has in a plan: its best chance that was not taken, and what was in the way. */
import { Chances } from './chances.ts'
import type { Acquisition, Instance, Opportunity, Plan } from './instance.ts'
import type { LimitName } from './limits.ts'
import { Lines } from './lines.ts'

export interface Obstacle {
  /** `none`: it would fit, and what was taken is worth as much. */
  limit: 'none' | 'turn' | 'maintenance' | LimitName
  /** The requests that would have to give way, or some of which would. */
  request_ids: string[]
}

export interface Fate {
  request_id: string
  taken?: Acquisition
  /** The opportunity that is worth most among those that were not taken. */
  alternative?: Opportunity & { obstacle: Obstacle }
}

/** In order of the requests' ids. */
export function fatesOf(instance: Instance, plan: Plan): Fate[] {
  const explain = new Explainer(instance, plan)
  const taken = new Map(plan.map((one) => [one.opportunity.request_id, one]))
  const byRequest = Map.groupBy(instance.opportunities, ({ request_id }) => request_id)
  return [...byRequest.keys()].sort().map((request_id) => {
    const had = taken.get(request_id)
    const [best] = byRequest
      .get(request_id)!
      .filter(({ opportunity_id }) => opportunity_id !== had?.opportunity.opportunity_id)
      .sort((a, b) => b.value - a.value || (a.opportunity_id < b.opportunity_id ? -1 : 1))
    return {
      request_id,
      ...(had && { taken: had }),
      ...(best && { alternative: { ...best, obstacle: explain.obstacleOf(best) } }),
    }
  })
}

/** The obstacle to each opportunity, in their order, beside what is frozen. */
export function obstaclesOf(instance: Instance): Obstacle[] {
  const explain = new Explainer(instance, instance.frozen ?? [])
  return instance.opportunities.map((one) => explain.obstacleOf(one))
}

const none: Obstacle = { limit: 'none', request_ids: [] }

class Explainer {
  readonly #chances: Chances
  readonly #lines: Lines
  readonly #parts: ReadonlyMap<string, readonly number[]>

  constructor(instance: Instance, plan: Plan) {
    // Other chances of the request of a frozen image are looked at as well.
    const frozen = new Set(instance.frozen?.map(({ opportunity }) => opportunity.opportunity_id))
    const { frozen: _, ...free } = instance
    this.#chances = new Chances(
      { ...free, frozen: plan.filter((one) => frozen.has(one.opportunity.opportunity_id)) },
      true,
    )
    this.#lines = new Lines(this.#chances, instance.limits)
    const all = Array.from({ length: this.#chances.count }, (_, chance) => chance)
    this.#parts = Map.groupBy(all, (chance) => this.#chances.opportunities[chance]!.opportunity_id)
    for (const one of plan) this.#put(one)
  }

  obstacleOf(opportunity: Opportunity): Obstacle {
    const { opportunity_id, request_id, from_s, to_s, duration_s, value } = opportunity
    const parts = this.#parts.get(opportunity_id) ?? []
    if (value <= 0 || to_s - from_s < duration_s) return none
    if (parts.length === 0) return { limit: 'maintenance', request_ids: [] }
    const { limit, chances } = this.#inTheWayOf(parts)
    const request_ids = this.#namesOf(chances).filter((one) => one !== request_id)
    // A request is not in its own way: it would give up what it has.
    return chances.length > 0 && request_ids.length === 0 ? none : { limit, request_ids }
  }

  #put({ opportunity, start_s }: Acquisition): void {
    const parts = this.#parts.get(opportunity.opportunity_id) ?? []
    const fitting = parts.find((part) => start_s <= this.#chances.last_s[part]! + 1e-6)
    if (fitting !== undefined && !this.#lines.isFrozen(fitting)) this.#lines.insert(fitting)
  }

  #inTheWayOf(parts: readonly number[]): { limit: Obstacle['limit']; chances: readonly number[] } {
    const [first] = parts as [number]
    const limit = this.#lines.uses.problem(first)
    const line = this.#lines.of(this.#chances.satellite[first]!)
    if (limit) return { limit, chances: this.#usersOf(limit, first, line) }
    if (parts.some((part) => this.#lines.placeFor(part) >= 0)) return { limit: 'none', chances: [] }
    return { limit: 'turn', chances: this.#dearestLeft(parts) }
  }

  /** Those that use what it needs; nobody if it is too much even without them. */
  #usersOf(limit: LimitName, part: number, line: readonly number[]): readonly number[] {
    const { uses } = this.#lines
    const users = uses.usersOf(limit, part, line)
    for (const other of users) uses.remove(other)
    const isAlone = uses.problem(part) !== undefined
    for (const other of users) uses.add(other)
    return isAlone ? [] : users
  }

  /** The images that would have to go, where those that have to are worth least. */
  #dearestLeft(parts: readonly number[]): readonly number[] {
    const all = parts.flatMap((part) =>
      this.#startsOf(part).map((start_s) => this.#overlapping(part, start_s)),
    )
    const worth = (some: readonly number[]): number =>
      some.reduce((sum, chance) => sum + this.#chances.value[chance]!, 0)
    return all.reduce((best, some) => (worth(some) < worth(best) ? some : best))
  }

  #startsOf(part: number): number[] {
    const { from_s, last_s, duration_s, satellite } = this.#chances
    const after = this.#lines
      .of(satellite[part]!)
      .map((other) => this.#lines.earliest_s[other]! + duration_s[other]! + this.#chances.turn(other, part))
    return [from_s[part]!, ...after, last_s[part]!].filter(
      (start_s) => start_s >= from_s[part]! && start_s <= last_s[part]!,
    )
  }

  #overlapping(part: number, start_s: number): number[] {
    const { duration_s, satellite, nearFrom, nearTo } = this.#chances
    return this.#lines.of(satellite[part]!).filter((other) => {
      if (other < nearFrom[part]! || other >= nearTo[part]!) return false
      const other_s = this.#lines.earliest_s[other]!
      const isAfter =
        this.#lines.latest_s[other]! >= start_s + duration_s[part]! + this.#chances.turn(part, other)
      return !isAfter && other_s + duration_s[other]! + this.#chances.turn(other, part) > start_s
    })
  }

  #namesOf(some: readonly number[]): string[] {
    return some.map((chance) => this.#chances.requests[this.#chances.request[chance]!]!).sort()
  }
}
