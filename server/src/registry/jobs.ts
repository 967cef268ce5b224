import type { JobHandler } from '../queue/handlers.ts'
import type { ProviderSecrets } from './secrets.ts'

export function registryJobs(secrets: ProviderSecrets) {
  return { 'registry.tidy': () => secrets.encryptAnew() } satisfies Record<string, JobHandler>
}
