import type { JobHandler } from '../queue/handlers.ts'
import type { Planning } from './service.ts'

export function planningJobs(planning: Planning) {
  return { 'planning.plan': () => planning.planAll() } satisfies Record<string, JobHandler>
}
