import type { Parts } from '../platform/parts.ts'
import type { Routes } from '../platform/route.ts'
import { projectRoutes } from './routes.ts'
import { Projects } from './service.ts'

export function openProjects({ db, clock, lists }: Parts) {
  return { routes: (routes: Routes) => projectRoutes(routes, new Projects(db, clock, lists)) }
}
