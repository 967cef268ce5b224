import type { JobHandler } from '../queue/handlers.ts'
import type { Learning } from './learning.ts'
import type { ProviderSecrets } from './secrets.ts'

export function registryJobs(secrets: ProviderSecrets, learning: Learning) {
  return {
    'registry.tidy': () => secrets.encryptAnew(),
    'registry.learn': () => learning.learn(),
  } satisfies Record<string, JobHandler>
}
