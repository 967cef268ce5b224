// The simulator says this in the words of the provider protocol.
import type { AnswerOf } from '@swath/contract/provider-protocol/protocol'
import type { Assessment } from './assess.ts'
import type { Obstacle } from './obstacles.ts'
import type { Findings } from './opportunities.ts'
import type { Wish } from './task.ts'

type Limits = Wish['limits']
type Constraint = NonNullable<AnswerOf<'opportunities'>['constraint']>

export function tellAssessment(assessment: Assessment): AnswerOf<'assess'> {
  if (assessment.feasible) return { feasible: true }
  const reason_code = assessment.reason === 'taken' ? 'NO_CAPACITY' : 'NOT_FEASIBLE'
  return { feasible: false, reason_code, message: assessment.message }
}

export function tellOpportunities({ opportunities, has_more, obstacle }: Findings, limits: Limits) {
  return { opportunities, has_more, constraint: obstacle ? constraintOf(obstacle, limits) : null }
}

/** The limits that can be the reason, by the names of their parameters and of their values. */
const limited = {
  off_nadir: { parameter: 'ona', limit: 'off_nadir_deg' },
  sun_elevation: { parameter: 'sun_elevation', limit: 'sun_elevation_deg' },
} as const
const unlimited = {
  refused: 'provider',
  never_visible: 'window',
  taken: 'capacity',
  off_nadir: 'provider',
  sun_elevation: 'provider',
  // The limits of a capture in space.
  time: 'window',
  satellite: 'satellite',
  altitude: 'altitude',
  range: 'range',
  line_of_sight: 'line_of_sight',
  sun_angle: 'sun_angle',
  slew_rate: 'slew_rate',
} as const satisfies Record<Obstacle['reason'], Constraint['name']>

function constraintOf({ reason, nearest_deg, message }: Obstacle, limits: Limits): Constraint {
  if (nearest_deg === undefined || !(reason === 'off_nadir' || reason === 'sun_elevation')) {
    return { name: unlimited[reason], requested_deg: null, nearest_deg: null, message }
  }
  const { parameter, limit } = limited[reason]
  const side = nearest_deg > limits[`max_${limit}`] ? 'max' : 'min'
  return { name: `${side}_${parameter}`, requested_deg: limits[`${side}_${limit}`], nearest_deg, message }
}
