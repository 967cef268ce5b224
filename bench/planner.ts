import { boundOf } from '../planner/src/bound.ts'
import { problemsOf } from '../planner/src/check.ts'
import { type Instance, worthOf } from '../planner/src/instance.ts'
import { planOf } from '../planner/src/plan.ts'
import { Wishes } from '../server/src/providers/planner/puzzle.ts'
import { type Demand, demandOf } from './demand.ts'
import type { Figure } from './figure.ts'
import { sized } from './size.ts'

const size = { requests: sized(2000, 40), satellites: sized(50, 3), days: sized(3, 1), seed: 1 }
/** So many rounds of search take about ten seconds and less. */
const efforts = [0, 3000, 6000, 10_000, 30_000].map((rounds) => sized(rounds, Math.min(rounds, 100)))
const most_s = 10
const most_gap = 0.01

const demands: readonly (readonly [name: string, more: Partial<Demand>])[] = [
  ['all over the land', {}],
  ['in crowded places', { is_crowded: true }],
  ['in crowded places, all of one class', { is_crowded: true, priority_class: 'standard' }],
]

/** The plan of many requests beside the proven bound, after more and more rounds, in seconds of one core. */
export function benchmarkPlanner(): Promise<Figure[]> {
  return Promise.resolve(
    demands.flatMap(([name, more]) => {
      const puzzle = demandOf({ ...size, ...more })
      const { instance } = new Wishes(puzzle)
      console.log(
        `planner, ${name}: ${puzzle.contenders.length} requests, ${instance.opportunities.length} opportunities`,
      )
      return figuresOf(name, instance)
    }),
  )
}

function figuresOf(name: string, instance: Instance): Figure[] {
  const [bound, bound_s] = timed(() => boundOf(instance, { rounds: 0, target: 0 }))
  const gaps = efforts.map((rounds) => {
    const [plan, plan_s] = timed(() => planOf(instance, { seed: 1, rounds }))
    const problems = problemsOf(instance, plan)
    if (problems.length > 0) throw new Error(problems.join('\n'))
    const gap = bound / worthOf(plan) - 1
    console.log(
      `  ${rounds} rounds: ${plan.length} images worth ${worthOf(plan).toFixed(0)} in ${plan_s.toFixed(1)} s, ${percent(gap)} below the bound of ${bound.toFixed(0)}, which took ${bound_s.toFixed(1)} s`,
    )
    return { gap, plan_s }
  })
  const best = gaps.filter(({ plan_s }) => plan_s <= most_s).at(-1)
  return [
    {
      what: `plan below its bound in ${most_s} s, ${name}`,
      figure: best ? percent(best.gap) : 'too slow',
      target: `<= ${percent(most_gap)}`,
      holds: best !== undefined && best.gap <= most_gap,
    },
  ]
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

/** In seconds of the processor, so that others on the machine do not count. */
function timed<T>(work: () => T): [T, seconds: number] {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return [result, (user + system) / 1e6]
}
