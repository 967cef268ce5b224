import { z } from 'zod'
import { max_lifetime_s } from './accounts.ts'
import { AmountMinor } from './amounts.ts'
import { report } from './captures.ts'
import { Geometry, GeometryInput } from './geometry.ts'
import { filteredListOf, listOf, Timestamp } from './lists.ts'
import { max_amount_minor } from './money.ts'
import { reason_codes } from './reasons.ts'
import { deliverable_statuses, processing_levels } from './states.ts'

const Asset = z
  .object({
    href: z.string(),
    type: z.string(),
    title: z.string(),
    roles: z.array(z.string()),
    size_bytes: z.int(),
    sha256: z.string(),
  })
  .meta({ id: 'Asset' })
export type Asset = z.infer<typeof Asset>

export const rejection_categories = [
  'cloud_cover',
  'haze',
  'geolocation',
  'wrong_area',
  'incomplete_coverage',
  'radiometry',
  'blur',
  'artifacts',
  'wrong_product',
  'unreadable_files',
  'other',
] as const

export const RejectionRequest = z
  .strictObject({
    category: z.enum(rejection_categories),
    comment: z.string().min(1).max(2000),
    evidence: GeometryInput.optional().meta({ description: 'Where the fault shows' }),
  })
  .meta({ id: 'RejectionRequest' })
export type RejectionRequest = z.infer<typeof RejectionRequest>

export const rejection_statuses = ['requested', 'accepted', 'denied'] as const

export const Rejection = z
  .object({
    status: z.enum(rejection_statuses),
    category: z.enum(rejection_categories),
    comment: z.string(),
    evidence: Geometry.nullable().meta({ description: 'Where the fault shows' }),
    requested_at: Timestamp,
    requested_by: z.string(),
    decided_at: Timestamp.nullable(),
    decided_by: z
      .string()
      .nullable()
      .meta({ description: '`swath` when the policy of the contract decided' }),
    message: z.string().nullable(),
    refund_minor: z.int().nullable(),
    replacement_order_id: z.string().nullable().meta({
      description: 'The order that is to make it again, where the window of the order is still open',
    }),
  })
  .meta({ id: 'Rejection' })
export type Rejection = z.infer<typeof Rejection>

export const Decision = z
  .strictObject({ message: z.string().max(500).default('') })
  .meta({ id: 'Decision', description: 'What the order desk tells the customer' })
export type Decision = z.infer<typeof Decision>

export const RejectionPolicy = z
  .strictObject({
    automatic: z.boolean().meta({
      description: 'Whether rejections within these limits are accepted without the order desk',
    }),
    within_days: z.number().min(0).max(3650).meta({ description: 'After the delivery' }),
    max_minor: AmountMinor.nullable().meta({ description: 'Refunded in a month (UTC); null: no limit' }),
    max_pct: z
      .number()
      .min(0)
      .max(100)
      .nullable()
      .meta({ description: 'Refunded in a month, of what was delivered in it; null: no limit' }),
  })
  .meta({ id: 'RejectionPolicy' })
export type RejectionPolicy = z.infer<typeof RejectionPolicy>

const count = z.int().min(0)

export const ContractHistory = z
  .object({
    contract_id: z.string(),
    orders: count.meta({ description: 'All that were ever placed' }),
    open_orders: count,
    fulfilled_orders: count.meta({ description: 'Wholly or in part' }),
    last_order_at: Timestamp.nullable(),
    delivered: count.meta({ description: 'Deliverables that were delivered' }),
    rejections: z.object({ requested: count, accepted: count, denied: count }),
  })
  .meta({ id: 'ContractHistory', description: 'What the order desk knows of a customer when it decides' })
export type ContractHistory = z.infer<typeof ContractHistory>

export const CreditRequest = z
  .strictObject({ amount_minor: z.int().min(1).max(max_amount_minor), message: z.string().min(1).max(500) })
  .meta({ id: 'CreditRequest', description: 'A part of a charge that is given back' })
export type CreditRequest = z.infer<typeof CreditRequest>

export const Deliverable = z
  .object({
    deliverable_id: z.string().meta({ examples: ['deliv.<uuid>'] }),
    order: z.string().meta({ description: 'The order id, by the name of the published API' }),
    order_id: z.string(),
    capture_id: z.string(),
    contract_id: z.string(),
    outcome_id: z.string().nullable(),
    scene_id: z
      .string()
      .nullable()
      .meta({ description: 'The name of the scene in v1, once there are files' }),
    processing_level: z.enum(processing_levels),
    status: z.enum(deliverable_statuses),
    reason_code: z.enum(reason_codes).nullable(),
    footprint: Geometry.nullable(),
    quantity: z.number().nullable().meta({ description: 'What was delivered, in unit' }),
    unit: z.string(),
    charge: z
      .object({
        amount_minor: z.int().meta({ description: 'As it was charged; it never changes' }),
        credited_minor: z.int().meta({ description: 'What was given back of it later' }),
        net_minor: z.int().meta({ description: 'amount_minor - credited_minor' }),
        currency: z.string(),
      })
      .nullable()
      .meta({ description: 'Booked when the deliverable is delivered' }),
    rejection: Rejection.nullable().meta({
      description: 'That the customer rejected it, and what became of it',
    }),
    delivered_at: Timestamp.nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
    assets: z.record(z.string(), Asset),
  })
  .meta({ id: 'Deliverable' })
export type Deliverable = z.infer<typeof Deliverable>

export const DeliverableList = filteredListOf(Deliverable, 'DeliverableList')

export const FileList = listOf(Asset.extend({ key: z.string(), file_name: z.string() }), 'FileList')

export const LinkFile = z
  .strictObject({
    valid_for_s: z.int().min(60).max(max_lifetime_s).default(3600),
  })
  .meta({ id: 'LinkFile' })

export const FileLink = z
  .object({
    href: z.string().meta({ description: 'Gives whoever has it the file, without a token' }),
    expires_at: Timestamp,
  })
  .meta({ id: 'FileLink' })
export type FileLink = z.infer<typeof FileLink>

const deliverable_id = z.string().regex(/^deliv\.[\w.-]{1,60}$/)
const key = z.string().regex(/^[a-z0-9_]{1,40}$/)
const choice = {
  deliverable_ids: z.array(deliverable_id).min(1).max(100).optional().meta({
    description: 'Only files of these; without it, of all that are delivered',
  }),
  processing_levels: z.array(z.enum(processing_levels)).min(1).optional(),
  keys: z.array(key).min(1).max(50).optional().meta({
    description:
      'Only these files of each deliverable, such as `visual`; without it, all but the zips that providers make of the same files',
  }),
}
/** The files of an order that come in one zip. */
export const ZipChoice = z.strictObject(choice).meta({ id: 'ZipChoice' })
export type ZipChoice = {
  [name in keyof z.infer<typeof ZipChoice>]: z.infer<typeof ZipChoice>[name] | undefined
}

const words = <Word extends string>(schema: z.ZodType<Word[], string[]>, example: string) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(schema)
    .optional()
    .meta({ description: `Separated by commas, such as ${example}` })

export const LinkZip = z
  .strictObject({ ...choice, valid_for_s: z.int().min(60).max(max_lifetime_s).default(3600) })
  .meta({ id: 'LinkZip' })

/** The same in an address. */
export const ZipQuery = z.strictObject({
  deliverable_ids: words(z.array(deliverable_id).max(100), '`deliv.1,deliv.2`'),
  processing_levels: words(z.array(z.enum(processing_levels)), '`L1B,L1D`'),
  keys: words(z.array(key).max(50), '`analytic,visual`'),
})

export const ZipLink = FileLink.extend({
  file_name: z.string(),
  file_count: z.int(),
  size_bytes: z.int().meta({ description: 'Of the files; the zip is a little larger' }),
}).meta({ id: 'ZipLink' })
export type ZipLink = z.infer<typeof ZipLink>

const ReportedFile = z
  .strictObject({
    key: z.string().regex(/^[a-z0-9_]{1,40}$/),
    file_name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/),
    href: z.url({ protocol: /^https?$/ }),
    // It becomes a header.
    media_type: z.string().regex(/^[\x20-\x7e]{1,120}$/),
    roles: z.array(z.string().max(40)).max(8),
    size_bytes: z.int().nonnegative(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .meta({ id: 'ReportedFile', description: 'A file that the provider offers; it is fetched from href' })
export type ReportedFile = z.infer<typeof ReportedFile>

export const DeliverableReport = z
  .discriminatedUnion('status', [
    z.strictObject({ ...report, status: z.literal('processing') }),
    z.strictObject({ ...report, status: z.literal('ready'), files: z.array(ReportedFile).min(1).max(50) }),
    z.strictObject({
      ...report,
      status: z.literal('failed'),
      reason_code: z.enum(reason_codes),
      message: z.string().max(500),
    }),
  ])
  .meta({ id: 'DeliverableReport', description: 'What a provider says about a product of a capture' })
export type DeliverableReport = z.infer<typeof DeliverableReport>

export const RejectionList = listOf(Deliverable, 'RejectionList')
