import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { projectRoutes } from './routes.ts'
import { Projects } from './service.ts'

export function openProjects({ db, clock, lists }: Parts) {
  return { routes: (routes: Routes) => projectRoutes(routes, new Projects(db, clock, lists)) }
}
