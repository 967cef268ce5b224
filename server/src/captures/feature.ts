import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { Providers } from '../providers/registry.ts'
import { captureEntity } from './document.ts'
import { captureJobs } from './jobs.ts'
import { type PlannedOrders, Planning } from './planning.ts'
import { captureRoutes } from './routes.ts'
import { Captures } from './service.ts'
import { showDownloads } from './store.ts'

interface Needs {
  providers: Providers
  orders: PlannedOrders
}

export function openCaptures({ db, clock, lists, shapes }: Parts, { providers, orders }: Needs) {
  const service = new Captures(db, clock, providers, lists)
  const planning = new Planning({ db, clock, providers, shapes, orders })
  return {
    service,
    planning,
    entity: captureEntity,
    records: { showDownloads },
    routes: (routes: Routes) => captureRoutes(routes, service),
    jobs: captureJobs(service, planning),
  }
}
