import { EventList } from '@swath/contract/events'
import { order_filters } from '@swath/contract/filters'
import {
  BulkResult,
  ForceClose,
  Order,
  OrderList,
  PlaceOrder,
  PlaceOrders,
  UpdateOrder,
  Validation,
} from '@swath/contract/orders'
import { Quote } from '@swath/contract/quotes'
import { Timeline } from '@swath/contract/timeline'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Caller } from '../access/auth.ts'
import { area_mib, type Routes } from '../http/route.ts'
import { listAnswer, listQuery } from '../lists/lists.ts'
import { type Page, page, results } from '../lists/pages.ts'
import type { Orders } from './service.ts'

const one = z.strictObject({ order_id: z.string() })

export function orderRoutes(routes: Routes, orders: Orders) {
  readRoutes(routes, orders)
  placeRoutes(routes, orders)
  askRoutes(routes, orders)
  bulkRoutes(routes, orders)
  changeRoutes(routes, orders)
}

function readRoutes(routes: Routes, orders: Orders) {
  routes.add({
    method: 'GET',
    path: '/v2/orders/',
    operation: 'listOrders',
    scope: 'read',
    summary: 'The orders of the contract, newest first',
    tag: 'Orders',
    access: 'customer',
    is_kept: true,
    query: listQuery(order_filters),
    answers: { 200: OrderList },
    handle: ({ caller, query, request }) =>
      listAnswer('features', request, (known) => orders.list(caller, query, known)),
  })
  routes.add({
    method: 'GET',
    path: '/v2/orders/{order_id}',
    operation: 'getOrder',
    scope: 'read',
    summary: 'One order, by its id or by the id of its v1 task',
    tag: 'Orders',
    access: 'customer',
    params: one,
    answers: { 200: Order },
    handle: ({ caller, params }) => orders.get(caller, params.order_id),
  })
  routes.add({
    method: 'GET',
    path: '/v2/orders/{order_id}/timeline',
    operation: 'getTimeline',
    scope: 'read',
    summary: 'What happened to the order and its parts, and what is expected',
    tag: 'Orders',
    access: 'customer',
    params: one,
    answers: { 200: Timeline },
    handle: ({ caller, params }) => orders.timeline(caller, params.order_id),
  })
  routes.add({
    method: 'GET',
    path: '/v2/orders/{order_id}/events',
    operation: 'listOrderEvents',
    scope: 'read',
    summary: 'Everything that happened to the order and its parts, oldest first',
    tag: 'Orders',
    access: 'customer',
    params: one,
    query: page,
    answers: { 200: EventList },
    handle: async ({ caller, params, query, request }) => {
      const { count, events } = await orders.events(caller, params.order_id, query)
      return results(events, count, query as Page, request.url)
    },
  })
}

const refusals = [
  'contract_suspended',
  'contract_ended',
  'invalid_geometry',
  'sku_not_in_contract',
  'sku_not_orderable',
  'geometry_not_for_sku',
  'area_out_of_range',
  'strips_out_of_range',
  'too_many_open_captures',
  'pass_taken',
  'opportunity_gone',
  'opportunity_unknown',
  'opportunity_mismatch',
  'window_invalid',
  'level_not_in_contract',
  'nei_invalid',
  'limits_inverted',
  'parameter_not_for_sku',
  'client_reference_taken',
  'quote_not_usable',
  'spend_cap_exceeded',
  'uplift_not_in_contract',
  'amount_out_of_range',
  'budget_exceeded',
  'quota_exceeded',
] as const

function placeRoutes(routes: Routes, orders: Orders) {
  routes.add({
    method: 'POST',
    path: '/v2/orders/',
    operation: 'placeOrder',
    scope: 'order',
    summary: 'Place an order',
    tag: 'Orders',
    access: 'customer',
    body: PlaceOrder,
    reads_body: true,
    body_mib: area_mib,
    answers: { 201: Order },
    errors: [...refusals, 'provider_unreachable'],
    prepare: ({ caller, body }) => orders.examiner.readToPlace(caller, body),
    handle: async ({ caller, prepared, reply }) => {
      const document = await orders.place(caller, prepared)
      reply.code(201).header('location', `/v2/orders/${(JSON.parse(document) as Order).id}`)
      return document
    },
  })
}

function askRoutes(routes: Routes, orders: Orders) {
  routes.add({
    method: 'POST',
    path: '/v2/orders/quote',
    operation: 'quoteOrder',
    scope: 'order',
    summary: 'The price of an order, locked for a day',
    tag: 'Orders',
    access: 'customer',
    body: PlaceOrder,
    reads_body: true,
    body_mib: area_mib,
    answers: { 201: Quote },
    errors: refusals,
    prepare: ({ caller, body }) => orders.examiner.read(caller, body),
    handle: async ({ caller, prepared, reply }) => {
      const quote = await orders.examiner.quote(caller, prepared)
      reply.code(201)
      return quote
    },
  })
  routes.add({
    method: 'POST',
    path: '/v2/orders/validate',
    operation: 'validateOrder',
    scope: 'order',
    summary: 'Say everything that is wrong with an order, or what it would cost, and store nothing',
    tag: 'Orders',
    access: 'customer',
    body: z.unknown().meta({ description: 'As for placing an order' }),
    body_mib: area_mib,
    answers: { 200: Validation },
    is_safe: true,
    handle: ({ caller, body }) => orders.examiner.validate(caller, body),
  })
}

function bulkRoutes(routes: Routes, orders: Orders) {
  routes.add({
    method: 'POST',
    path: '/v2/orders/bulk',
    operation: 'placeOrders',
    scope: 'order',
    summary: 'Place up to 1000 orders, with a result for each',
    tag: 'Orders',
    access: 'customer',
    body: PlaceOrders,
    judges_each: 'orders',
    in_slices: true,
    answers: { 200: BulkResult },
    errors: ['bulk_refused'],
    handle: async ({ caller, body, request, slice }) => {
      const report = (err: unknown) => request.log.error({ err }, 'an order of many failed')
      const results = await orders.bulk.place(caller, body, slice, report)
      const placed = results.filter((line) => line.status === 201).length
      return { placed, refused: results.length - placed, results }
    },
  })
}

/** A request to cancel an order. */
interface Cancel {
  caller: Caller
  params: { order_id: string }
  request: FastifyRequest
}

function changeRoutes(routes: Routes, orders: Orders) {
  routes.add({
    method: 'PATCH',
    path: '/v2/orders/{order_id}',
    operation: 'updateOrder',
    scope: 'order',
    summary: 'Change the name, project, labels or the end of the window of an open order',
    tag: 'Orders',
    access: 'customer',
    params: one,
    body: UpdateOrder,
    answers: { 200: Order },
    errors: [
      ...(['illegal_transition', 'managed_elsewhere', 'window_invalid', 'precondition_failed'] as const),
      ...(['contract_suspended', 'contract_ended'] as const),
    ],
    handle: ({ caller, params, body, request }) =>
      orders.update(caller, params.order_id, body, request.headers['if-match']),
  })
  const cancel = {
    summary: 'Cancel what has not begun of the order; what has begun is finished and charged',
    tag: 'Orders',
    access: 'customer' as const,
    params: one,
    answers: { 200: Order },
    errors: [
      'cancellation_rejected',
      'illegal_transition',
      'managed_elsewhere',
      'precondition_failed',
      'provider_unreachable',
    ] as const,
    waits_for_others: true as const,
    scope: 'cancel' as const,
    handle: ({ caller, params, request }: Cancel) =>
      orders.cancel(caller, params.order_id, request.headers['if-match']),
  }
  routes.add({
    ...cancel,
    method: 'DELETE',
    path: '/v2/orders/{order_id}',
    operation: 'cancelOrder',
  })
  routes.add({
    ...cancel,
    method: 'POST',
    path: '/v2/orders/{order_id}/cancel',
    operation: 'cancelOrderByPost',
  })
  routes.add({
    method: 'POST',
    path: '/ops/v1/orders/{order_id}/force-close',
    operation: 'forceCloseOrder',
    scope: 'ops:desk',
    summary: 'Close an order by hand',
    tag: 'Operators',
    access: 'operator',
    params: one,
    body: ForceClose,
    answers: { 200: Order },
    errors: ['illegal_transition'],
    handle: ({ caller, params, body }) => orders.forceClose(caller, params.order_id, body),
  })
}
