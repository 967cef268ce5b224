import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { Decisions } from '../providers/decisions.ts'
import type { Providers } from '../providers/registry.ts'
import { Cancellations } from './cancellations.ts'
import { captureEntity } from './document.ts'
import { captureJobs } from './jobs.ts'
import { type PlannedOrders, Planning } from './planning.ts'
import { reroutingRoutes } from './rerouting.routes.ts'
import { Rerouting } from './rerouting.ts'
import { captureRoutes } from './routes.ts'
import { Captures } from './service.ts'
import { showDownloads } from './store.ts'
import { Titles } from './titles.ts'

interface Needs {
  providers: Providers
  decisions: Decisions
  orders: PlannedOrders
  cancellations: Cancellations
}

/** The orders need them, which the rest needs. */
export function openCancellations({ db, clock, log }: Parts, providers: Providers) {
  return new Cancellations({ db, clock, log, providers })
}

export function openCaptures({ db, clock, lists, shapes }: Parts, needs: Needs) {
  const { providers, decisions, orders, cancellations } = needs
  const rerouting = new Rerouting({ db, clock, providers, decisions })
  const service = new Captures({ db, clock, providers, lists, rerouting })
  const planning = new Planning({ db, clock, providers, decisions, shapes, orders })
  return {
    service,
    planning,
    entity: captureEntity,
    records: { showDownloads },
    routes: (routes: Routes) => {
      captureRoutes(routes, service)
      reroutingRoutes(routes, rerouting)
    },
    jobs: captureJobs({
      captures: service,
      cancellations,
      planning,
      rerouting,
      titles: new Titles(db, clock),
    }),
  }
}
