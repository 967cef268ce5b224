import type { Log } from '../platform/log.ts'
import type { JobHandler } from '../queue/handlers.ts'
import type { Ledger } from './service.ts'

export function ledgerJobs(ledger: Ledger, log: Log) {
  return {
    'ledger.compensate': ({ contract_id, entity_id }) => ledger.compensate(contract_id, entity_id),
    'ledger.settle': ({ contract_id, order_id }) => ledger.settle(contract_id, order_id),
    'ledger.check': async () => {
      const found = await ledger.check()
      const { repaired, charged, unequal } = found
      if (repaired.length + charged.length > 0) log.error(found, 'the ledger was repaired')
      if (unequal.length > 0) log.error({ unequal }, 'deliverables tell another charge than was booked')
    },
  } satisfies Record<string, JobHandler>
}
