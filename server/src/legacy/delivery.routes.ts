import { RasterList, Scene, SceneList } from '@swath/contract/legacy'
import { z } from 'zod'
import { clientAddress } from '../access/client-address.ts'
import { link_errors, signature_query } from '../access/signed-links.ts'
import { sendFile } from '../answers/files.ts'
import type { Routes } from '../http/route.ts'
import { page } from '../lists/pages.ts'
import type { Delivery } from './delivery.service.ts'
import { slice, v1Page } from './pages.ts'

/** Why an item of the archive cannot be had. */
const consumption_errors = [
  'not_entitled',
  'contract_suspended',
  'contract_ended',
  'insufficient_scope',
  'spend_cap_exceeded',
  'budget_exceeded',
  'quota_exceeded',
  'amount_out_of_range',
  'files_withdrawn',
] as const

const about = { tag: 'Delivery (v1)', access: 'customer' } as const
const one = z.strictObject({ scene_id: z.string() })
const integer = z.coerce.number().int().nonnegative()
const address = { x: integer, y: integer, z: integer }
/** Maps add `@2x` for screens with twice the pixels, and the name of the format. */
const row = z
  .string()
  .regex(/^\d{1,9}(@[12]x)?(\.png)?$/, 'is a whole number, with or without @2x and .png behind it')
  .transform((text) => ({ y: Number.parseInt(text, 10), is_retina: text.includes('@2x') }))
const bands = z
  .preprocess((value) => (value === undefined ? undefined : [value].flat()), z.array(integer).optional())
  .meta({
    type: 'array',
    items: { type: 'integer' },
    description: 'Bands, from 1: one, or three for red, green and blue',
  })

export function deliveryRoutes(routes: Routes, delivery: Delivery, public_url: string) {
  sceneRoutes(routes, delivery, public_url)
  fileRoute(routes, delivery)
  tileRoutes(routes, delivery)
}

function sceneRoutes(routes: Routes, delivery: Delivery, public_url: string) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/telluric/scenes/',
    operation: 'listScenes',
    scope: 'deliveries',
    summary: 'The delivered scenes of a capture, with links for plain downloads',
    query: page.extend({
      sceneset_id: z.uuid().optional().meta({ description: 'Of a capture' }),
      scene_id: z.string().optional(),
    }),
    answers: { 200: SceneList },
    handle: async ({ caller, query, request: { url } }) =>
      v1Page(await delivery.scenes(caller, query), query, url, public_url),
  })
  routes.add({
    ...about,
    method: 'GET',
    path: '/telluric/scenes/{scene_id}/',
    operation: 'getScene',
    scope: 'deliveries',
    summary: 'One scene',
    params: one,
    answers: { 200: Scene },
    handle: ({ caller, params }) => delivery.scene(caller, params.scene_id),
  })
  routes.add({
    ...about,
    method: 'GET',
    path: '/telluric/scenes/{scene_id}/rasters/',
    operation: 'listRasters',
    scope: 'deliveries',
    summary: 'The rasters of a scene',
    params: one,
    query: page,
    answers: { 200: RasterList },
    handle: async ({ caller, params, query, request: { url } }) => {
      const { rasters } = await delivery.scene(caller, params.scene_id)
      return v1Page(slice(rasters, query), query, url, public_url)
    },
  })
}

function fileRoute(routes: Routes, delivery: Delivery) {
  routes.add({
    method: 'GET',
    path: '/telluric/files/{deliverable_id}/{key}',
    operation: 'downloadSignedFile',
    summary: 'A file by a signed link, without a token',
    tag: 'Delivery (v1)',
    access: 'public',
    params: z.strictObject({ deliverable_id: z.string(), key: z.string() }),
    query: signature_query,
    answers: { 200: null, 206: null, 304: null },
    media_type: '*/*',
    errors: [...link_errors, 'not_found', 'files_withdrawn', 'precondition_failed', 'range_not_satisfiable'],
    handle: async ({ params: { deliverable_id, key }, query, request, reply }) => {
      const address = clientAddress(request)
      return sendFile(request, reply, await delivery.signedFile(deliverable_id, key, query, address))
    },
  })
}

function tileRoutes(routes: Routes, delivery: Delivery) {
  const tile = {
    ...about,
    method: 'GET',
    answers: { 200: null },
    media_type: 'image/png',
    errors: ['not_found', 'raster_not_drawable', ...consumption_errors],
  } as const
  routes.add({
    ...tile,
    path: '/telluric/scenes/{scene_id}/rasters/{raster}/get_tile/',
    operation: 'getTile',
    scope: 'deliveries',
    summary: 'A web-mercator map tile of a raster; 404 where the raster is not',
    params: one.extend({ raster: z.string() }),
    query: z.strictObject(address),
    handle: async ({ caller, params, query, request }) => {
      const raster = await delivery.raster(caller, params.scene_id, params.raster)
      return delivery.tile(raster, query, {}, request)
    },
  })
  routes.add({
    ...tile,
    path: '/raster/cog/tiles/{z}/{x}/{y}',
    operation: 'getCogTile',
    scope: 'deliveries',
    summary: 'A web-mercator map tile of the raster at a url; 404 where the raster is not',
    params: z.strictObject({ ...address, y: row }),
    query: z.strictObject({
      url: z.string().meta({
        description:
          'A link of a deliverable or of an archive item, an address of the vendor (`s3://bucket/{scene_id}/{scene_id}_visual.tif`), or the file name of a raster. The first tile of an archive item is its consumption, as a download is.',
      }),
      bidx: bands,
      scale: z.coerce.number().int().min(1).max(2).default(1).meta({ description: 'Times 256 pixels' }),
      buffer: z.coerce.number().min(0).max(1).optional().meta({
        description: '0 to 1, and changes nothing: tiles are drawn without seams',
      }),
      tileMatrixSetId: z.literal('WebMercatorQuad').optional(),
      format: z.literal('png').optional(),
    }),
    handle: async ({ caller, params, query: { url, bidx, scale }, request }) => {
      const raster = await delivery.rasterAt(caller, url)
      const { y, is_retina } = params.y
      const options = { scale: is_retina ? 2 : (scale as 1 | 2), ...(bidx ? { bands: bidx } : {}) }
      return delivery.tile(raster, { ...params, y }, options, request)
    },
  })
}
