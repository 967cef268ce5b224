import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { Owners } from './ports.ts'
import { setupRoutes } from './routes.ts'
import { Setups } from './service.ts'

export function openSetup(parts: Parts, owners: Owners) {
  const service = new Setups(parts, owners)
  return { routes: (routes: Routes) => setupRoutes(routes, service) }
}
