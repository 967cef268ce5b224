import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { areaRoutes } from './routes.ts'
import { Areas, type Needs } from './service.ts'

export function openAreas({ db, clock, lists }: Parts, needs: Needs) {
  return { routes: (routes: Routes) => areaRoutes(routes, new Areas(db, clock, lists, needs)) }
}
