import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { placeRoutes } from './routes.ts'

export function openPlaces({ threads }: Parts) {
  return { routes: (routes: Routes) => placeRoutes(routes, threads) }
}
