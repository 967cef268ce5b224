import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { upstreamJobs } from './jobs.ts'
import { upstreamRoutes } from './routes.ts'
import { type Representation, UpstreamMirror } from './service.ts'

export function openUpstream(parts: Parts, representation: Representation) {
  const service = new UpstreamMirror({ ...parts, representation, settings: parts.config.upstream })
  return {
    routes: (routes: Routes) => upstreamRoutes(routes, service),
    jobs: upstreamJobs(service),
  }
}
