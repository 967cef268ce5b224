import type { JobHandler } from '../queue/handlers.ts'
import type { DestinationCleanup } from './cleanup.ts'

export function destinationJobs(cleanup: DestinationCleanup) {
  return {
    'destinations.tidy': () => cleanup.run(),
  } satisfies Record<string, JobHandler>
}
