import type { JobHandler } from '../queue/handlers.ts'
import type { Seals } from './seals.ts'

export function feedJobs(seals: Seals) {
  return {
    'feed.seal': () => seals.sealAll(),
  } satisfies Record<string, JobHandler>
}
