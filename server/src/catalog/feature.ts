import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { catalogRoutes } from './routes.ts'
import { Catalog } from './service.ts'

export function openCatalog({ db, clock }: Parts) {
  const service = new Catalog(db, clock)
  return { service, routes: (routes: Routes) => catalogRoutes(routes, service) }
}
