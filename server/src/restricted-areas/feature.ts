import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { restrictedAreaRoutes } from './routes.ts'
import { RestrictedAreas } from './service.ts'

export function openRestrictedAreas({ db, clock }: Parts) {
  const service = new RestrictedAreas(db, clock)
  return { service, routes: (routes: Routes) => restrictedAreaRoutes(routes, service) }
}
