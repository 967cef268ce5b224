import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { metricRoutes } from './routes.ts'
import {
  type MeasuredConstellations,
  type MeasuredForecast,
  type MeasuredProviders,
  Metrics,
} from './service.ts'

interface Needs {
  providers: MeasuredProviders
  constellations: MeasuredConstellations
  forecast: MeasuredForecast
}

export function openMetrics(parts: Parts, needs: Needs) {
  const { metrics_token: token, nats } = parts.config
  const service = new Metrics({ ...parts, ...needs, token, stream: nats?.stream })
  return { service, routes: (routes: Routes) => metricRoutes(routes, service) }
}
