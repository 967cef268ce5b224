import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { Providers } from '../providers/registry.ts'
import { AnalysisBatches } from './batches.ts'
import { feasibilityJobs } from './jobs.ts'
import { Reservations } from './reservations.ts'
import { feasibilityRoutes } from './routes.ts'
import { type CloudForecast, Feasibility, type OrderExaminer } from './service.ts'
import { ToldOdds } from './told-odds.ts'

interface Needs {
  providers: Providers
  orders: OrderExaminer
  forecast: CloudForecast
  reservations: Reservations
}

/** The part of feasibility that the orders need, which the rest needs. */
export function openReservations({ db, clock }: Parts, providers: Providers) {
  return { reservations: new Reservations({ db, clock, providers }), told_odds: new ToldOdds(clock) }
}

export function openFeasibility(parts: Parts, needs: Needs) {
  const service = new Feasibility({ ...parts, ...needs })
  const batches = new AnalysisBatches(parts.db, parts.clock, service)
  return {
    service,
    routes: (routes: Routes) => feasibilityRoutes(routes, service, batches),
    jobs: feasibilityJobs(service, needs.reservations),
  }
}
