import { spawnSync } from 'node:child_process'
import path from 'node:path'
import type { Instance, Opportunity } from '../planner/src/instance.ts'
import { installPython } from './install.ts'

const TICKS = 10
const script = path.join(import.meta.dirname, 'cp-sat.py')

export interface Solved {
  value: number
  bound: number
  seconds: number
}

/** Asks CP-SAT of OR-tools for its plan in some seconds of one core, with times in tenths of a second. */
export function solveWithCpSat(instance: Instance, seconds: number): Solved {
  const python = path.join(installPython('or-tools', ['ortools==9.14.6206']), 'python')
  const opportunities = instance.opportunities.filter(({ value }) => value > 0)
  const input = {
    opportunities,
    pairs: pairsOf(instance, opportunities),
    least_turn_s: instance.least_turn_s,
    seconds,
  }
  const { status, stdout, stderr } = spawnSync(python, [script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (status !== 0) throw new Error(`CP-SAT failed: ${stderr}`)
  return JSON.parse(stdout) as Solved
}

/** Those of a satellite that a turn can keep from each other: from start to start, and which may be first. */
function pairsOf({ turnSeconds, most_turn_s }: Instance, opportunities: readonly Opportunity[]): unknown[] {
  const bySatellite = Map.groupBy(opportunities.keys(), (index) => opportunities[index]!.satellite)
  return [...bySatellite.values()].flatMap((some) =>
    some.flatMap((a, place) =>
      some.slice(place + 1).flatMap((b) => {
        const [one, other] = [opportunities[a]!, opportunities[b]!]
        if (one.from_s >= other.to_s + most_turn_s || other.from_s >= one.to_s + most_turn_s) return []
        const [forth_s, back_s] = [turnSeconds(one, other), turnSeconds(other, one)]
        return [
          [
            a,
            b,
            ticks(one.duration_s + forth_s),
            ticks(other.duration_s + back_s),
            fits(one, other, forth_s),
            fits(other, one, back_s),
          ],
        ]
      }),
    ),
  )
}

const ticks = (time_s: number): number => Math.ceil(time_s * TICKS - 1e-6)

const fits = (first: Opportunity, then: Opportunity, turn_s: number): boolean =>
  first.from_s + first.duration_s + turn_s + then.duration_s <= then.to_s
