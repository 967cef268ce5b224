// npm run conformance -- planner FOLDER: plans each instance of Earth-observation scheduling in a folder (see eosp.ts),
// checks that the plan can be flown, and tells its value beside the proven bound and beside CP-SAT of OR-tools, which has
// ten times as long. Seconds are those of the processor, of both.
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { boundOf } from '../planner/src/bound.ts'
import { problemsOf } from '../planner/src/check.ts'
import { worthOf } from '../planner/src/instance.ts'
import { planOf } from '../planner/src/plan.ts'
import { solveWithCpSat } from './cp-sat.ts'
import { readEosp } from './eosp.ts'

const CP_SAT_S = 60
const effort = { seed: 1, rounds: 30_000 }
const bound_rounds = 25

export function runPlanner(folder: string): boolean {
  return globSync('*.pb', { cwd: folder })
    .sort()
    .map((file) => planInstance(path.join(folder, file)))
    .every((is_right) => is_right)
}

function planInstance(file: string): boolean {
  const instance = readEosp(readFileSync(file, 'utf8'))
  const [plan, plan_s] = timed(() => planOf(instance, effort))
  const [problems, value] = [problemsOf(instance, plan), worthOf(plan)]
  const [bound, bound_s] = timed(() => boundOf(instance, { rounds: bound_rounds, target: value }))
  const peer = solveWithCpSat(instance, CP_SAT_S)
  const gap = `${((bound / value - 1) * 100).toFixed(2)} %`
  const is_best = value >= peer.value - 1e-6 && plan_s <= Math.max(CP_SAT_S / 10, peer.seconds / 10)
  console.log(
    `${is_best ? '✔' : '✖'} ${path.basename(file)}: ${plan.length} images worth ${value.toFixed(3)} in ${plan_s.toFixed(1)} s; bound ${bound.toFixed(3)} (${gap}) in ${bound_s.toFixed(1)} s; CP-SAT ${peer.value.toFixed(3)} (bound ${peer.bound.toFixed(3)}) in ${peer.seconds.toFixed(1)} s`,
  )
  for (const problem of problems) console.log(`  ${problem}`)
  return problems.length === 0 && is_best
}

function timed<T>(work: () => T): [T, seconds: number] {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return [result, (user + system) / 1e6]
}
