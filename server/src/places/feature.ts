import type { Parts } from '../platform/parts.ts'
import type { Routes } from '../platform/route.ts'
import { placeRoutes } from './routes.ts'

export function openPlaces({ threads }: Parts) {
  return { routes: (routes: Routes) => placeRoutes(routes, threads) }
}
