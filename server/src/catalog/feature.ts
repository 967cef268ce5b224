import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { catalogRoutes } from './routes.ts'
import { Catalog } from './service.ts'
import { skuRoutes } from './skus.routes.ts'
import { Skus } from './skus.ts'

export function openCatalog({ db, clock }: Parts) {
  const service = new Catalog(db, clock)
  const skus = new Skus(db, clock, service)
  return {
    service,
    skus,
    routes: (routes: Routes) => {
      catalogRoutes(routes, service)
      skuRoutes(routes, skus)
    },
  }
}
