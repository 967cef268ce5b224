import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { contractRoutes } from './routes.ts'
import { Contracts } from './service.ts'
import { setBudgetPolicy, setRejectionPolicy } from './store.ts'

export function openContracts({ db, clock }: Parts) {
  const service = new Contracts(db, clock)
  return {
    service,
    policies: { setBudgetPolicy, setRejectionPolicy },
    routes: (routes: Routes) => contractRoutes(routes, service),
  }
}
