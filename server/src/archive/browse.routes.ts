import { pipeline, type Readable, Transform } from 'node:stream'
import { SwathError } from '@swath/contract/errors'
import { z } from 'zod'
import { sendFile } from '../platform/files.ts'
import type { Routes } from '../platform/route.ts'
import type { Storage } from '../platform/storage.ts'
import type { RemoteAsset } from './document.ts'
import type { Archive } from './service.ts'

/** Opens what is stored elsewhere; the caller reads it to its end. */
export interface RemoteFiles {
  open(href: string): Promise<Readable>
}

/** No picture to look at is larger. */
const max_bytes = 16 * 1024 * 1024

/** Browse images for pages that may ask nobody but us: those that are stored elsewhere are passed on, not linked to. */
export function browseRoutes(routes: Routes, archive: Archive, storage: Storage, remote: RemoteFiles) {
  routes.add({
    method: 'GET',
    path: '/v2/browse/{collection}/{item}/{key}',
    operation: 'getBrowseImage',
    summary: 'The preview or thumbnail of an archive item, from wherever it is stored',
    tag: 'Archive',
    access: 'customer',
    params: z.strictObject({ collection: z.string(), item: z.string(), key: z.string() }),
    answers: { 200: null, 206: null, 304: null },
    media_type: 'image/*',
    errors: ['precondition_failed', 'provider_unreachable', 'range_not_satisfiable'],
    handle: async ({ caller, params, request, reply }) => {
      const asset = await archive.preview(caller.contract_id, params)
      if (!asset.media_type.startsWith('image/')) throw noPicture(params)
      reply.headers({ 'cache-control': 'private, max-age=3600', 'x-content-type-options': 'nosniff' })
      if ('href' in asset) return reply.type(asset.media_type).send(await passOn(asset, remote))
      return sendFile(request, reply, { ...asset, root: storage.root, key: asset.storage_key })
    },
  })
}

async function passOn({ href }: RemoteAsset, remote: RemoteFiles) {
  try {
    const source = await remote.open(href)
    // What breaks off on the way breaks off here as well; whoever reads the answer hears of it.
    return pipeline(source, limited(), () => undefined)
  } catch (cause) {
    throw new SwathError('provider_unreachable', 'The picture could not be had from where it is stored', {
      cause,
    })
  }
}

function limited(): Transform {
  let passed = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length
      if (passed > max_bytes) done(new Error(`A browse image has more than ${max_bytes} bytes`))
      else done(null, chunk)
    },
  })
}

function noPicture({ collection, item, key }: { collection: string; item: string; key: string }) {
  return new SwathError('not_found', `The ${key} of ${item} in ${collection} is no picture`)
}
