import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { Providers } from '../providers/registry.ts'
import type { CommandFormats } from './command-formats.ts'
import { planningJobs } from './jobs.ts'
import { planningRoutes } from './routes.ts'
import { type CaptureJudge, type CloudForecast, Planning } from './service.ts'

interface Needs {
  providers: Providers
  captures: CaptureJudge
  forecast: CloudForecast
  formats: CommandFormats
}

/** Plans the constellations that have no mission planning of their own. */
export function openPlanning(parts: Parts, needs: Needs) {
  const service = new Planning(parts, needs)
  return {
    service,
    routes: (routes: Routes) => planningRoutes(routes, service, needs.formats),
    jobs: planningJobs(service),
  }
}
