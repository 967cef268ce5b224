import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { consumptionJobs } from './jobs.ts'
import { consumptionRoutes } from './routes.ts'
import { type Budgets, Consumption } from './service.ts'

export function openConsumption({ db, clock, log }: Parts, budgets: Budgets) {
  const service = new Consumption(db, clock, log, budgets)
  return {
    service,
    routes: (routes: Routes) => consumptionRoutes(routes, service),
    jobs: consumptionJobs(service),
  }
}
