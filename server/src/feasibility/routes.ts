import { AnalyseOrder, Analysis } from '@swath/contract/feasibility'
import { z } from 'zod'
import { area_mib, type Routes } from '../http/route.ts'
import type { Feasibility } from './service.ts'

const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(1000)
  .default(100)
  .meta({ description: 'How many opportunities at most' })

export function feasibilityRoutes(routes: Routes, feasibility: Feasibility) {
  routes.add({
    method: 'POST',
    path: '/v2/analysis/opportunities',
    operation: 'startAnalysis',
    scope: 'read',
    summary: 'Ask when an order could be collected; nothing is ordered',
    tag: 'Feasibility',
    access: 'customer',
    query: z.strictObject({ limit }),
    body: AnalyseOrder,
    body_mib: area_mib,
    answers: { 202: Analysis },
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
    handle: async ({ caller, query, body, reply }) => {
      const analysis = await feasibility.start(caller, body, query.limit)
      reply.code(202).header('location', `/v2/analysis/opportunities/${analysis.analysis_id}`)
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
}
