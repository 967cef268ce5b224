import type { JobHandler } from '../queue/handlers.ts'
import type { Erasure } from './erasure.ts'
import type { Sealer } from './sealer.ts'

export function auditJobs(sealer: Sealer, erasure: Erasure) {
  return {
    'audit.seal': () => sealer.seal(),
    'audit.forget': () => erasure.forget(),
  } satisfies Record<string, JobHandler>
}
