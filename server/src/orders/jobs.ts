import type { JobHandler } from '../platform/queue.ts'
import type { Orders } from './service.ts'

export function orderJobs(orders: Orders) {
  return {
    'orders.assess': ({ contract_id, order_id }) => orders.assess(contract_id, order_id),
    'orders.progress': ({ contract_id, order_id }) => orders.progress(contract_id, order_id),
    'orders.rename_project': ({ contract_id, entity_id }) => orders.renameProject(contract_id, entity_id),
  } satisfies Record<string, JobHandler>
}
