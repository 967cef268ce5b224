import { Decision } from '@swath/contract/deliverables'
import { Order, OrdersToApprove } from '@swath/contract/orders'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { OrderDesk } from './desk.ts'

export function deskRoutes(routes: Routes, desk: OrderDesk) {
  routes.add({
    method: 'GET',
    path: '/ops/v1/approvals/',
    operation: 'listOrdersToApprove',
    scope: 'ops:read',
    summary: 'The orders that wait for the order desk, of all contracts, the oldest first',
    tag: 'Operators',
    access: 'operator',
    query: page,
    answers: { 200: OrdersToApprove },
    handle: async ({ query, request }) => {
      const { count, orders } = await desk.list(query)
      return results(orders, count, query, request.url)
    },
  })
  const params = z.strictObject({ order_id: z.string() })
  routes.add({
    method: 'GET',
    path: '/ops/v1/orders/{order_id}',
    operation: 'getOrderOfAll',
    scope: 'ops:read',
    summary: 'An order of any contract',
    tag: 'Operators',
    access: 'operator',
    params,
    answers: { 200: Order },
    handle: ({ params }) => desk.get(params.order_id),
  })
  const decision = {
    method: 'POST' as const,
    tag: 'Operators',
    access: 'operator' as const,
    params,
    body: Decision,
    answers: { 200: Order },
  }
  routes.add({
    ...decision,
    path: '/ops/v1/orders/{order_id}/approve',
    operation: 'approveOrder',
    scope: 'ops:desk',
    summary: 'Let an order that goes beyond a limit of its contract go on',
    errors: ['illegal_transition', 'budget_exceeded'],
    handle: ({ caller, params, body }) => desk.approve(caller, params.order_id, body.message),
  })
  routes.add({
    ...decision,
    path: '/ops/v1/orders/{order_id}/refuse',
    operation: 'refuseOrder',
    scope: 'ops:desk',
    summary: 'Reject an order that goes beyond a limit of its contract',
    errors: ['illegal_transition'],
    handle: ({ caller, params, body }) => desk.refuse(caller, params.order_id, body.message),
  })
}
