import {
  ContractHistory,
  CreditRequest,
  Decision,
  Deliverable,
  Rejection,
  RejectionList,
  RejectionPolicy,
  RejectionRequest,
  rejection_statuses,
} from '@swath/contract/deliverables'
import { z } from 'zod'
import { sendFile } from '../answers/files.ts'
import { area_mib, type Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { Storage } from '../storage/storage.ts'
import type { Rejections } from './rejections.ts'

const one = z.strictObject({ deliverable_id: z.string() })

export function rejectionRoutes(routes: Routes, rejections: Rejections, storage: Storage) {
  routes.add({
    method: 'POST',
    path: '/v2/deliverables/{deliverable_id}/reject',
    operation: 'rejectDeliverable',
    scope: 'cancel',
    summary: 'Reject a product, for a refund and another attempt',
    tag: 'Deliverables',
    access: 'customer',
    params: one,
    body: RejectionRequest,
    body_mib: area_mib,
    answers: { 200: Deliverable },
    errors: ['illegal_transition', 'rejection_exists', 'managed_elsewhere', 'invalid_geometry'],
    prepare: async ({ body: { evidence } }) => {
      if (evidence) await routes.shapes.requireSound(evidence, '/evidence')
    },
    handle: ({ caller, params, body }) => rejections.request(caller, params.deliverable_id, body),
  })
  routes.add({
    method: 'GET',
    path: '/v2/deliverables/{deliverable_id}/rejection',
    operation: 'getRejection',
    scope: 'read',
    summary: 'What became of the rejection of a product',
    tag: 'Deliverables',
    access: 'customer',
    params: one,
    answers: { 200: Rejection },
    handle: ({ caller, params }) => rejections.get(caller, params.deliverable_id),
  })
  deskRoutes(routes, rejections)
  evidenceRoutes(routes, rejections, storage)
}

function deskRoutes(routes: Routes, rejections: Rejections) {
  const desk = { tag: 'Operators', access: 'operator' as const }
  routes.add({
    ...desk,
    method: 'GET',
    path: '/ops/v1/rejections/',
    operation: 'listRejections',
    scope: 'ops:read',
    summary: 'The deliverables that customers rejected, of all contracts, the oldest request first',
    query: page.extend({ status: z.enum(rejection_statuses).default('requested') }),
    answers: { 200: RejectionList },
    handle: async ({ query, request }) => {
      const { count, deliverables } = await rejections.list(query.status, query)
      return results(deliverables, count, query, request.url)
    },
  })
  const decision = {
    ...desk,
    method: 'POST' as const,
    params: one,
    body: Decision,
    answers: { 200: Deliverable },
    errors: ['illegal_transition'] as const,
  }
  routes.add({
    ...decision,
    path: '/ops/v1/rejections/{deliverable_id}/accept',
    operation: 'acceptRejection',
    scope: 'ops:desk',
    summary: 'Accept a rejection: the charge is refunded and, while there is time, another attempt is made',
    handle: ({ caller, params, body }) => rejections.accept(caller, params.deliverable_id, body.message),
  })
  routes.add({
    ...decision,
    path: '/ops/v1/rejections/{deliverable_id}/deny',
    operation: 'denyRejection',
    scope: 'ops:desk',
    summary: 'Deny a rejection: the product stays delivered and charged',
    handle: ({ caller, params, body }) => rejections.deny(caller, params.deliverable_id, body.message),
  })
  routes.add({
    ...desk,
    method: 'POST',
    path: '/ops/v1/deliverables/{deliverable_id}/credits',
    operation: 'creditDeliverable',
    scope: 'ops:money',
    summary: 'Give back a part of a charge',
    params: one,
    body: CreditRequest,
    answers: { 200: Deliverable },
    errors: ['illegal_transition', 'credit_too_large'],
    handle: ({ caller, params, body }) => rejections.credit(caller, params.deliverable_id, body),
  })
  policyRoutes(routes, rejections)
}

function evidenceRoutes(routes: Routes, rejections: Rejections, storage: Storage) {
  const desk = { method: 'GET', tag: 'Operators', access: 'operator' } as const
  routes.add({
    ...desk,
    path: '/ops/v1/rejections/{deliverable_id}/picture',
    operation: 'getRejectedPicture',
    scope: 'ops:desk',
    summary: 'The picture by which a rejection is judged, north up and within the box of the footprint',
    params: one,
    answers: { 200: null, 206: null, 304: null },
    errors: ['precondition_failed', 'range_not_satisfiable'],
    media_type: 'image/png',
    handle: async ({ params, request, reply }) => {
      const file = await rejections.picture(params.deliverable_id)
      return sendFile(request, reply, { ...file, root: storage.root, key: file.storage_key })
    },
  })
  routes.add({
    ...desk,
    path: '/ops/v1/contracts/{contract_id}/history',
    operation: 'getContractHistory',
    scope: 'ops:read',
    summary: 'What a customer has ordered, and how often it rejected what it got, for whoever decides',
    params: z.strictObject({ contract_id: z.string() }),
    answers: { 200: ContractHistory },
    handle: ({ params }) => rejections.history(params.contract_id),
  })
}

function policyRoutes(routes: Routes, rejections: Rejections) {
  const policy = {
    tag: 'Operators',
    access: 'operator' as const,
    path: '/ops/v1/contracts/{contract_id}/rejection-policy',
    params: z.strictObject({ contract_id: z.string() }),
  }
  routes.add({
    ...policy,
    method: 'GET',
    operation: 'getRejectionPolicy',
    scope: 'ops:read',
    summary: 'Which rejections of a contract are accepted without the order desk',
    answers: { 200: RejectionPolicy },
    errors: ['not_found'],
    handle: ({ params }) => rejections.policy(params.contract_id),
  })
  routes.add({
    ...policy,
    method: 'PUT',
    operation: 'setRejectionPolicy',
    scope: 'ops:customers',
    summary: 'Set which rejections of a contract are accepted without the order desk',
    body: RejectionPolicy,
    answers: { 200: RejectionPolicy },
    handle: ({ params, body }) => rejections.setPolicy(params.contract_id, body),
  })
}
