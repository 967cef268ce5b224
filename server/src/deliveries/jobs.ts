import type { AnyJob } from '../queue/handlers.ts'
import { destinationsOf } from './parties.ts'
import type { Deliveries } from './service.ts'

export function deliveryJobs(deliveries: Deliveries) {
  return {
    'deliveries.begin': ({ contract_id, entity_id }) => deliveries.begin(contract_id, entity_id),
    'deliveries.hurry': ({ contract_id, entity_id }) => deliveries.hurry(contract_id, entity_id),
    'deliveries.withdraw': ({ contract_id, entity_id }) => deliveries.withdraw(contract_id, entity_id),
    'deliveries.recall': ({ contract_id, entity_id }) => deliveries.recall(contract_id, entity_id),
    'deliveries.discard': {
      run: ({ contract_id, entity_id }, attempt) => deliveries.discard(contract_id, entity_id, attempt),
      partiesOf: destinationsOf,
    },
  } satisfies Record<string, AnyJob>
}
