import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { deliveryJobs } from './jobs.ts'
import type { Describer, Destinations } from './ports.ts'
import { deliveryRoutes } from './routes.ts'
import { DeliverySender } from './sender.ts'
import { Deliveries } from './service.ts'

interface Needs {
  destinations: Destinations
  describer: Describer
}

export function openDeliveries(parts: Parts, needs: Needs) {
  const service = new Deliveries({ ...parts, ...needs })
  const sender = new DeliverySender({ ...parts, ...needs })
  return {
    service,
    sender,
    routes: (routes: Routes) => deliveryRoutes(routes, service),
    jobs: deliveryJobs(service),
    senders: [sender],
  }
}
