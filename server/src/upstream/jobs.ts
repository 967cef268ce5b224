import type { JobHandler } from '../queue/handlers.ts'
import type { UpstreamMirror } from './service.ts'

export function upstreamJobs(upstream: UpstreamMirror) {
  return { 'upstream.poll': () => upstream.poll() } satisfies Record<string, JobHandler>
}
