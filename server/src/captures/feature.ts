import type { Connector, ProviderOf } from '../connectors/connector.ts'
import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { captureEntity } from './document.ts'
import { captureJobs } from './jobs.ts'
import { Planning } from './planning.ts'
import { captureRoutes } from './routes.ts'
import { Captures } from './service.ts'

interface Needs {
  connector: Connector
  providerOf: ProviderOf
}

export function openCaptures({ db, clock, lists, shapes }: Parts, { connector, providerOf }: Needs) {
  const service = new Captures(db, clock, connector, lists)
  const planning = new Planning(db, clock, providerOf, shapes)
  return {
    service,
    planning,
    entity: captureEntity,
    routes: (routes: Routes) => captureRoutes(routes, service),
    jobs: captureJobs(service, planning),
  }
}
