import { ArchiveBatch, ArchiveReceipt } from '@swath/contract/archive'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { etagsIn } from '../platform/etag.ts'
import { sendFile } from '../platform/files.ts'
import type { Routes } from '../platform/route.ts'
import { type SignedLinks, signature_query } from '../platform/signed-links.ts'
import type { Storage } from '../platform/storage.ts'
import type { StoredAsset } from './document.ts'
import type { Intake } from './intake.ts'
import type { Archive } from './service.ts'

const asset_path = z.strictObject({ collection: z.string(), item: z.string(), key: z.string() })
const file_answers = { 200: null, 206: null, 302: null, 304: null }

export function archiveRoutes(
  routes: Routes,
  archive: Archive,
  intake: Intake,
  storage: Storage,
  links: SignedLinks,
) {
  assetRoute(routes, archive, storage)
  previewRoute(routes, archive, storage, links)
  intakeRoute(routes, intake)
}

function assetRoute(routes: Routes, archive: Archive, storage: Storage) {
  routes.add({
    method: 'GET',
    // Clients add what the links of the vendor have (`?s=s3://...`); whatever it is, it says nothing new.
    path: '/assets/{collection}/{item}/{key}',
    operation: 'downloadAsset',
    summary: 'Download a file of an archive item; except for previews, it becomes an ARCLGD order',
    tag: 'Archive',
    access: 'customer',
    params: asset_path,
    answers: file_answers,
    media_type: '*/*',
    errors: [
      'not_entitled',
      'spend_cap_exceeded',
      'budget_exceeded',
      'quota_exceeded',
      'precondition_failed',
      'range_not_satisfiable',
    ],
    handle: async ({ caller, params, request, reply }) => {
      // Neither a HEAD nor a 304 gives any byte away.
      const givesBytes = (asset: StoredAsset) => request.method !== 'HEAD' && !isKnown(request, asset)
      const { asset, consumed } = await archive.download(caller, params, givesBytes)
      if (consumed) {
        reply.headers({ 'x-order-id': consumed.order_id, 'x-deliverable-id': consumed.deliverable_id })
      }
      return sendAsset(request, reply, storage, asset)
    },
  })
}

function previewRoute(routes: Routes, archive: Archive, storage: Storage, links: SignedLinks) {
  routes.add({
    method: 'GET',
    path: '/previews/{collection}/{item}/{key}',
    operation: 'showPreview',
    summary: 'A preview or thumbnail of an archive item, by a signed link',
    tag: 'Archive',
    access: 'public',
    params: asset_path,
    query: signature_query,
    answers: file_answers,
    media_type: 'image/*',
    errors: ['link_invalid', 'link_expired', 'precondition_failed', 'range_not_satisfiable'],
    handle: async ({ params, query, request, reply }) => {
      const { collection, item, key } = params
      const contract_id = await links.verify(`/previews/${collection}/${item}/${key}`, query)
      return sendAsset(request, reply, storage, await archive.preview(contract_id, params))
    },
  })
}

function sendAsset(request: FastifyRequest, reply: FastifyReply, storage: Storage, asset: StoredAsset) {
  if ('href' in asset) return reply.redirect(asset.href, 302)
  return sendFile(request, reply, { ...asset, root: storage.root, key: asset.storage_key })
}

/** The client has the very bytes already. */
function isKnown(request: FastifyRequest, asset: StoredAsset): boolean {
  const known = request.headers['if-none-match']
  return 'sha256' in asset && etagsIn(known).includes(`"${asset.sha256}"`)
}

function intakeRoute(routes: Routes, intake: Intake) {
  routes.add({
    method: 'POST',
    path: '/ops/v1/archive/items',
    operation: 'putArchiveItems',
    summary: 'Put STAC items into a collection of the archive, new or changed',
    tag: 'Operators',
    access: 'operator',
    body: ArchiveBatch,
    answers: { 200: ArchiveReceipt },
    handle: ({ body }) => intake.put(body),
  })
}
