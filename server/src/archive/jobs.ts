import type { JobHandler } from '../queue/handlers.ts'
import type { OrderedItems } from './ordered-items.ts'
import type { Publication } from './publication.ts'

export function archiveJobs(publication: Publication, ordered: OrderedItems) {
  return {
    // A capture is either new to the archive or was cut from what is in it.
    'archive.publish': async ({ contract_id, entity_id }) => {
      await publication.publish(entity_id)
      await ordered.publish(contract_id, entity_id)
    },
  } satisfies Record<string, JobHandler>
}
