import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { projectRoutes } from './routes.ts'
import { Projects } from './service.ts'
import { ensureProjects } from './store.ts'

export function openProjects({ db, clock, lists }: Parts) {
  return {
    names: { ensure: ensureProjects },
    routes: (routes: Routes) => projectRoutes(routes, new Projects(db, clock, lists)),
  }
}
