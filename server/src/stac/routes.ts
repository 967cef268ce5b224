import type { Routes } from '../http/route.ts'
import { aggregationRoutes } from './aggregation.routes.ts'
import { StacApi } from './api.ts'
import { collectionRoutes } from './collection.routes.ts'
import { itemRoutes } from './item.routes.ts'
import { landingRoutes } from './landing.routes.ts'
import { bases } from './links.ts'
import type { Previews } from './previews.ts'
import { schemaRoutes } from './schema.routes.ts'
import { searchRoutes, v2SearchRoute } from './search.routes.ts'
import type { Stac } from './service.ts'

/** The same API in each of its places. */
export function stacRoutes(routes: Routes, stac: Stac, previews: Previews, public_url: string) {
  for (const base of bases) {
    const api = new StacApi(routes, stac, previews, public_url, base)
    landingRoutes(api)
    collectionRoutes(api)
    itemRoutes(api)
    searchRoutes(api)
    schemaRoutes(api)
    aggregationRoutes(api)
  }
  v2SearchRoute(new StacApi(routes, stac, previews, public_url, '/archive/stac'), public_url)
}
