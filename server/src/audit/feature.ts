import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { Erasure } from './erasure.ts'
import { auditJobs } from './jobs.ts'
import { auditRoutes } from './routes.ts'
import { Sealer } from './sealer.ts'
import { Audit } from './service.ts'
import { Trail } from './trail.ts'

export function openAudit(parts: Parts) {
  const sealer = new Sealer(parts)
  const audit = new Audit(parts)
  const trail = new Trail(parts)
  const erasure = new Erasure({ ...parts, trail, days: parts.config.audit_personal_days })
  return {
    trail,
    sealer,
    routes: (routes: Routes) => auditRoutes(routes, { audit, sealer, erasure }),
    jobs: auditJobs(sealer, erasure),
  }
}
