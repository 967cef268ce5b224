import type { Providers } from '../providers/registry.ts'
import type { AnyJob } from '../queue/handlers.ts'
import { providersOf } from './parties.ts'
import type { Orders } from './service.ts'

export function orderJobs(orders: Orders, providers: Providers) {
  return {
    'orders.assess': {
      run: ({ contract_id, order_id }) => orders.assess(contract_id, order_id),
      giveUp: ({ contract_id, order_id }) => orders.giveUp(contract_id, order_id),
      partiesOf: (tx, order_ids) => providersOf(tx, order_ids, providers),
    },
    'orders.progress': ({ contract_id, order_id }) => orders.progress(contract_id, order_id),
    'orders.close_windows': () => orders.closeWindows(),
    'orders.rename_project': ({ contract_id, entity_id }) => orders.renameProject(contract_id, entity_id),
  } satisfies Record<string, AnyJob>
}
