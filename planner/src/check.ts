/** Everything that is wrong with a plan, as sentences. It shares no code with the search. */
import { type Acquisition, type Instance, type Opportunity, type Plan, ROUNDING_S } from './instance.ts'
import { contactsBefore, type Duty, levelsOf, type Memory, orbitOf, type Span } from './limits.ts'

/** Nothing if it can be flown. */
export function problemsOf(instance: Instance, plan: Plan): string[] {
  const bySatellite = Map.groupBy(plan, ({ opportunity }) => opportunity.satellite)
  return [
    ...plan.flatMap((acquisition) => windowProblem(acquisition)),
    ...twiceTaken(plan),
    ...[...bySatellite.values()].flatMap((one) => turnProblems(instance, one)),
    ...[...bySatellite].flatMap(([satellite, one]) => limitProblems(instance, satellite, one)),
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

/** A limit that the frozen part breaks already may be broken as far as that, and no farther. */
function limitProblems(
  { limits, frozen = [] }: Instance,
  satellite: string,
  all: readonly Acquisition[],
): string[] {
  const { maintenance = [], duty, memory } = limits?.get(satellite) ?? {}
  const kept = new Set(frozen.map(({ opportunity }) => opportunity.opportunity_id))
  const frozenHere = all.filter(({ opportunity }) => kept.has(opportunity.opportunity_id))
  const free = all.filter(({ opportunity }) => !kept.has(opportunity.opportunity_id))
  return [
    ...free.flatMap((one) => maintenanceProblem(maintenance, one)),
    ...(duty ? dutyProblems(satellite, duty, opportunitiesOf(all), opportunitiesOf(frozenHere)) : []),
    ...(memory ? memoryProblems(satellite, memory, opportunitiesOf(all), opportunitiesOf(frozenHere)) : []),
  ]
}

const opportunitiesOf = (all: readonly Acquisition[]): Opportunity[] =>
  all.map(({ opportunity }) => opportunity)

function maintenanceProblem(maintenance: readonly Span[], { opportunity, start_s }: Acquisition): string[] {
  const end_s = start_s + opportunity.duration_s
  return maintenance
    .filter(({ from_s, to_s }) => start_s < to_s - ROUNDING_S && end_s > from_s + ROUNDING_S)
    .map(
      ({ from_s, to_s }) =>
        `${opportunity.opportunity_id} is taken in the maintenance of ${opportunity.satellite} from ${from_s} to ${to_s}`,
    )
}

function dutyProblems(
  satellite: string,
  duty: Duty,
  all: readonly Opportunity[],
  frozen: readonly Opportunity[],
): string[] {
  const secondsIn = (some: readonly Opportunity[], orbit: number): number =>
    some.reduce((sum, one) => sum + (orbitOf(duty, one) === orbit ? one.duration_s : 0), 0)
  return [...new Set(all.map((one) => orbitOf(duty, one)))].flatMap((orbit) => {
    const taken_s = secondsIn(all, orbit)
    if (taken_s <= Math.max(duty.most_imaging_s, secondsIn(frozen, orbit)) + ROUNDING_S) return []
    return [
      `${satellite} takes images for ${taken_s} s in orbit ${orbit}; it may for ${duty.most_imaging_s} s`,
    ]
  })
}

function memoryProblems(
  satellite: string,
  memory: Memory,
  all: readonly Opportunity[],
  frozen: readonly Opportunity[],
): string[] {
  const [levels, least] = [all, frozen].map((some) => levelsOf(memory, recordedMb(memory, some))) as [
    number[],
    number[],
  ]
  return levels.flatMap((level_mb, index) => {
    const isLast = index === levels.length - 1
    const most_mb = Math.max(isLast ? 0 : memory.capacity_mb, least[index]!)
    if (level_mb <= most_mb + ROUNDING_S) return []
    const where = isLast ? 'after its last contact' : `before contact ${index}`
    return [`${satellite} holds ${level_mb} MB ${where}; it may hold ${most_mb} MB`]
  })
}

function recordedMb(memory: Memory, opportunities: readonly Opportunity[]): number[] {
  const recorded = Array.from({ length: memory.contacts.length + 1 }, () => 0)
  for (const one of opportunities) {
    const slot = contactsBefore(memory, one)
    recorded[slot] = recorded[slot]! + (one.data_mb ?? 0)
  }
  return recorded
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
