import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { Courier } from './courier.ts'
import { deliveryJobs } from './jobs.ts'
import type { Describer, Destinations } from './ports.ts'
import { deliveryRoutes } from './routes.ts'
import { Deliveries } from './service.ts'

interface Needs {
  destinations: Destinations
  describer: Describer
}

export function openDeliveries(parts: Parts, needs: Needs) {
  const service = new Deliveries({ ...parts, ...needs })
  const courier = new Courier({ ...parts, ...needs })
  return {
    service,
    courier,
    routes: (routes: Routes) => deliveryRoutes(routes, service),
    jobs: deliveryJobs(service),
    senders: [courier],
  }
}
