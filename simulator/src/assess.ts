import type { Obstacle } from './obstacles.ts'
import { type Labelled, scenarioOf, scenarios } from './scenarios.ts'
import { type Booking, constraintsOf, freeAccesses } from './schedule.ts'
import { joinObstacles, spaceObstacles } from './space.ts'
import { obstacleOfTargets, type Target } from './targets.ts'
import type { Question } from './task.ts'

export type Assessment = { feasible: true } | ({ feasible: false } & Obstacle)

/** Whether some satellite can look at each target within the window and the limits, and is free to. */
export function assess(question: Question, bookings: readonly Booking[], now_ms: number): Assessment {
  const refusal = refusalOf(question)
  if (refusal) return { feasible: false, ...refusal }
  if (question.nei) {
    const obstacle = joinObstacles(spaceObstacles(question.nei, bookings, now_ms))
    return obstacle ? { feasible: false, ...obstacle } : { feasible: true }
  }
  const isLost = ({ frame }: Target) =>
    freeAccesses(constraintsOf(frame, question, now_ms), bookings).next().done === true
  const obstacle = obstacleOfTargets(question, isLost, now_ms)
  return obstacle ? { feasible: false, ...obstacle } : { feasible: true }
}

/** The reason for which the scenario of an order refuses it, before anybody looks at the sky. */
export function refusalOf(labels: Labelled): Obstacle | undefined {
  const scenario = scenarioOf(labels)
  if (scenario === 'reject') return { reason: 'refused', message: scenarios.reject }
  if (typeof scenario !== 'object') return undefined
  const known = Object.keys(scenarios).join(', ')
  return { reason: 'refused', message: `There is no scenario ${scenario.unknown}; there are ${known}` }
}
