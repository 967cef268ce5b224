import type { AnyJob } from '../queue/handlers.ts'
import type { Feasibility } from './service.ts'

export function feasibilityJobs(feasibility: Feasibility) {
  return {
    'feasibility.analyse': {
      run: ({ contract_id, entity_id }, attempt) => feasibility.analyse(contract_id, entity_id, attempt),
    },
    'feasibility.forget': () => feasibility.forget(),
  } satisfies Record<string, AnyJob>
}
