import { LinkZip, type ZipChoice, ZipLink, ZipQuery } from '@swath/contract/deliverables'
import { zipQueryOf } from '@swath/contract/zip-query'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { clientAddress } from '../access/client-address.ts'
import { link_errors, type SignedLinks, signature_query } from '../access/signed-links.ts'
import { etagsIn } from '../answers/etag.ts'
import { notModified, presentation, refusal, sendAnswer } from '../answers/files.ts'
import type { Routes } from '../http/route.ts'
import { timestamp } from '../platform/clock.ts'
import { sizeOfFiles, tagOfZip, type Zips } from './zips.ts'

const params = z.strictObject({ order_id: z.string() })
const media_type = 'application/zip'
const choice_errors = ['files_withdrawn', 'zip_too_large'] as const
const download = {
  params,
  answers: { 200: null, 304: null },
  media_type,
} as const

export function zipRoutes(routes: Routes, zips: Zips, links: SignedLinks) {
  downloadRoute(routes, zips)
  linkRoutes(routes, zips, links)
}

function downloadRoute(routes: Routes, zips: Zips) {
  routes.add({
    ...download,
    method: 'GET',
    path: '/v2/orders/{order_id}/zip',
    operation: 'downloadZip',
    scope: 'deliveries',
    summary: 'Download the delivered files of an order, or some of them, as one zip',
    tag: 'Orders',
    access: 'customer',
    query: ZipQuery,
    errors: [...choice_errors, 'precondition_failed'],
    handle: ({ caller, params: { order_id }, query, request, reply }) =>
      sendZip({ request, reply }, zips, caller.contract_id, order_id, query),
  })
}

function linkRoutes(routes: Routes, zips: Zips, links: SignedLinks) {
  routes.add({
    method: 'POST',
    path: '/v2/orders/{order_id}/zip/link',
    operation: 'linkZip',
    scope: 'deliveries',
    summary: 'A link by which anybody can download the zip for some time, without a token',
    tag: 'Orders',
    access: 'customer',
    is_safe: true,
    params,
    body: LinkZip,
    answers: { 200: ZipLink },
    errors: choice_errors,
    handle: async ({ caller, params: { order_id }, body: { valid_for_s, ...choice } }) => {
      const { files } = await zips.choose(caller.contract_id, order_id, choice)
      const href = await links.sign(caller, signedPath(order_id, choice), valid_for_s)
      const expires_s = Number(new URL(href).searchParams.get('expires'))
      return {
        href,
        expires_at: timestamp(new Date(expires_s * 1000)),
        file_name: nameOf(order_id),
        file_count: files.length,
        size_bytes: sizeOfFiles(files),
      }
    },
  })
  routes.add({
    ...download,
    method: 'GET',
    path: '/zips/{order_id}',
    operation: 'downloadLinkedZip',
    summary: 'Download the zip by a signed link',
    tag: 'Orders',
    access: 'public',
    query: ZipQuery.extend(signature_query.shape),
    errors: [...link_errors, 'not_found', ...choice_errors, 'precondition_failed'],
    handle: async ({ params: { order_id }, query, request, reply }) => {
      const { deliverable_ids, processing_levels, keys, ...signature } = query
      const choice = { deliverable_ids, processing_levels, keys }
      const contract_id = await links.verify(signedPath(order_id, choice), signature, clientAddress(request))
      return sendZip({ request, reply }, zips, contract_id, order_id, choice)
    },
  })
}

/** The choice is signed as well: a link to one file is none to the others. */
const signedPath = (order_id: string, choice: ZipChoice) =>
  `/zips/${encodeURIComponent(order_id)}${zipQueryOf(choice)}`

const nameOf = (order_id: string) => `order-${order_id}.zip`

/** A zip is made while it is sent, so a part of it cannot be asked for. */
async function sendZip(
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  zips: Zips,
  contract_id: string,
  order_id: string,
  choice: ZipChoice,
) {
  const chosen = await zips.choose(contract_id, order_id, choice)
  const etag = tagOfZip(chosen)
  const { 'if-match': wanted, 'if-none-match': known } = request.headers
  if (wanted !== undefined && wanted.trim() !== '*' && !etagsIn(wanted).includes(etag))
    throw refusal(reply, 412)
  if (etagsIn(known).includes(etag)) return sendAnswer(reply, notModified(etag, known))
  const { body, size_bytes } = await zips.open(chosen)
  const headers = {
    ...presentation(media_type, nameOf(order_id)),
    etag,
    'accept-ranges': 'none',
    'content-length': String(size_bytes),
  }
  if (request.method !== 'HEAD') return sendAnswer(reply, { status: 200, headers, body })
  body.destroy()
  return sendAnswer(reply, { status: 200, headers, body: undefined })
}
