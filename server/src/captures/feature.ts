import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { Connector, ProviderOf } from '../providers/provider.ts'
import { captureEntity } from './document.ts'
import { captureJobs } from './jobs.ts'
import { type PlannedOrders, Planning } from './planning.ts'
import { captureRoutes } from './routes.ts'
import { Captures } from './service.ts'
import { showDownloads } from './store.ts'

interface Needs {
  connector: Connector
  providerOf: ProviderOf
  orders: PlannedOrders
}

export function openCaptures({ db, clock, lists, shapes }: Parts, { connector, providerOf, orders }: Needs) {
  const service = new Captures(db, clock, connector, lists)
  const planning = new Planning({ db, clock, providerOf, shapes, orders })
  return {
    service,
    planning,
    entity: captureEntity,
    records: { showDownloads },
    routes: (routes: Routes) => captureRoutes(routes, service),
    jobs: captureJobs(service, planning),
  }
}
