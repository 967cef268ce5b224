import { ApprovalLimit, SpendingDecision } from '@swath/contract/approvals'
import { Order, OrdersToApprove } from '@swath/contract/orders'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { SpendingApprovals } from './approvals.ts'

const about = { tag: 'Orders', access: 'customer' as const }

export function approvalRoutes(routes: Routes, approvals: SpendingApprovals) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/approvals/',
    operation: 'listUnapprovedOrders',
    scope: 'read',
    summary: 'The orders that wait for somebody of the customer who may approve them, the oldest first',
    query: page,
    answers: { 200: OrdersToApprove },
    handle: async ({ caller, query, request }) => {
      const { count, orders } = await approvals.list(caller, query)
      return results(orders, count, query, request.url)
    },
  })
  const decision = {
    ...about,
    method: 'POST' as const,
    scope: 'approve' as const,
    params: z.strictObject({ order_id: z.string() }),
    body: SpendingDecision,
    answers: { 200: Order },
  }
  routes.add({
    ...decision,
    path: '/v2/orders/{order_id}/approve',
    operation: 'approveSpending',
    summary: 'Let an order that waits for an approver of the customer go on',
    errors: [
      ...(['illegal_transition', 'budget_exceeded', 'quota_exceeded', 'amount_out_of_range'] as const),
      ...(['contract_suspended', 'contract_ended'] as const),
    ],
    handle: ({ caller, params, body }) => approvals.approve(caller, params.order_id, body.message),
  })
  routes.add({
    ...decision,
    path: '/v2/orders/{order_id}/refuse',
    operation: 'refuseSpending',
    summary: 'Reject an order that waits for an approver of the customer',
    errors: ['illegal_transition'],
    handle: ({ caller, params, body }) => approvals.refuse(caller, params.order_id, body.message),
  })
  limitRoutes(routes, approvals)
  limitRoutesOfOperators(routes, approvals)
}

const of_customer = { ...about, path: '/v2/approval-limit', answers: { 200: ApprovalLimit } }

function limitRoutes(routes: Routes, approvals: SpendingApprovals) {
  routes.add({
    ...of_customer,
    method: 'GET',
    operation: 'getApprovalLimit',
    scope: 'read',
    summary: 'The price above which orders of the contract wait for an approver',
    handle: ({ caller }) => approvals.limit(caller.contract_id),
  })
  routes.add({
    ...of_customer,
    method: 'PUT',
    operation: 'setApprovalLimit',
    scope: 'administer',
    summary: 'Set the price above which orders of the contract wait for an approver, from now on',
    body: ApprovalLimit,
    handle: ({ caller, body }) => approvals.setLimit(caller, caller.contract_id, body),
  })
}

const of_operator = {
  tag: 'Operators',
  access: 'operator' as const,
  path: '/ops/v1/contracts/{contract_id}/approval-limit',
  params: z.strictObject({ contract_id: z.string() }),
  answers: { 200: ApprovalLimit },
  errors: ['not_found'] as const,
}

function limitRoutesOfOperators(routes: Routes, approvals: SpendingApprovals) {
  routes.add({
    ...of_operator,
    method: 'GET',
    operation: 'getApprovalLimitOfContract',
    scope: 'ops:read',
    summary: 'The price above which orders of a contract wait for an approver of the customer',
    handle: ({ params }) => approvals.limit(params.contract_id),
  })
  routes.add({
    ...of_operator,
    method: 'PUT',
    operation: 'setApprovalLimitOfContract',
    scope: 'ops:customers',
    summary:
      'Set the price above which orders of a contract wait for an approver of the customer, from now on',
    body: ApprovalLimit,
    handle: ({ caller, params, body }) => approvals.setLimit(caller, params.contract_id, body),
  })
}
