import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { ledgerJobs } from './jobs.ts'
import { ledgerRoutes } from './routes.ts'
import { type ContractPolicies, Ledger } from './service.ts'

export function openLedger({ db, clock, log }: Parts, policies: ContractPolicies) {
  const service = new Ledger(db, clock, policies)
  return {
    service,
    routes: (routes: Routes) => ledgerRoutes(routes, service),
    jobs: ledgerJobs(service, log),
  }
}
