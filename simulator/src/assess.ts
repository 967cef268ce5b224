import { scenarioOf, scenarios } from './scenarios.ts'
import { eachAccess, explainNoAccess } from './sky/access.ts'
import { constellationAt } from './sky/constellation.ts'
import { centreOf, type Question } from './task.ts'

export type Assessment =
  | { feasible: true }
  | { feasible: false; reason: 'refused' | 'off_nadir' | 'sun_elevation' | 'never_visible'; message: string }

/** Why not, in words. The search for the reason looks at the first days of the window: passes repeat. */
const explained_ms = 5 * 86_400_000

/** Whether some satellite can look at the middle of the target within the window and the limits. */
export function assess(question: Question, now_ms: number): Assessment {
  const scenario = scenarioOf(question)
  if (typeof scenario === 'object') {
    const known = Object.keys(scenarios).join(', ')
    return {
      feasible: false,
      reason: 'refused',
      message: `There is no scenario ${scenario.unknown}; there are ${known}`,
    }
  }
  if (scenario === 'reject') return { feasible: false, reason: 'refused', message: scenarios.reject }
  const { max_cloud_pct: _, ...angles } = question.limits
  const start_ms = Math.max(now_ms, question.window.start.getTime())
  const end_ms = question.window.end.getTime()
  const constraints = {
    target: centreOf(question.geometry),
    start_ms,
    end_ms,
    ...angles,
    satellites: constellationAt(start_ms),
  }
  if (scenario === 'no-access' || !eachAccess(constraints).next().done) return { feasible: true }
  const why = explainNoAccess({ ...constraints, end_ms: Math.min(end_ms, start_ms + explained_ms) })
  return { feasible: false, ...explanations[why?.constraint ?? 'NEVER_VISIBLE'](why?.best ?? 0) }
}

const explanations = {
  OFF_NADIR: (best: number) => ({
    reason: 'off_nadir' as const,
    message: `No pass within the off-nadir limits; the nearest is at ${best.toFixed(1)} degrees`,
  }),
  SUN_ELEVATION: (best: number) => ({
    reason: 'sun_elevation' as const,
    message: `No pass within the sun-elevation limits; the nearest is at ${best.toFixed(1)} degrees`,
  }),
  NEVER_VISIBLE: () => ({
    reason: 'never_visible' as const,
    message: 'No satellite of the constellation sees the target in the window',
  }),
}
