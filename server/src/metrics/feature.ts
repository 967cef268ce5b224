import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { metricRoutes } from './routes.ts'
import { type MeasuredProviders, Metrics } from './service.ts'

export function openMetrics(parts: Parts, providers: MeasuredProviders) {
  const { metrics_token: token, nats } = parts.config
  const service = new Metrics({ ...parts, providers, token, stream: nats?.stream })
  return { service, routes: (routes: Routes) => metricRoutes(routes, service) }
}
