import { z } from 'zod'
import { filteredListOf, listOf, Timestamp } from './lists.ts'
import { reason_codes } from './reasons.ts'
import { delivery_statuses, processing_levels } from './states.ts'

const DeliveryFile = z
  .object({
    key: z
      .string()
      .nullable()
      .meta({ description: 'As among the assets of the deliverable; null: the manifest' }),
    path: z.string().meta({ description: 'Below the root of the destination' }),
    media_type: z.string(),
    size_bytes: z.int(),
    sha256: z.string(),
    sent_at: Timestamp.nullable().meta({ description: 'When it was there, whole and checked' }),
  })
  .meta({ id: 'DeliveryFile' })

export const Delivery = z
  .object({
    delivery_id: z.string().meta({ examples: ['dlvy.<uuid>'] }),
    contract_id: z.string(),
    order_id: z.string(),
    capture_id: z.string(),
    deliverable_id: z.string(),
    destination_id: z.string(),
    status: z.enum(delivery_statuses),
    reason_code: z
      .enum(reason_codes)
      .nullable()
      .meta({ description: 'Why the last attempt failed, or the delivery' }),
    error: z.string().nullable().meta({ description: 'The same as a sentence' }),
    attempts: z.int(),
    next_attempt_at: Timestamp.nullable().meta({
      description: 'Not before; a disabled destination waits until it is enabled',
    }),
    total_bytes: z.int(),
    sent_bytes: z.int().meta({ description: 'Of files that are there whole' }),
    manifest_path: z.string().meta({ description: 'Written last: whoever sees it sees everything' }),
    files: z.array(DeliveryFile),
    actions: z.array(z.string()).meta({ description: 'What may be done with the delivery now' }),
    started_at: Timestamp.nullable(),
    completed_at: Timestamp.nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Delivery', description: 'The files of a deliverable on their way to a destination' })
export type Delivery = z.infer<typeof Delivery>

export const DeliveryList = filteredListOf(Delivery, 'DeliveryList')

export const RequestDelivery = z
  .strictObject({ destination_id: z.string().min(1).max(60) })
  .meta({ id: 'RequestDelivery' })
export type RequestDelivery = z.infer<typeof RequestDelivery>

export const DeliveryAttempt = z
  .object({
    number: z.int(),
    started_at: Timestamp,
    ended_at: Timestamp.nullable().meta({ description: 'null while it is under way' }),
    bytes_sent: z.int().nullable().meta({ description: 'null when the worker died' }),
    reason_code: z.enum(reason_codes).nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'DeliveryAttempt' })
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>
export const DeliveryAttemptList = listOf(DeliveryAttempt, 'DeliveryAttemptList')

/** `manifest.json`, as it lies beside the files. */
export const DeliveryManifest = z
  .object({
    type: z.literal('SwathManifest'),
    version: z.literal('1.0'),
    contract_id: z.string(),
    order_id: z.string(),
    client_reference: z.string().nullable(),
    sku: z.string(),
    capture_id: z.string(),
    outcome_id: z.string().nullable(),
    deliverable_id: z.string(),
    processing_level: z.enum(processing_levels),
    delivered_at: Timestamp,
    total_bytes: z.int(),
    files: z.array(
      z.object({
        key: z.string(),
        href: z.string().meta({ description: 'Relative to the manifest' }),
        media_type: z.string(),
        roles: z.array(z.string()),
        size_bytes: z.int(),
        sha256: z.string(),
      }),
    ),
    stac_items: z.array(z.looseObject({ type: z.literal('Feature'), id: z.string() })),
  })
  .meta({ id: 'DeliveryManifest' })
export type DeliveryManifest = z.infer<typeof DeliveryManifest>
