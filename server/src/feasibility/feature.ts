import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { Providers } from '../providers/registry.ts'
import { feasibilityJobs } from './jobs.ts'
import { feasibilityRoutes } from './routes.ts'
import { Feasibility, type OrderExaminer } from './service.ts'

interface Needs {
  providers: Providers
  orders: OrderExaminer
}

export function openFeasibility(parts: Parts, needs: Needs) {
  const service = new Feasibility({ ...parts, ...needs })
  return {
    service,
    routes: (routes: Routes) => feasibilityRoutes(routes, service),
    jobs: feasibilityJobs(service),
  }
}
