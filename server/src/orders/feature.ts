import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { Decisions } from '../providers/decisions.ts'
import type { Providers } from '../providers/registry.ts'
import { approvalRoutes } from './approvals.routes.ts'
import { SpendingApprovals } from './approvals.ts'
import type { Budget, SpendCaps } from './budget.ts'
import type { Cancellations } from './cancellation.ts'
import { deskRoutes } from './desk.routes.ts'
import { OrderDesk } from './desk.ts'
import { orderEntity } from './document.ts'
import { orderJobs } from './jobs.ts'
import { orderMapRoutes } from './map.routes.ts'
import type { NamedPasses } from './named-passes.ts'
import { ReplacementOrders } from './replacements.ts'
import { orderRoutes } from './routes.ts'
import { Orders, type Projects } from './service.ts'
import { endPlanning, growDownloads, touch } from './store.ts'
import type { ToldOdds } from './told-odds.ts'

interface Needs {
  providers: Providers
  decisions: Decisions
  budget: Budget
  spend_caps: SpendCaps
  projects: Projects
  passes: NamedPasses
  told_odds: ToldOdds
  cancellations: Cancellations
}

export function openOrders(parts: Parts, needs: Needs) {
  const { db, clock } = parts
  const approvals = new SpendingApprovals(db, clock, needs.budget)
  const service = new Orders({ ...parts, ...needs, approvals })
  const desk = new OrderDesk(db, clock, needs.budget)
  return {
    service,
    approvals,
    replacements: new ReplacementOrders(db, clock, needs.budget),
    entity: orderEntity,
    records: { endPlanning, growDownloads, touch },
    routes: (routes: Routes) => {
      orderRoutes(routes, service)
      orderMapRoutes(routes, db)
      approvalRoutes(routes, approvals)
      deskRoutes(routes, desk)
    },
    jobs: orderJobs(service, needs.providers),
  }
}
