import type { Opportunity } from '@swath/contract/feasibility'

/** The captures of one contract that may want the same satellite at the same time. */
export interface OwnCaptures {
  /** Those with a pass, times in epoch milliseconds. */
  passes: { satellite_name: string; start_ms: number; end_ms: number }[]
  /** The windows of those near by that wait for one. */
  waiting: { start_ms: number; end_ms: number }[]
}

/** Between two images a satellite turns and settles. */
const turn_ms = 60_000

/** Whether a pass is likely to be wanted twice by the same contract. Others are not looked at, so nothing is told of them. */
export function conflictOf(
  pass: Pick<Opportunity, 'satellite_name' | 'start' | 'end'>,
  own: OwnCaptures,
): Opportunity['conflict'] {
  const [start_ms, end_ms] = [Date.parse(pass.start), Date.parse(pass.end)]
  const isTaken = own.passes.some(
    (one) =>
      one.satellite_name === pass.satellite_name &&
      one.start_ms < end_ms + turn_ms &&
      start_ms < one.end_ms + turn_ms,
  )
  if (isTaken) return 'expected'
  const isWanted = own.waiting.some((one) => one.start_ms < end_ms && start_ms < one.end_ms)
  return isWanted ? 'possible' : 'none'
}
