import { z } from 'zod'
import { entities } from './events.ts'
import { Timestamp } from './lists.ts'
import { reason_codes } from './reasons.ts'

export const Timeline = z
  .object({
    order_id: z.string(),
    entries: z.array(
      z.object({
        kind: z.enum(['ACTUAL', 'ESTIMATE']),
        at: Timestamp.meta({
          description: 'When it happened, or is expected to, in the sky or at the provider',
        }),
        recorded_at: Timestamp.nullable().meta({ description: 'When Swath recorded it' }),
        what: z.string().meta({ description: 'The event type; of an estimate, the event that is expected' }),
        entity: z.enum(entities),
        entity_id: z.string().nullable(),
        reason_code: z.enum(reason_codes).nullable(),
        message: z.string(),
      }),
    ),
  })
  .meta({
    id: 'Timeline',
    description: 'What happened to an order and its parts, and what is expected, in order',
  })
export type Timeline = z.infer<typeof Timeline>
