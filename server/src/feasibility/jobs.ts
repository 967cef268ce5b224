import type { AnyJob } from '../queue/handlers.ts'
import type { Reservations } from './reservations.ts'
import type { Feasibility } from './service.ts'

export function feasibilityJobs(feasibility: Feasibility, reservations: Reservations) {
  return {
    'feasibility.analyse': {
      run: ({ contract_id, entity_id }, attempt) => feasibility.analyse(contract_id, entity_id, attempt),
    },
    'feasibility.forget': () => feasibility.forget(),
    'feasibility.release': () => reservations.tidy(),
  } satisfies Record<string, AnyJob>
}
