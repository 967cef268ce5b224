import type { JobHandler } from '../queue/handlers.ts'
import type { Consumption } from './service.ts'

export function consumptionJobs(consumption: Consumption) {
  return {
    'consumption.fold': () => consumption.foldChanges(),
    'consumption.check': async () => {
      await consumption.check()
    },
  } satisfies Record<string, JobHandler>
}
