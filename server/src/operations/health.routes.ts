import { Health } from '@swath/contract/accounts'
import about from '../../package.json' with { type: 'json' }
import type { Database } from '../database/db.ts'
import type { Routes } from '../http/route.ts'

const healthy: Health = { status: 'ok', version: about.version }

export function serviceRoutes(routes: Routes, db: Database) {
  const health = { tag: 'Service', access: 'public' as const, answers: { 200: Health } }
  routes.add({
    ...health,
    method: 'GET',
    path: '/healthz',
    operation: 'isAlive',
    summary: 'The process runs',
    handle: () => healthy,
  })
  routes.add({
    ...health,
    method: 'GET',
    path: '/readyz',
    operation: 'isReady',
    summary: 'The process runs and reaches its database',
    errors: ['not_ready'],
    handle: () => db.ping().then(() => healthy),
  })
}
