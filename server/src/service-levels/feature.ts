import type { Parts } from '../platform/parts.ts'
import type { Routes } from '../platform/route.ts'
import { serviceLevelRoutes } from './routes.ts'
import { ServiceLevels } from './service.ts'

export function openServiceLevels({ db }: Parts) {
  return { routes: (routes: Routes) => serviceLevelRoutes(routes, new ServiceLevels(db)) }
}
