import type { JobHandler } from '../platform/queue.ts'
import type { Ledger } from './service.ts'

export function ledgerJobs(ledger: Ledger) {
  return {
    'ledger.charge': ({ contract_id, entity_id }) => ledger.charge(contract_id, entity_id),
    'ledger.charge_cancellation': ({ contract_id, order_id }) =>
      ledger.chargeCancellation(contract_id, order_id),
  } satisfies Record<string, JobHandler>
}
