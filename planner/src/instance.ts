/** An instance is to be planned, and a plan is its answer. */
import type { SatelliteLimits } from './limits.ts'

/** One satellite could take one request then. Seconds from any moment, the same for all. */
export interface Opportunity {
  opportunity_id: string
  request_id: string
  satellite: string
  /** The image begins and ends within these. */
  from_s: number
  to_s: number
  duration_s: number
  /** Above 0, or it is never taken: `imageValue` (value.ts) puts class, odds and lateness into it. */
  value: number
  /** The image fills so much of the memory; nothing if absent. */
  data_mb?: number
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
  /** These stay as they are, whatever is gained without them, and even if they break a limit. */
  frozen?: readonly Acquisition[]
  /** By satellite; one that is not here has none. */
  limits?: ReadonlyMap<string, SatelliteLimits>
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
export const ROUNDING_S = 1e-6
