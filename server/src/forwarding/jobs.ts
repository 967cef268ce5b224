import type { JobHandler } from '../queue/handlers.ts'
import type { Forwarding } from './service.ts'

export function forwardingJobs(forwarding: Forwarding) {
  return { 'forwarding.poll': () => forwarding.poll() } satisfies Record<string, JobHandler>
}
