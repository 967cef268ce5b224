import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { DestinationCleanup } from './cleanup.ts'
import { destinationJobs } from './jobs.ts'
import { destinationRoutes } from './routes.ts'
import { Destinations } from './service.ts'

export function openDestinations(parts: Parts) {
  const { delivery_dir, delivery_timeout_ms: timeout_ms } = parts.config
  const service = new Destinations({ ...parts, delivery_dir, timeout_ms })
  const cleanup = new DestinationCleanup(parts)
  return {
    service,
    cleanup,
    routes: (routes: Routes) => destinationRoutes(routes, service),
    jobs: destinationJobs(cleanup),
  }
}
