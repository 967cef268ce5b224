import {
  AnalyseOrder,
  AnalyseOrders,
  Analysis,
  AnalysisBatch,
  most_targets,
} from '@swath/contract/feasibility'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { type Preference, preferenceOf } from '../http/prefer.ts'
import { area_mib, type Routes } from '../http/route.ts'
import type { AnalysisBatches } from './batches.ts'
import type { Feasibility } from './service.ts'

const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(1000)
  .default(100)
  .meta({ description: 'How many opportunities at most' })

/** Nobody waits for longer, whatever they prefer. */
const most_wait_s = 10

const patienceOf = ({ wait_s = 0 }: Preference) => Math.min(wait_s, most_wait_s) * 1000

/** Analyses that were answered at once are there; the others are told where they will be. */
function tellApplied(reply: FastifyReply, { wait_s, respond_async }: Preference, is_there: boolean) {
  reply.code(is_there ? 200 : 202)
  if (is_there && wait_s !== undefined) reply.header('preference-applied', 'wait')
  if (!is_there && respond_async) reply.header('preference-applied', 'respond-async')
}

export function feasibilityRoutes(routes: Routes, feasibility: Feasibility, batches: AnalysisBatches) {
  routes.add({
    method: 'POST',
    path: '/v2/analysis/opportunities',
    operation: 'startAnalysis',
    scope: 'read',
    summary:
      'Ask when an order could be collected; nothing is ordered. With `Prefer: wait`, what is small is answered at once',
    tag: 'Feasibility',
    access: 'customer',
    query: z.strictObject({ limit }),
    body: AnalyseOrder,
    body_mib: area_mib,
    takes_preference: true,
    answers: { 200: Analysis, 202: Analysis },
    errors: [
      'invalid_geometry',
      'sku_not_in_contract',
      'geometry_not_for_sku',
      'area_out_of_range',
      'strips_out_of_range',
      'too_many_open_captures',
      'window_invalid',
      'level_not_in_contract',
      'period_invalid',
      'nei_invalid',
      'limits_inverted',
      'parameter_not_for_sku',
      'sku_needs_no_analysis',
    ],
    waits_for_others: true,
    handle: async ({ caller, query, body, request, reply }) => {
      const wish = preferenceOf(request.headers.prefer)
      const analysis = await feasibility.start(caller, body, query.limit, patienceOf(wish))
      reply.header('location', `/v2/analysis/opportunities/${analysis.analysis_id}`)
      tellApplied(reply, wish, analysis.status !== 'PENDING')
      return analysis
    },
  })
  routes.add({
    method: 'GET',
    path: '/v2/analysis/opportunities/{analysis_id}',
    operation: 'getAnalysis',
    scope: 'read',
    summary: 'A feasibility analysis, for 24 hours',
    tag: 'Feasibility',
    access: 'customer',
    params: z.strictObject({ analysis_id: z.string() }),
    answers: { 200: Analysis },
    errors: ['analysis_expired'],
    handle: ({ caller, params }) => feasibility.get(caller, params.analysis_id),
  })
  batchRoutes(routes, batches)
}

/** The first passes are enough to choose between many targets. */
const limit_of_each = z.coerce
  .number()
  .int()
  .min(1)
  .max(20)
  .default(5)
  .meta({ description: 'How many opportunities of each target at most' })

function batchRoutes(routes: Routes, batches: AnalysisBatches) {
  routes.add({
    method: 'POST',
    path: '/v2/analysis/batches',
    operation: 'startAnalyses',
    scope: 'read',
    summary: `Ask for up to ${most_targets} targets when each could be collected; nothing is ordered. With \`Prefer: wait\`, few of them are answered at once`,
    tag: 'Feasibility',
    access: 'customer',
    query: z.strictObject({ limit: limit_of_each }),
    body: AnalyseOrders,
    judges_each: 'targets',
    takes_preference: true,
    answers: { 200: AnalysisBatch, 202: AnalysisBatch },
    errors: ['strips_out_of_range'],
    waits_for_others: true,
    handle: async ({ caller, query, body, request, reply }) => {
      const wish = preferenceOf(request.headers.prefer)
      const batch = await batches.start(caller, body.targets, query.limit, patienceOf(wish))
      reply.header('location', `/v2/analysis/batches/${batch.batch_id}`)
      tellApplied(reply, wish, batch.pending === 0)
      return batch
    },
  })
  routes.add({
    method: 'GET',
    path: '/v2/analysis/batches/{batch_id}',
    operation: 'getAnalyses',
    scope: 'read',
    summary: 'Analyses of several targets, for 24 hours',
    tag: 'Feasibility',
    access: 'customer',
    params: z.strictObject({ batch_id: z.string() }),
    answers: { 200: AnalysisBatch },
    errors: ['analysis_expired'],
    handle: ({ caller, params }) => batches.get(caller, params.batch_id),
  })
}
