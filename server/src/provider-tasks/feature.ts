import type { Parts } from '../parts.ts'
import type { JobHandler } from '../queue/handlers.ts'
import { ProviderNonces } from './nonces.ts'

/** The door for the mission systems of providers. */
export function openProviderTasks({ db, clock }: Parts) {
  const nonces = new ProviderNonces(db, clock)
  return {
    nonces,
    jobs: { 'provider_tasks.forget': () => nonces.forget() } satisfies Record<string, JobHandler>,
  }
}
