/** What is to be planned, and what a plan is. */

/** One satellite could take one request then. Seconds from any moment, the same for all. */
export interface Opportunity {
  opportunity_id: string
  request_id: string
  satellite: string
  /** The image begins and ends within these. */
  from_s: number
  to_s: number
  duration_s: number
  /** Above 0: priority and probability of success are in it. */
  value: number
}

export interface Instance {
  opportunities: readonly Opportunity[]
  /**
   * How long a satellite turns and settles between two images. A detour by a third must not be quicker, and nothing is
   * at once: at least `least_turn_s`.
   */
  turnSeconds: (from: Opportunity, to: Opportunity) => number
  least_turn_s: number
  most_turn_s: number
  /** What stays as it is, whatever is gained without it. */
  frozen?: readonly Acquisition[]
}

export interface Acquisition {
  opportunity: Opportunity
  start_s: number
}

/** In order of time. */
export type Plan = readonly Acquisition[]

export const worthOf = (plan: Plan): number =>
  plan.reduce((sum, { opportunity }) => sum + opportunity.value, 0)

/** Sums of seconds are known to this. */
const ROUNDING_S = 1e-6

/** Everything that is wrong with a plan, as sentences; nothing if it can be flown. */
export function problemsOf(instance: Instance, plan: Plan): string[] {
  return [
    ...plan.flatMap((acquisition) => windowProblem(acquisition)),
    ...twiceTaken(plan),
    ...[...Map.groupBy(plan, ({ opportunity }) => opportunity.satellite).values()].flatMap((one) =>
      turnProblems(instance, one),
    ),
    ...missingFrozen(instance, plan),
  ]
}

function windowProblem({ opportunity, start_s }: Acquisition): string[] {
  const { opportunity_id, from_s, to_s, duration_s } = opportunity
  if (start_s >= from_s - ROUNDING_S && start_s + duration_s <= to_s + ROUNDING_S) return []
  return [
    `${opportunity_id} is taken from ${start_s} to ${start_s + duration_s}; it can be from ${from_s} to ${to_s}`,
  ]
}

function twiceTaken(plan: Plan): string[] {
  const taken = Map.groupBy(plan, ({ opportunity }) => opportunity.request_id)
  return [...taken]
    .filter(([, all]) => all.length > 1)
    .map(([id, all]) => `Request ${id} is taken ${all.length} times`)
}

function turnProblems({ turnSeconds }: Instance, acquisitions: readonly Acquisition[]): string[] {
  const sorted = acquisitions.toSorted((a, b) => a.start_s - b.start_s)
  return sorted.slice(1).flatMap((next, index) => {
    const before = sorted[index]!
    const free_s = next.start_s - before.start_s - before.opportunity.duration_s
    const needed_s = turnSeconds(before.opportunity, next.opportunity)
    if (free_s >= needed_s - ROUNDING_S) return []
    const [one, other] = [before.opportunity.opportunity_id, next.opportunity.opportunity_id]
    return [`Between ${one} and ${other} are ${free_s} s; ${next.opportunity.satellite} needs ${needed_s} s`]
  })
}

function missingFrozen({ frozen = [] }: Instance, plan: Plan): string[] {
  const starts = new Map(plan.map(({ opportunity, start_s }) => [opportunity.opportunity_id, start_s]))
  return frozen
    .filter(({ opportunity, start_s }) => starts.get(opportunity.opportunity_id) !== start_s)
    .map(
      ({ opportunity, start_s }) =>
        `${opportunity.opportunity_id} is frozen at ${start_s}, and is not planned so`,
    )
}
