import { clientAddress } from '../access/client-address.ts'
import type { Routes } from '../http/route.ts'
import type { Metrics } from './service.ts'

export function metricRoutes(routes: Routes, metrics: Metrics) {
  routes.add({
    method: 'GET',
    path: '/metrics',
    operation: 'readMetrics',
    summary: 'Figures for Prometheus, to whoever shows the token that the operator has set',
    tag: 'Service',
    access: 'public',
    answers: { 200: null },
    media_type: 'text/plain',
    errors: ['not_found', 'unauthorized', 'too_many_wrong_secrets'],
    handle: async ({ request, reply }) => {
      const text = await metrics.read(request.headers.authorization, clientAddress(request))
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text)
    },
  })
}
