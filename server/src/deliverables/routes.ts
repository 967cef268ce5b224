import { ReportReceipt } from '@swath/contract/captures'
import { Deliverable, DeliverableList, DeliverableReport, FileList } from '@swath/contract/deliverables'
import { EventList } from '@swath/contract/events'
import { deliverable_filters } from '@swath/contract/filters'
import { processing_levels } from '@swath/contract/states'
import { z } from 'zod'
import { Representation } from '../platform/etag.ts'
import { sendFile } from '../platform/files.ts'
import { withLinks } from '../platform/links.ts'
import { type ListPage, listAnswer, listQuery } from '../platform/lists.ts'
import { page, results } from '../platform/pages.ts'
import type { Routes } from '../platform/route.ts'
import type { Storage } from '../platform/storage.ts'
import { renderAsset } from './document.ts'
import { type Deliverables, storageKey } from './service.ts'

const one = z.strictObject({ deliverable_id: z.string() })

export function deliverableRoutes(
  routes: Routes,
  deliverables: Deliverables,
  storage: Storage,
  public_url: string,
) {
  listRoutes(routes, deliverables, public_url)
  itemRoutes(routes, deliverables, public_url)
  fileRoutes(routes, deliverables, storage, public_url)
  reportRoute(routes, deliverables)
}

function listRoutes(routes: Routes, deliverables: Deliverables, public_url: string) {
  const answer = (url: string, found: ListPage) => {
    const { etag, body } = listAnswer('results', url, found)
    return new Representation(etag, body === undefined ? undefined : withLinks(body, public_url))
  }
  routes.add({
    method: 'GET',
    path: '/v2/deliverables/',
    operation: 'listDeliverables',
    summary: 'The deliverables of the contract, oldest first',
    tag: 'Deliverables',
    access: 'customer',
    is_kept: true,
    query: listQuery(deliverable_filters),
    answers: { 200: DeliverableList },
    handle: async ({ caller, query, request: { url, headers } }) =>
      answer(url, await deliverables.list(caller, query, headers['if-none-match'])),
  })
  routes.add({
    method: 'GET',
    path: '/v2/orders/{order_id}/deliverables',
    operation: 'listOrderDeliverables',
    summary: 'The deliverables of an order, oldest first',
    tag: 'Orders',
    access: 'customer',
    params: z.strictObject({ order_id: z.string() }),
    is_kept: true,
    query: listQuery(deliverable_filters),
    answers: { 200: DeliverableList },
    handle: async ({ caller, params, query, request: { url, headers } }) => {
      const known = headers['if-none-match']
      return answer(url, await deliverables.listOfOrder(caller, params.order_id, query, known))
    },
  })
}

function itemRoutes(routes: Routes, deliverables: Deliverables, public_url: string) {
  routes.add({
    method: 'GET',
    path: '/v2/deliverables/{deliverable_id}',
    operation: 'getDeliverable',
    summary: 'One deliverable',
    tag: 'Deliverables',
    access: 'customer',
    params: one,
    answers: { 200: Deliverable },
    handle: async ({ caller, params }) =>
      withLinks(await deliverables.get(caller, params.deliverable_id), public_url),
  })
  routes.add({
    method: 'GET',
    path: '/v2/deliverables/{deliverable_id}/events',
    operation: 'listDeliverableEvents',
    summary: 'Everything that happened to the deliverable, oldest first',
    tag: 'Deliverables',
    access: 'customer',
    params: one,
    query: page,
    answers: { 200: EventList },
    handle: async ({ caller, params, query, request }) => {
      const { count, events } = await deliverables.events(caller, params.deliverable_id, query)
      return results(events, count, query, request.url)
    },
  })
}

function fileRoutes(routes: Routes, deliverables: Deliverables, storage: Storage, public_url: string) {
  routes.add({
    method: 'GET',
    path: '/v2/deliverables/{deliverable_id}/files',
    operation: 'listFiles',
    summary: 'The files of the deliverable',
    tag: 'Deliverables',
    access: 'customer',
    params: one,
    answers: { 200: FileList },
    handle: async ({ caller, params, request }) => {
      const files = await deliverables.files(caller, params.deliverable_id)
      const listed = files.map((file) => ({ key: file.key, file_name: file.file_name, ...renderAsset(file) }))
      const whole = { limit: Math.max(1, files.length), offset: 0 }
      return withLinks(JSON.stringify(results(listed, files.length, whole, request.url)), public_url)
    },
  })
  routes.add({
    method: 'GET',
    path: '/v2/deliverables/{deliverable_id}/files/{key}',
    operation: 'downloadFile',
    summary: 'Download a file, whole or by ranges',
    tag: 'Deliverables',
    access: 'customer',
    params: one.extend({ key: z.string() }),
    answers: { 200: null, 206: null, 304: null },
    errors: ['precondition_failed', 'range_not_satisfiable'],
    // The provider says of each file what it is.
    media_type: '*/*',
    handle: async ({ caller, params, request, reply }) => {
      const file = await deliverables.file(caller, params.deliverable_id, params.key)
      return sendFile(request, reply, { ...file, root: storage.root, key: storageKey(file) })
    },
  })
}

function reportRoute(routes: Routes, deliverables: Deliverables) {
  routes.add({
    method: 'POST',
    path: '/ops/v1/captures/{capture_id}/deliverables/{processing_level}/reports',
    operation: 'reportDeliverable',
    summary: 'A provider reports what became of a product of a capture',
    tag: 'Providers',
    access: 'provider',
    params: z.strictObject({ capture_id: z.string(), processing_level: z.enum(processing_levels) }),
    body: DeliverableReport,
    answers: { 202: ReportReceipt },
    errors: ['report_conflict'],
    handle: ({ caller, params, body, reply }) => {
      reply.code(202)
      return deliverables.report(caller, params.capture_id, params.processing_level, body)
    },
  })
}
