import { rejectionRoutes } from './deliverables/rejections.routes.ts'
import { Rejections } from './deliverables/rejections.ts'
import { ledgerRoutes } from './ledger/routes.ts'
import { Ledger } from './ledger/service.ts'
import { deskRoutes } from './orders/desk.routes.ts'
import { OrderDesk } from './orders/desk.ts'
import { ReplacementOrders } from './orders/replacements.ts'
import type { Clock } from './platform/clock.ts'
import type { Database } from './platform/db.ts'
import type { Routes } from './platform/route.ts'

/** The ledger, and those who decide with it about limits and refunds. */
export function openMoney(db: Database, clock: Clock) {
  const ledger = new Ledger(db, clock)
  const replacements = new ReplacementOrders(db, clock, ledger)
  return {
    ledger,
    rejections: new Rejections(db, clock, ledger, replacements),
    desk: new OrderDesk(db, clock, ledger),
  }
}

export function moneyRoutes(routes: Routes, { ledger, rejections, desk }: ReturnType<typeof openMoney>) {
  ledgerRoutes(routes, ledger)
  rejectionRoutes(routes, rejections)
  deskRoutes(routes, desk)
}
