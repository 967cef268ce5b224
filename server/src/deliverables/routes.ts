import { ReportReceipt } from '@swath/contract/captures'
import {
  Deliverable,
  DeliverableList,
  DeliverableReport,
  FileLink,
  FileList,
  LinkFile,
} from '@swath/contract/deliverables'
import { EventList } from '@swath/contract/events'
import { deliverable_filters } from '@swath/contract/filters'
import { processing_levels } from '@swath/contract/states'
import { z } from 'zod'
import type { Caller } from '../access/auth.ts'
import { clientAddress } from '../access/client-address.ts'
import { link_errors, type SignedLinks, signature_query } from '../access/signed-links.ts'
import { sendFile } from '../answers/files.ts'
import { withLinks } from '../answers/links.ts'
import type { Routes } from '../http/route.ts'
import { listAnswer, listQuery } from '../lists/lists.ts'
import { page, results } from '../lists/pages.ts'
import { timestamp } from '../platform/clock.ts'
import type { Storage } from '../storage/storage.ts'
import { renderAsset } from './document.ts'
import type { Deliverables } from './service.ts'

const one = z.strictObject({ deliverable_id: z.string() })

export function deliverableRoutes(
  routes: Routes,
  deliverables: Deliverables,
  storage: Storage,
  links: SignedLinks,
  public_url: string,
) {
  listRoutes(routes, deliverables, public_url)
  itemRoutes(routes, deliverables, public_url)
  fileRoutes(routes, deliverables, storage, public_url)
  linkRoutes(routes, deliverables, storage, links)
  reportRoute(routes, deliverables)
}

function listRoutes(routes: Routes, deliverables: Deliverables, public_url: string) {
  const withAddresses = (answer: string) => withLinks(answer, public_url)
  routes.add({
    method: 'GET',
    path: '/v2/deliverables/',
    operation: 'listDeliverables',
    scope: 'read',
    summary: 'The deliverables of the contract, oldest first',
    tag: 'Deliverables',
    access: 'customer',
    is_kept: true,
    query: listQuery(deliverable_filters),
    answers: { 200: DeliverableList },
    handle: ({ caller, query, request }) =>
      listAnswer('results', request, (known) => deliverables.list(caller, query, known), withAddresses),
  })
  routes.add({
    method: 'GET',
    path: '/v2/orders/{order_id}/deliverables',
    operation: 'listOrderDeliverables',
    scope: 'read',
    summary: 'The deliverables of an order, oldest first',
    tag: 'Orders',
    access: 'customer',
    params: z.strictObject({ order_id: z.string() }),
    is_kept: true,
    query: listQuery(deliverable_filters),
    answers: { 200: DeliverableList },
    handle: ({ caller, params, query, request }) =>
      listAnswer(
        'results',
        request,
        (known) => deliverables.listOfOrder(caller, params.order_id, query, known),
        withAddresses,
      ),
  })
}

function itemRoutes(routes: Routes, deliverables: Deliverables, public_url: string) {
  routes.add({
    method: 'GET',
    path: '/v2/deliverables/{deliverable_id}',
    operation: 'getDeliverable',
    scope: 'read',
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
    scope: 'read',
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

const download = {
  tag: 'Deliverables',
  access: 'customer',
  scope: 'deliveries',
  answers: { 200: null, 206: null, 304: null },
  errors: ['files_withdrawn', 'precondition_failed', 'range_not_satisfiable'],
  // The provider says of each file what it is.
  media_type: '*/*',
} as const

function fileRoutes(routes: Routes, deliverables: Deliverables, storage: Storage, public_url: string) {
  const find = async (caller: Caller, deliverable_id: string, name: string) => {
    const file = await deliverables.file(caller, deliverable_id, name)
    return { ...file, root: storage.root, key: file.storage_key }
  }
  routes.add({
    method: 'GET',
    path: '/v2/deliverables/{deliverable_id}/files',
    operation: 'listFiles',
    scope: 'deliveries',
    summary: 'The files of the deliverable',
    tag: 'Deliverables',
    access: 'customer',
    params: one,
    answers: { 200: FileList },
    handle: async ({ caller, params, request }) => {
      const files = await deliverables.files(caller, params.deliverable_id)
      const listed = files.map((file) => ({
        key: file.key,
        file_name: file.file_name,
        ...renderAsset(file, file.scene_id),
      }))
      const whole = { limit: Math.max(1, files.length), offset: 0 }
      return withLinks(JSON.stringify(results(listed, files.length, whole, request.url)), public_url)
    },
  })
  routes.add({
    method: 'GET',
    path: '/v2/deliverables/{deliverable_id}/files/{key}',
    operation: 'downloadFile',
    summary: 'Download a file, whole or by ranges',
    params: one.extend({ key: z.string() }),
    ...download,
    handle: async ({ caller, params: { deliverable_id, key }, request, reply }) =>
      sendFile(request, reply, await find(caller, deliverable_id, key)),
  })
  routes.add({
    method: 'GET',
    path: '/assets/deliverables/{scene_id}/{deliverable_id}/{file_name}',
    operation: 'downloadDeliveredFile',
    summary: 'The same file, at the link that the assets of a deliverable have',
    params: one.extend({ scene_id: z.string(), file_name: z.string() }),
    ...download,
    handle: async ({ caller, params: { deliverable_id, file_name }, request, reply }) =>
      sendFile(request, reply, await find(caller, deliverable_id, file_name)),
  })
}

function linkRoutes(routes: Routes, deliverables: Deliverables, storage: Storage, links: SignedLinks) {
  const params = one.extend({ key: z.string() })
  routes.add({
    method: 'POST',
    path: '/v2/deliverables/{deliverable_id}/files/{key}/link',
    operation: 'linkFile',
    scope: 'deliveries',
    summary: 'A link by which anybody can download the file for some time, without a token',
    tag: 'Deliverables',
    access: 'customer',
    is_safe: true,
    params,
    body: LinkFile,
    answers: { 200: FileLink },
    errors: ['files_withdrawn'],
    handle: async ({ caller, params: { deliverable_id, key }, body: { valid_for_s } }) => {
      await deliverables.file(caller, deliverable_id, key)
      const href = await links.sign(caller, signedPath(deliverable_id, key), valid_for_s)
      const expires_s = Number(new URL(href).searchParams.get('expires'))
      return { href, expires_at: timestamp(new Date(expires_s * 1000)) }
    },
  })
  routes.add({
    method: 'GET',
    path: '/files/{deliverable_id}/{key}',
    operation: 'downloadLinkedFile',
    summary: 'Download a file by a signed link, whole or by ranges',
    tag: 'Deliverables',
    access: 'public',
    params,
    query: signature_query,
    answers: { 200: null, 206: null, 304: null },
    errors: [...link_errors, 'not_found', 'files_withdrawn', 'precondition_failed', 'range_not_satisfiable'],
    media_type: '*/*',
    handle: async ({ params: { deliverable_id, key }, query, request, reply }) => {
      const contract_id = await links.verify(signedPath(deliverable_id, key), query, clientAddress(request))
      const holder = {
        client_id: 'link',
        role: 'customer' as const,
        scopes: ['deliveries'] as const,
        contract_id,
      }
      const file = await deliverables.file(holder, deliverable_id, key)
      return sendFile(request, reply, { ...file, root: storage.root, key: file.storage_key })
    },
  })
}

const signedPath = (deliverable_id: string, key: string) =>
  `/files/${encodeURIComponent(deliverable_id)}/${encodeURIComponent(key)}`

function reportRoute(routes: Routes, deliverables: Deliverables) {
  routes.add({
    method: 'POST',
    path: '/ops/v1/captures/{capture_id}/deliverables/{processing_level}/reports',
    operation: 'reportDeliverable',
    scope: 'ops:reports',
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
