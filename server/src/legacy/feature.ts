import type { SignedLinks } from '../access/signed-links.ts'
import type { Captures } from '../captures/service.ts'
import type { Catalog } from '../catalog/service.ts'
import type { Contracts } from '../contracts/service.ts'
import type { Deliverables } from '../deliverables/service.ts'
import type { Downloads } from '../downloads/service.ts'
import type { Feasibility } from '../feasibility/service.ts'
import type { Routes } from '../http/route.ts'
import type { Orders } from '../orders/service.ts'
import type { Parts } from '../parts.ts'
import { deliveryRoutes } from './delivery.routes.ts'
import { Delivery } from './delivery.service.ts'
import { taskingRoutes } from './tasking.routes.ts'
import { Tasking } from './tasking.service.ts'

interface Needs {
  contracts: Contracts
  captures: Captures
  catalog: Catalog
  deliverables: Deliverables
  downloads: Downloads
  feasibility: Feasibility
  links: SignedLinks
  orders: Orders
}

export function openLegacy(parts: Parts, needs: Needs) {
  const { public_url } = parts.config
  const tasking = new Tasking({ ...parts, ...needs })
  const delivery = new Delivery({ ...parts, ...needs }, public_url)
  return {
    delivery,
    routes: (routes: Routes) => {
      taskingRoutes(routes, tasking, needs.contracts, public_url)
      deliveryRoutes(routes, delivery, public_url)
    },
  }
}
