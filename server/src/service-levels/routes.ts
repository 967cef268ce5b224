import { service_level_filters } from '@swath/contract/filters'
import { type ServiceLevel, ServiceLevelList } from '@swath/contract/service-levels'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Column, chooseFormat, inOneBatch, media_types, sendRows } from '../answers/exports.ts'
import type { Routes } from '../http/route.ts'
import { conditionsOf, equal, filterParameters } from '../lists/filters.ts'
import { page, results } from '../lists/pages.ts'
import type { ServiceLevels } from './service.ts'

const formats = ['json', 'csv', 'parquet'] as const
const { sort: _, query: __, ...filters } = filterParameters(service_level_filters)
const level_query = z.strictObject({
  ...page.shape,
  ...filters,
  format: z.enum(formats).optional().meta({ description: 'Instead of Accept' }),
})
const all_query = level_query.extend({ contract_id: z.string().min(1).optional() })

export function serviceLevelRoutes(routes: Routes, levels: ServiceLevels) {
  const common = {
    method: 'GET',
    answers: { 200: ServiceLevelList },
    exports: [media_types.csv, media_types.parquet],
    errors: ['period_inverted'],
  } as const
  routes.add({
    ...common,
    path: '/v2/service-levels/',
    operation: 'listServiceLevels',
    scope: 'read',
    summary: 'How long the orders of the contract took, by month, SKU and stage',
    tag: 'Billing',
    access: 'customer',
    query: level_query,
    handle: async ({ caller, query, request, reply }) =>
      answer(await levels.ofContract(caller.contract_id, conditionsOf(query)), query, request, reply),
  })
  routes.add({
    ...common,
    path: '/ops/v1/service-levels/',
    operation: 'listAllServiceLevels',
    scope: 'ops:read',
    summary: 'How long orders took, of all contracts together or of one',
    tag: 'Operators',
    access: 'operator',
    query: all_query,
    handle: async ({ query, request, reply }) => {
      const of_contract = query.contract_id === undefined ? [] : [equal('contract_id', query.contract_id)]
      return answer(await levels.ofAll([...conditionsOf(query), ...of_contract]), query, request, reply)
    },
  })
}

function answer(
  levels: readonly ServiceLevel[],
  { format, limit, offset }: z.infer<typeof level_query>,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const chosen = chooseFormat(request, format, formats)
  if (chosen !== 'json') return sendRows(reply, chosen, 'service-levels', columns, inOneBatch(levels))
  const shown = levels.slice(offset, offset + limit)
  return results(shown, levels.length, { limit, offset }, request.url)
}

const columns: readonly Column<ServiceLevel>[] = [
  { name: 'month', type: 'text' },
  { name: 'sku', type: 'text' },
  { name: 'stage', type: 'text' },
  { name: 'count', type: 'integer' },
  { name: 'p50_s', type: 'decimal' },
  { name: 'p90_s', type: 'decimal' },
  { name: 'p95_s', type: 'decimal' },
  { name: 'max_s', type: 'decimal' },
  { name: 'promised_hours', type: 'integer' },
  { name: 'kept', type: 'integer' },
  { name: 'missed', type: 'integer' },
]
