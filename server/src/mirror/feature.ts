import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { Providers } from '../providers/registry.ts'
import type { Charges, Entities, Owners } from './batch.ts'
import { mirrorRoutes } from './routes.ts'
import { Mirror } from './service.ts'

interface Needs {
  entities: Entities
  owners: Owners
  charges: Charges
  providers: Providers
}

export function openMirror(parts: Parts, needs: Needs) {
  const service = new Mirror({ ...parts, ...needs })
  return { service, routes: (routes: Routes) => mirrorRoutes(routes, service) }
}
