import { ContractView, StartView } from '@swath/contract/views'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import type { Views } from './views.ts'

export function viewRoutes(routes: Routes, views: Views) {
  routes.add({
    method: 'POST',
    path: '/ops/v1/contracts/{contract_id}/views',
    operation: 'startView',
    summary:
      'Look at the system as the customer of a contract sees it, for half an hour; the customer is told why',
    tag: 'Operators',
    access: 'operator',
    scope: 'ops:support',
    params: z.strictObject({ contract_id: z.string() }),
    body: StartView,
    answers: { 201: ContractView },
    shows_secret: true,
    gives_reason: true,
    handle: async ({ caller, params, body, reply }) => {
      const view = await views.start(caller, params.contract_id, body)
      reply.code(201)
      return view
    },
  })
}
