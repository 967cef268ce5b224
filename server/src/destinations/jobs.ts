import type { JobHandler } from '../queue/handlers.ts'
import type { DestinationUpkeep } from './upkeep.ts'

export function destinationJobs(upkeep: DestinationUpkeep) {
  return {
    'destinations.tidy': () => upkeep.run(),
  } satisfies Record<string, JobHandler>
}
