import {
  Capture,
  CaptureList,
  CaptureReport,
  OperatorCaptureList,
  ReportReceipt,
} from '@swath/contract/captures'
import { EventList } from '@swath/contract/events'
import { all_capture_filters, capture_filters } from '@swath/contract/filters'
import { z } from 'zod'
import { area_mib, type Routes } from '../http/route.ts'
import { listAnswer, listQuery } from '../lists/lists.ts'
import { page, results } from '../lists/pages.ts'
import type { Captures } from './service.ts'

const one = z.strictObject({ capture_id: z.string() })

export function captureRoutes(routes: Routes, captures: Captures) {
  itemRoutes(routes, captures)
  routes.add({
    method: 'GET',
    path: '/v2/captures/',
    operation: 'listCaptures',
    scope: 'read',
    summary: 'The captures of the contract, oldest first',
    tag: 'Captures',
    access: 'customer',
    is_kept: true,
    query: listQuery(capture_filters),
    answers: { 200: CaptureList },
    handle: ({ caller, query, request }) =>
      listAnswer('results', request, (known) => captures.list(caller, query, known)),
  })
  routes.add({
    method: 'GET',
    path: '/v2/orders/{order_id}/captures',
    operation: 'listOrderCaptures',
    scope: 'read',
    summary: 'The captures of an order, all attempts, oldest first',
    tag: 'Orders',
    access: 'customer',
    params: z.strictObject({ order_id: z.string() }),
    is_kept: true,
    query: listQuery(capture_filters),
    answers: { 200: CaptureList },
    handle: ({ caller, params, query, request }) =>
      listAnswer('results', request, (known) => captures.listOfOrder(caller, params.order_id, query, known)),
  })
  routes.add({
    method: 'GET',
    path: '/ops/v1/captures/',
    operation: 'listCapturesOfAll',
    scope: 'ops:read',
    summary: 'The captures of all contracts, by the time of their pass',
    tag: 'Operators',
    access: 'operator',
    is_kept: true,
    query: listQuery(all_capture_filters),
    answers: { 200: OperatorCaptureList },
    handle: ({ query, request }) => listAnswer('results', request, (known) => captures.listAll(query, known)),
  })
  routes.add({
    method: 'POST',
    path: '/ops/v1/captures/{capture_id}/reports',
    operation: 'reportCapture',
    scope: 'ops:reports',
    summary: 'A provider reports what became of a capture',
    tag: 'Providers',
    access: 'provider',
    params: one,
    body: CaptureReport,
    body_mib: area_mib,
    answers: { 202: ReportReceipt },
    errors: ['report_conflict', 'invalid_geometry'],
    prepare: async ({ body }) => {
      if (body.status === 'acquired') await routes.shapes.requireSound(body.footprint, '/footprint')
    },
    handle: async ({ caller, params, body, reply }) => {
      reply.code(202)
      return captures.report(caller, params.capture_id, body)
    },
  })
}

function itemRoutes(routes: Routes, captures: Captures) {
  routes.add({
    method: 'GET',
    path: '/v2/captures/{capture_id}',
    operation: 'getCapture',
    scope: 'read',
    summary: 'One capture',
    tag: 'Captures',
    access: 'customer',
    params: one,
    answers: { 200: Capture },
    handle: ({ caller, params }) => captures.get(caller, params.capture_id),
  })
  routes.add({
    method: 'GET',
    path: '/v2/captures/{capture_id}/events',
    operation: 'listCaptureEvents',
    scope: 'read',
    summary: 'Everything that happened to the capture, oldest first',
    tag: 'Captures',
    access: 'customer',
    params: one,
    query: page,
    answers: { 200: EventList },
    handle: async ({ caller, params, query, request }) => {
      const { count, events } = await captures.events(caller, params.capture_id, query)
      return results(events, count, query, request.url)
    },
  })
}
