import type { AnyJob } from '../queue/handlers.ts'
import { hostsOf } from './parties.ts'
import type { Deliverables } from './service.ts'

export function deliverableJobs(deliverables: Deliverables) {
  return {
    'deliverables.expect': ({ contract_id, entity_id }) => deliverables.expect(contract_id, entity_id),
    'deliverables.fetch': {
      run: ({ contract_id, entity_id }, _attempt, signal) =>
        deliverables.fetch(contract_id, entity_id, signal),
      partiesOf: hostsOf,
    },
    'deliverables.tidy': () => deliverables.tidy(),
    'deliverables.withdraw': ({ contract_id, order_id }) => deliverables.withdraw(contract_id, order_id),
  } satisfies Record<string, AnyJob>
}
