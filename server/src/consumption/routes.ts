import {
  Consumption as ConsumptionAnswer,
  ConsumptionCheck,
  ConsumptionForecast,
  type ConsumptionGroup,
  type ConsumptionGrouping,
  ConsumptionLines,
  ConsumptionRepairs,
  consumption_filters,
  consumption_groupings,
} from '@swath/contract/consumption'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Column, chooseFormat, inOneBatch, media_types, sendRows } from '../answers/exports.ts'
import { parameter } from '../http/parameter.ts'
import type { Routes } from '../http/route.ts'
import { conditionsOf, filterParameters, readValue } from '../lists/filters.ts'
import { page, results } from '../lists/pages.ts'
import type { Consumption, LineRow } from './service.ts'

const formats = ['json', 'csv', 'parquet'] as const
const format = z.enum(formats).optional().meta({ description: 'Instead of Accept' })

const { sort: _, ...filters } = filterParameters(consumption_filters)

const lines_query = z.strictObject({ ...filters, format })
const groups_query = lines_query.extend({
  limit: page.shape.limit.default(1000),
  offset: page.shape.offset,
  group_by: parameter(
    { type: 'array', items: { type: 'string', enum: consumption_groupings } },
    readGroupings,
  ) as z.ZodType<ConsumptionGrouping[] | undefined>,
})

function readGroupings(raw: unknown): ConsumptionGrouping[] {
  const words = [raw].flat().flatMap((text) => String(text).split(','))
  return [
    ...new Set(words.map((word) => readValue(consumption_groupings, word.trim()) as ConsumptionGrouping)),
  ]
}

export function consumptionRoutes(routes: Routes, consumption: Consumption) {
  groupsRoute(routes, consumption)
  linesRoute(routes, consumption)
  forecastRoute(routes, consumption)
  operatorRoutes(routes, consumption)
}

function operatorRoutes(routes: Routes, consumption: Consumption) {
  routes.add({
    method: 'POST',
    path: '/ops/v1/consumption/checks',
    operation: 'checkConsumption',
    scope: 'ops:money',
    summary: 'Compare the rollups of consumption with the deliverables, and set right what differs',
    tag: 'Operators',
    access: 'operator',
    answers: { 200: ConsumptionCheck },
    handle: () => consumption.check(),
  })
  routes.add({
    method: 'GET',
    path: '/ops/v1/consumption/repairs',
    operation: 'listConsumptionRepairs',
    scope: 'ops:money',
    summary: 'What checks have found to be wrong in the rollups of consumption, and set right, newest first',
    tag: 'Operators',
    access: 'operator',
    query: page,
    answers: { 200: ConsumptionRepairs },
    handle: async ({ query, request }) => {
      const { count, repairs } = await consumption.repairs(query)
      return results(repairs, count, query, request.url)
    },
  })
}

function groupsRoute(routes: Routes, consumption: Consumption) {
  routes.add({
    method: 'GET',
    path: '/v2/consumption/',
    operation: 'readConsumption',
    scope: 'money',
    summary: 'What was delivered in a period, in groups whose members are one link away',
    tag: 'Billing',
    access: 'customer',
    query: groups_query,
    answers: { 200: ConsumptionAnswer },
    exports: [media_types.csv, media_types.parquet],
    errors: ['period_inverted', 'too_many_groups'],
    handle: async ({ caller, query, request, reply }) => {
      const chosen = chooseFormat(request, query.format, formats)
      const { limit, offset, group_by = [] } = query
      const { groups, ...told } = await consumption.summarise(caller, {
        group_by,
        conditions: conditionsOf(query),
        filters: filtersOf(request),
      })
      if (chosen !== 'json')
        return sendRows(reply, chosen, 'consumption', groupColumns(group_by), inOneBatch(groups))
      const shown = groups.slice(offset, offset + limit)
      return { ...told, ...results(shown, groups.length, { limit, offset }, request.url) }
    },
  })
}

function linesRoute(routes: Routes, consumption: Consumption) {
  routes.add({
    method: 'GET',
    path: '/v2/consumption/lines',
    operation: 'exportConsumption',
    scope: 'money',
    summary: 'Every deliverable of a period with its charge and its event, as a stream of any length',
    tag: 'Billing',
    access: 'customer',
    query: lines_query,
    answers: { 200: ConsumptionLines },
    exports: [media_types.csv, media_types.parquet],
    errors: ['period_inverted'],
    handle: ({ caller, query, request, reply }) => {
      const lines = consumption.lines(caller, conditionsOf(query))
      return sendRows(
        reply,
        chooseFormat(request, query.format, formats),
        'consumption-lines',
        line_columns,
        lines,
      )
    },
  })
}

function forecastRoute(routes: Routes, consumption: Consumption) {
  routes.add({
    method: 'GET',
    path: '/v2/consumption/forecast',
    operation: 'forecastConsumption',
    scope: 'money',
    summary: 'What this month comes to if deliveries go on as they did, and how long the budget lasts',
    tag: 'Billing',
    access: 'customer',
    answers: { 200: ConsumptionForecast },
    handle: ({ caller }) => consumption.forecast(caller),
  })
}

/** The query of the request without what the list of deliverables does not know. */
function filtersOf({ url }: FastifyRequest): URLSearchParams {
  const query = new URL(url, 'http://localhost').searchParams
  for (const name of ['group_by', 'format', 'limit', 'offset']) query.delete(name)
  return query
}

// Columns ------------------------------------------------------------------------------------------------

const grouping_columns: Record<ConsumptionGrouping, Column<ConsumptionGroup>[]> = {
  day: [{ name: 'day', type: 'text' }],
  month: [{ name: 'month', type: 'text' }],
  sku: [{ name: 'sku', type: 'text' }],
  project: [
    { name: 'project_id', type: 'text' },
    { name: 'project_name', type: 'text' },
  ],
  order: [{ name: 'order_id', type: 'text' }],
  processing_level: [{ name: 'processing_level', type: 'text' }],
}

function groupColumns(group_by: readonly ConsumptionGrouping[]): Column<ConsumptionGroup>[] {
  return [
    ...group_by.flatMap((name) => grouping_columns[name]),
    { name: 'unit', type: 'text' },
    { name: 'currency', type: 'text' },
    { name: 'deliverables', type: 'integer' },
    { name: 'quantity', type: 'decimal' },
    { name: 'amount_minor', type: 'integer' },
    { name: 'credited_minor', type: 'integer' },
    { name: 'net_minor', type: 'integer' },
    { name: 'deliverables_href', type: 'text' },
  ]
}

const line_columns: readonly Column<LineRow>[] = [
  { name: 'deliverable_id', type: 'text' },
  { name: 'order_id', type: 'text' },
  { name: 'order_name', type: 'text' },
  { name: 'sku', type: 'text' },
  { name: 'project_id', type: 'text' },
  { name: 'project_name', type: 'text' },
  { name: 'capture_id', type: 'text' },
  { name: 'processing_level', type: 'text' },
  { name: 'status', type: 'text' },
  { name: 'delivered_at', type: 'time' },
  { name: 'quantity', type: 'decimal' },
  { name: 'unit', type: 'text' },
  { name: 'price_minor', type: 'integer' },
  { name: 'currency', type: 'text' },
  { name: 'amount_minor', type: 'integer' },
  { name: 'credited_minor', type: 'integer' },
  { name: 'net_minor', type: 'integer' },
  { name: 'event_id', type: 'text' },
]
