import type { JobHandler } from '../platform/queue.ts'
import type { Publication } from './publication.ts'

export function archiveJobs(publication: Publication) {
  return {
    'archive.publish': ({ entity_id }) => publication.publish(entity_id),
  } satisfies Record<string, JobHandler>
}
