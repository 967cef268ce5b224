import type { JobHandler } from '../platform/queue.ts'
import type { Deliverables } from './service.ts'

export function deliverableJobs(deliverables: Deliverables) {
  return {
    'deliverables.expect': ({ contract_id, entity_id }) => deliverables.expect(contract_id, entity_id),
    'deliverables.fetch': ({ contract_id, entity_id }, attempt) =>
      deliverables.fetch(contract_id, entity_id, attempt),
    'deliverables.withdraw': ({ contract_id, order_id }) => deliverables.withdraw(contract_id, order_id),
  } satisfies Record<string, JobHandler>
}
