import { z } from 'zod'
import { GeometryInput } from './geometry.ts'
import { SpaceAge } from './times.ts'

const part = '[A-Za-z0-9][A-Za-z0-9._-]{0,119}'
/** Names joined by slashes, none of which can mean a folder above. */
const file_reference = new RegExp(`^${part}(/${part}){0,9}$`)
const item_id = /^[A-Za-z0-9][A-Za-z0-9._-]{0,98}$/
const asset_key = /^[a-z0-9_]{1,40}$/

/**
 * The place of the bytes of an asset: an address elsewhere, the storage of this server (`storage:<key>`), or
 * a file of the import folder, which is then copied.
 */
const Href = z.union([
  z.url({ protocol: /^https?$/ }),
  z
    .string()
    .max(500)
    .transform((text) => text.replace(/^\.\//, ''))
    .refine((text) => file_reference.test(text.replace(/^storage:/, '')), {
      error: 'Must be an http(s) URL, storage:<key>, or a path below the import folder',
    }),
])

const ArchiveAsset = z.looseObject({
  href: Href,
  // It becomes a header.
  type: z
    .string()
    .regex(/^[\x20-\x7e]{1,120}$/)
    .default('application/octet-stream'),
  title: z.string().max(200).optional(),
  roles: z.array(z.string().max(40)).max(8).default([]),
  'file:size': z.int().nonnegative().optional(),
  'file:checksum': z
    .string()
    .regex(/^1220[0-9a-f]{64}$/, 'Must be a SHA-256 as multihash: 1220 and 64 hexadecimal digits')
    .optional(),
})

/** An item as an operator brings it. Links, bbox and collection are ours to say. */
export const ArchiveItemInput = z
  .looseObject({
    type: z.literal('Feature'),
    id: z.string().regex(item_id),
    stac_extensions: z.array(z.url()).max(50).optional(),
    geometry: GeometryInput,
    properties: z.looseObject({
      datetime: SpaceAge,
      'satl:outcome_id': z.uuid().optional(),
      'eo:cloud_cover': z.number().min(0).max(100).optional(),
    }),
    assets: z.record(z.string().regex(asset_key), ArchiveAsset),
  })
  .meta({ id: 'ArchiveItemInput' })
export type ArchiveItemInput = z.infer<typeof ArchiveItemInput>

export const ArchiveBatch = z
  .strictObject({
    collection: z.string().max(100),
    items: z
      .array(z.unknown().meta({ description: 'A STAC item; each is judged for itself' }))
      .min(1)
      .max(500),
    dry_run: z
      .boolean()
      .optional()
      .meta({ description: 'Say what would become of each item, and store nothing' }),
  })
  .meta({ id: 'ArchiveBatch' })
export type ArchiveBatch = z.infer<typeof ArchiveBatch>

/** The bodies of the transaction extension: an item, or several at once that come all or not at all. */
export const ArchiveItems = z
  .looseObject({
    type: z.enum(['Feature', 'FeatureCollection']),
    features: z.array(z.looseObject({})).min(1).max(500).optional(),
  })
  .refine(({ type, features }) => (type === 'Feature') === (features === undefined), {
    path: ['features'],
    error: 'A FeatureCollection has features, and only a FeatureCollection',
  })
  .meta({ id: 'ArchiveItems' })
export type ArchiveItems = z.infer<typeof ArchiveItems>

/** An item, or what changes in it (RFC 7386). */
export const ArchiveItemChange = z.looseObject({}).meta({ id: 'ArchiveItemChange' })

export const ArchiveReceipt = z
  .object({
    collection: z.string(),
    results: z.array(
      z.object({
        id: z.string().nullable(),
        result: z.enum(['created', 'updated', 'unchanged', 'refused']),
        problems: z
          .array(z.object({ pointer: z.string(), code: z.string(), message: z.string() }))
          .meta({ description: 'Each with a JSON pointer into the body' }),
      }),
    ),
  })
  .meta({ id: 'ArchiveReceipt', description: 'What became of each item, in the order in which they came' })
export type ArchiveReceipt = z.infer<typeof ArchiveReceipt>
