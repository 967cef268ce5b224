import { DryRun } from '@swath/contract/lists'
import { ExportedSetup, Setup, SetupPlan } from '@swath/contract/setup'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import type { Setups } from './service.ts'

const about = {
  tag: 'Operators',
  scope: 'ops:setup' as const,
  access: 'operator' as const,
  path: '/ops/v1/setup',
}

export function setupRoutes(routes: Routes, setups: Setups) {
  routes.add({
    ...about,
    method: 'GET',
    operation: 'exportSetup',
    summary:
      'Customers, contracts, what these may order and who carries it out, as one document without secrets',
    query: z.strictObject({ contract_id: z.string().optional() }),
    answers: { 200: ExportedSetup },
    errors: ['not_found'],
    handle: ({ query }) => setups.read(query.contract_id),
  })
  routes.add({
    ...about,
    method: 'PUT',
    operation: 'applySetup',
    summary: 'Make what such a document says, all of it or nothing, or tell what that would change',
    query: z.strictObject({ dry_run: DryRun }),
    body: Setup,
    body_mib: 4,
    answers: { 200: SetupPlan },
    errors: ['setup_refused'],
    handle: ({ caller, query, body }) => setups.apply(caller, body, query.dry_run === 'true'),
  })
}
