import type { Readable } from 'node:stream'
import { SwathError } from '@swath/contract/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { clientAddress } from '../access/client-address.ts'
import { link_errors, type SignedLinks, signature_query } from '../access/signed-links.ts'
import { type FileAnswer, openFile, sendAnswer } from '../answers/files.ts'
import type { Routes } from '../http/route.ts'
import type { StoredAsset } from '../lib/archive.ts'
import type { Storage } from '../storage/storage.ts'
import { openRemote, type RemoteFiles } from './remote-files.ts'
import type { Downloads } from './service.ts'

const asset_path = z.strictObject({ collection: z.string(), item: z.string(), key: z.string() })
const file_answers = { 200: null, 206: null, 304: null }
const file_errors = ['precondition_failed', 'provider_unreachable', 'range_not_satisfiable'] as const

/** The places of the bytes of assets. */
export interface AssetSources {
  storage: Storage
  remote: RemoteFiles
}

export function downloadRoutes(
  routes: Routes,
  downloads: Downloads,
  sources: AssetSources,
  links: SignedLinks,
) {
  assetRoute(routes, downloads, sources)
  previewRoute(routes, downloads, sources, links)
  browseRoute(routes, downloads, sources)
}

function assetRoute(routes: Routes, downloads: Downloads, sources: AssetSources) {
  routes.add({
    method: 'GET',
    // Clients add what the links of the vendor have (`?s=s3://...`); whatever it is, it says nothing new.
    path: '/assets/{collection}/{item}/{key}',
    operation: 'downloadAsset',
    scope: 'order',
    summary: 'Download a file of an archive item; except for previews, it becomes an ARCLGD order',
    tag: 'Archive',
    access: 'customer',
    params: asset_path,
    answers: file_answers,
    media_type: '*/*',
    errors: [
      'not_entitled',
      'contract_suspended',
      'contract_ended',
      'spend_cap_exceeded',
      'budget_exceeded',
      'quota_exceeded',
      'amount_out_of_range',
      'files_withdrawn',
      ...file_errors,
    ],
    handle: async ({ caller, params, request, reply }) => {
      const asset = await downloads.find(caller.contract_id, params)
      const answer = await openAsset(request, reply, sources, asset)
      // An answer without a byte, be it to HEAD, a 304 or an error, is no download.
      const consumed =
        answer.body && (await recordOrClose(answer.body, () => downloads.record(caller, params)))
      if (consumed) {
        reply.headers({ 'x-order-id': consumed.order_id, 'x-deliverable-id': consumed.deliverable_id })
      }
      return sendAnswer(reply, answer)
    },
  })
}

function previewRoute(routes: Routes, downloads: Downloads, sources: AssetSources, links: SignedLinks) {
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
    errors: [...link_errors, ...file_errors],
    handle: async ({ params, query, request, reply }) => {
      const { collection, item, key } = params
      const path = `/previews/${collection}/${item}/${key}`
      const contract_id = await links.verify(path, query, clientAddress(request))
      const asset = await downloads.preview(contract_id, params)
      return sendAnswer(reply, await openAsset(request, reply, sources, asset))
    },
  })
}

/** For pages that may show nothing but pictures. */
function browseRoute(routes: Routes, downloads: Downloads, sources: AssetSources) {
  routes.add({
    method: 'GET',
    path: '/v2/browse/{collection}/{item}/{key}',
    operation: 'getBrowseImage',
    scope: 'read',
    summary: 'The preview or thumbnail of an archive item, from wherever it is stored',
    tag: 'Archive',
    access: 'customer',
    params: asset_path,
    answers: file_answers,
    media_type: 'image/*',
    errors: file_errors,
    handle: async ({ caller, params, request, reply }) => {
      const asset = await downloads.preview(caller.contract_id, params)
      if (!asset.media_type.startsWith('image/')) {
        const { collection, item, key } = params
        throw new SwathError('not_found', `The ${key} of ${item} in ${collection} is no picture`)
      }
      const answer = await openAsset(request, reply, sources, asset)
      return sendAnswer(reply, answer, 'private, max-age=3600')
    },
  })
}

function openAsset(
  request: FastifyRequest,
  reply: FastifyReply,
  { storage, remote }: AssetSources,
  asset: StoredAsset,
): Promise<FileAnswer> {
  if ('href' in asset) return openRemote(request, reply, remote, asset)
  return openFile(request, reply, { ...asset, root: storage.root, key: asset.storage_key })
}

async function recordOrClose<T>(body: Readable, record: () => Promise<T>): Promise<T> {
  try {
    return await record()
  } catch (error) {
    body.destroy()
    throw error
  }
}
