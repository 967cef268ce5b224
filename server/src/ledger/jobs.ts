import type { JobHandler } from '../platform/queue.ts'
import type { Ledger } from './service.ts'

export function ledgerJobs(ledger: Ledger) {
  return {
    'ledger.charge': ({ contract_id, entity_id }) => ledger.charge(contract_id, entity_id),
  } satisfies Record<string, JobHandler>
}
