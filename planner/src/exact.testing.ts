/** The best that there is, as HiGHS finds it in an integer program that shares no code with the search: for small cases. */
import highsLoader from 'highs'
import type { Instance, Opportunity } from './instance.ts'
import { contactsBefore, type Duty, type Memory, orbitOf, type Span, sizeOf } from './limits.ts'

// Its types are those of CommonJS, and what is imported is a module.
const highs = await (highsLoader as unknown as typeof highsLoader.default)()

/** The instance has nothing frozen, and its values are whole numbers. */
export function bestValue(instance: Instance): number {
  const { opportunities } = instance
  if (!opportunities.some(({ value }) => value > 0)) return 0
  const program = new Program()
  opportunities.forEach((one, index) => {
    program.binaries.push(`x${index}`)
    const [earliest_s, latest_s] = [one.from_s, one.to_s - one.duration_s]
    program.bounds.push(latest_s < earliest_s ? `x${index} = 0` : `${earliest_s} <= s${index} <= ${latest_s}`)
  })
  for (const some of groupsBy(opportunities, ({ request_id }) => request_id).values())
    program.add(
      some.map((index) => `+ x${index}`),
      '<= 1',
    )
  for (const [satellite, some] of groupsBy(opportunities, (one) => one.satellite)) {
    addTurns(program, instance, some)
    const { maintenance = [], duty, memory } = instance.limits?.get(satellite) ?? {}
    for (const index of some) addMaintenance(program, index, opportunities[index]!, maintenance)
    if (duty) addDuty(program, opportunities, some, duty)
    if (memory) addMemory(program, opportunities, some, memory, satellite)
  }
  return Math.round(program.maximum(opportunities.map(({ value }, index) => `+ ${value} x${index}`)))
}

class Program {
  readonly bounds: string[] = []
  readonly binaries: string[] = []
  readonly #rows: string[] = []

  add(terms: readonly string[], right: string): void {
    if (terms.length > 0) this.#rows.push(`r${this.#rows.length}: ${terms.join(' ')} ${right}`)
  }

  maximum(terms: readonly string[]): number {
    const text = [
      'Maximize',
      `obj: ${terms.join(' ')}`,
      'Subject To',
      ...this.#rows,
      'Bounds',
      ...this.bounds,
      'Binary',
      this.binaries.join(' '),
      'End',
    ].join('\n')
    const { Status, ObjectiveValue } = highs.solve(text, { mip_rel_gap: 0, threads: 1, output_flag: false })
    if (Status !== 'Optimal') throw new Error(`HiGHS answers ${Status} to\n${text}`)
    return ObjectiveValue
  }
}

const no_contact = { from_s: 0, to_s: 0, mb_per_s: 0 }
/** More than any time between two of them. */
const much = 10_000

/** If two images are taken, one comes before the other, and there is time to turn. */
function addTurns(program: Program, { opportunities, turnSeconds }: Instance, some: readonly number[]): void {
  some.forEach((a, place) => {
    for (const b of some.slice(place + 1)) {
      const [one, other] = [opportunities[a]!, opportunities[b]!]
      if (one.request_id === other.request_id) continue
      const first = `f${a}_${b}`
      program.binaries.push(first)
      const forth_s = one.duration_s + turnSeconds(one, other)
      const back_s = other.duration_s + turnSeconds(other, one)
      const taken = [`- ${much} x${a}`, `- ${much} x${b}`]
      program.add([`s${b}`, `- s${a}`, ...taken, `- ${much} ${first}`], `>= ${forth_s - 3 * much}`)
      program.add([`s${a}`, `- s${b}`, ...taken, `+ ${much} ${first}`], `>= ${back_s - 2 * much}`)
    }
  })
}

function addMaintenance(program: Program, index: number, one: Opportunity, spans: readonly Span[]): void {
  spans.forEach(({ from_s, to_s }, span) => {
    const after = `m${index}_${span}`
    program.binaries.push(after)
    const taken = `${much} x${index}`
    program.add([`s${index}`, `- ${taken}`, `- ${much} ${after}`], `>= ${to_s - 2 * much}`)
    program.add([`s${index}`, `+ ${taken}`, `- ${much} ${after}`], `<= ${from_s - one.duration_s + much}`)
  })
}

function addDuty(program: Program, all: readonly Opportunity[], some: readonly number[], duty: Duty): void {
  for (const inOrbit of Map.groupBy(some, (index) => orbitOf(duty, all[index]!)).values())
    program.add(
      inOrbit.map((index) => `+ ${all[index]!.duration_s} x${index}`),
      `<= ${duty.most_imaging_s}`,
    )
}

/** A level is at least what was left by the contact before, and what is recorded since. */
function addMemory(
  program: Program,
  all: readonly Opportunity[],
  some: readonly number[],
  memory: Memory,
  satellite: string,
): void {
  const { capacity_mb, held_mb = 0, contacts } = memory
  let least_mb = held_mb
  for (let slot = 0; slot <= contacts.length; slot++) {
    const level = (at: number) => `l_${satellite}_${at}`
    const recorded = some
      .filter((index) => contactsBefore(memory, all[index]!) === slot)
      .map((index) => `- ${all[index]!.data_mb ?? 0} x${index}`)
    const [before, kept_mb] =
      slot === 0 ? [[], held_mb] : [[`- ${level(slot - 1)}`], -sizeOf(contacts[slot - 1]!)]
    program.add([level(slot), ...before, ...recorded], `>= ${kept_mb}`)
    program.add([level(slot), ...recorded], '>= 0')
    // There may be more than fits at first, and then nothing more is recorded.
    const most_mb = Math.max(slot === contacts.length ? 0 : capacity_mb, least_mb)
    program.bounds.push(`0 <= ${level(slot)} <= ${most_mb}`)
    least_mb = Math.max(0, least_mb - sizeOf(contacts[slot] ?? no_contact))
  }
}

const groupsBy = (all: readonly Opportunity[], key: (one: Opportunity) => string): Map<string, number[]> =>
  Map.groupBy(all.keys(), (index) => key(all[index]!))
