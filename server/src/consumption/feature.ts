import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { consumptionJobs } from './jobs.ts'
import { consumptionRoutes } from './routes.ts'
import { Consumption } from './service.ts'

export function openConsumption({ db, clock, log }: Parts) {
  const service = new Consumption(db, clock, log)
  return {
    service,
    routes: (routes: Routes) => consumptionRoutes(routes, service),
    jobs: consumptionJobs(service),
  }
}
