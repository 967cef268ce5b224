import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { serviceLevelRoutes } from './routes.ts'
import { ServiceLevels } from './service.ts'

export function openServiceLevels({ db }: Parts) {
  return { routes: (routes: Routes) => serviceLevelRoutes(routes, new ServiceLevels(db)) }
}
