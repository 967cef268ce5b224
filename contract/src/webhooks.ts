import { z } from 'zod'
import { SetUpBy } from './accounts.ts'
import { event_type_names } from './events.ts'
import { listOf, Timestamp } from './lists.ts'
import { matchesPattern } from './patterns.ts'
import { Instant } from './times.ts'

const EventPattern = z
  .string()
  .max(60)
  .refine((pattern) => event_type_names.some((name) => matchesPattern(name, pattern)), {
    message: `must match at least one of ${event_type_names.join(', ')}`,
  })
  .meta({ description: 'An event type, or a pattern such as Order* or *' })

const values = z.array(z.string().min(1).max(200)).max(100).default([])

export const WebhookFilters = z
  .strictObject({
    sku: values.meta({ description: 'SKUs, or patterns such as TSK*' }),
    project: values.meta({ description: 'Ids of projects; names are taken as well, and become ids' }),
    order_id: values,
  })
  .meta({ id: 'WebhookFilters', description: 'All that are not empty must match the order of the event' })

const settings = {
  url: z
    .string()
    .max(2000)
    .meta({ description: 'Where messages are sent: http or https', examples: ['https://example.com/swath'] }),
  description: z.string().max(200),
  event_types: z.array(EventPattern).min(1).max(50),
  filters: WebhookFilters,
  is_enabled: z.boolean(),
}

export const CreateWebhook = z
  .strictObject({
    ...settings,
    description: settings.description.default(''),
    filters: settings.filters.default({ sku: [], project: [], order_id: [] }),
    is_enabled: settings.is_enabled.default(true),
  })
  .meta({ id: 'CreateWebhook' })
export type CreateWebhook = z.infer<typeof CreateWebhook>

export const UpdateWebhook = z
  .strictObject(settings)
  .partial()
  .meta({ id: 'UpdateWebhook', description: 'What is not there stays as it is' })
export type UpdateWebhook = z.infer<typeof UpdateWebhook>

export const disabled_reasons = ['by_customer', 'gone', 'failing', 'credential_ended'] as const
export type DisabledReason = (typeof disabled_reasons)[number]

export const Webhook = z
  .object({
    webhook_id: z.string().meta({ examples: ['webhook.<uuid>'] }),
    contract_id: z.string(),
    ...settings,
    event_types: z.array(z.string()),
    state: z
      .enum(['enabled', 'failing', 'disabled'])
      .meta({ description: 'failing: the last try failed, and none has succeeded since failing_since' }),
    disabled_reason: z
      .enum(disabled_reasons)
      .nullable()
      .meta({
        description:
          'gone: the receiver answered 410; failing: every try of three days failed; ' +
          'credential_ended: the credential that set it up was revoked, has expired, or may not administer any more',
      }),
    disabled_at: Timestamp.nullable(),
    consecutive_failures: z.int(),
    failing_since: Timestamp.nullable(),
    paused_until: Timestamp.nullable().meta({
      description: 'Nothing is sent before, because the last tries failed',
    }),
    previous_secret_until: Timestamp.nullable().meta({
      description:
        'Until then messages are signed with a previous secret as well; each that is replaced has 24 hours',
    }),
    cursor: z.string().meta({ description: 'Up to here the feed has been turned into messages' }),
    created_by: SetUpBy,
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.infer<typeof Webhook>

const Secret = z.string().meta({
  description: 'whsec_ and 32 bytes in base64, as Standard Webhooks has it. It is shown this once',
})
export const WebhookWithSecret = z
  .object({ ...Webhook.shape, secret: Secret })
  .meta({ id: 'WebhookWithSecret' })
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>
export const WebhookList = listOf(Webhook, 'WebhookList')

export const message_states = ['pending', 'delivered', 'dead'] as const
export type MessageState = (typeof message_states)[number]

export const WebhookMessage = z
  .object({
    message_id: z.string().meta({ description: 'The id of the event, and the header webhook-id' }),
    webhook_id: z.string(),
    contract_id: z.string(),
    type: z.string(),
    entity_id: z.string(),
    sequence: z.int(),
    state: z.enum(message_states),
    tries: z.int(),
    next_try_at: Timestamp.nullable().meta({
      description: 'Not before; earlier messages of the entity go first',
    }),
    last_error: z.string().nullable(),
    replays: z.int().meta({ description: 'How often it was sent anew on request' }),
    created_at: Timestamp,
    delivered_at: Timestamp.nullable(),
  })
  .meta({ id: 'WebhookMessage', description: 'An event on its way to a webhook' })
export type WebhookMessage = z.infer<typeof WebhookMessage>
export const WebhookMessageList = listOf(WebhookMessage, 'WebhookMessageList')

export const try_states = ['succeeded', 'failed'] as const

export const WebhookTry = z
  .object({
    try_id: z.string(),
    webhook_id: z.string(),
    message_id: z.string(),
    type: z.string(),
    state: z.enum(try_states),
    started_at: Timestamp,
    duration_ms: z.int(),
    response: z
      .object({ status: z.int(), headers: z.string(), body: z.string() })
      .nullable()
      .meta({ description: 'What was answered; headers and body are cut after 4 KB each' }),
    error: z.string().nullable(),
  })
  .meta({ id: 'WebhookTry', description: 'One request to a receiver' })
export type WebhookTry = z.infer<typeof WebhookTry>
export const WebhookTryList = listOf(WebhookTry, 'WebhookTryList')

export const ReplayWebhook = z
  .strictObject({
    from: Instant.optional().meta({ description: 'Events of this time and later' }),
    to: Instant.optional().meta({ description: 'Events before this time' }),
    cursor: z.string().optional().meta({ description: 'Events after this place in the feed' }),
    message_ids: z.array(z.string()).min(1).max(1000).optional(),
    dead: z.literal(true).optional().meta({ description: 'Every dead letter' }),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), {
    message: 'Name what to send anew: from and to, cursor, message_ids, or dead',
  })
  .refine(
    ({ message_ids, dead, ...range }) =>
      [message_ids, dead, Object.values(range).find((value) => value !== undefined)].filter(
        (one) => one !== undefined,
      ).length <= 1,
    { message: 'message_ids, dead, and a range of events exclude each other' },
  )
  .meta({ id: 'ReplayWebhook' })
export type ReplayWebhook = z.infer<typeof ReplayWebhook>

export const WebhookReplay = z
  .object({
    replayed: z.int().meta({ description: 'Messages that are pending now, and were not before' }),
    has_more: z.boolean().meta({ description: 'At most 1000 at once; ask again for the rest' }),
    cursor: z.string().nullable().meta({ description: 'Of a range: add it to the same request to go on' }),
  })
  .meta({ id: 'WebhookReplay' })
export type WebhookReplay = z.infer<typeof WebhookReplay>
