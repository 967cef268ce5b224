import { UpstreamStatus } from '@swath/contract/upstream'
import type { Routes } from '../http/route.ts'
import type { UpstreamMirror } from './service.ts'

export function upstreamRoutes(routes: Routes, upstream: UpstreamMirror) {
  routes.add({
    method: 'GET',
    path: '/ops/v1/upstream',
    operation: 'getUpstream',
    scope: 'ops:read',
    summary: 'How the mirroring of a v1 system goes',
    tag: 'Operators',
    access: 'operator',
    answers: { 200: UpstreamStatus },
    handle: () => upstream.status(),
  })
}
