import { z } from 'zod'
import { Event } from './events.ts'
import { listOf, Timestamp } from './lists.ts'

const Cursor = z.string().meta({ description: 'A place in the feed of this contract; opaque' })

export const EventFeed = z
  .object({
    count: z.int().meta({ description: 'How many events are in this answer' }),
    next: z.string().nullable().meta({ description: 'Relative URL that goes on; null when nothing is left' }),
    previous: z.null(),
    cursor: Cursor.meta({ description: 'Where to go on; there also when nothing is new' }),
    has_more: z.boolean().meta({ description: 'Whether more can be read right now' }),
    results: z.array(Event),
  })
  .meta({ id: 'EventFeed', description: 'A part of the feed, in feed order' })
export type EventFeed = z.infer<typeof EventFeed>

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const Seal = z
  .object({
    number: z.int().meta({ description: '1, 2, 3 ... in each contract' }),
    from_cursor: Cursor.meta({ description: 'The sealed events follow this place' }),
    to_cursor: Cursor.meta({ description: 'The place of the last sealed event' }),
    count: z.int().meta({ description: 'How many events are sealed' }),
    previous_sha256: Sha256.meta({ description: 'Of the seal before; zeros in the first' }),
    sha256: Sha256.meta({ description: 'Over previous_sha256 and the events; see docs/guides/events.md' }),
    sealed_at: Timestamp,
  })
  .meta({ id: 'Seal', description: 'A fingerprint of a batch of events and of all batches before it' })
export type Seal = z.infer<typeof Seal>

export const SealList = listOf(Seal, 'SealList')

/** The head of a seal that somebody kept. */
export const SealHead = z
  .string()
  .regex(
    /^[1-9]\d{0,14}:[0-9a-f]{64}$/,
    'is <number>:<sha256>, as `head` of a verification or the log tell it',
  )
  .meta({ description: 'A seal that was kept elsewhere, which has to be there still: `<number>:<sha256>`' })

export const SealVerification = z
  .object({
    seals: z.int().meta({ description: 'How many seals were checked' }),
    events: z.int().meta({ description: 'How many events they cover' }),
    broken: z
      .object({ number: z.int(), reason: z.string() })
      .nullable()
      .meta({ description: 'The first seal that does not fit; null when all do' }),
    head: z
      .string()
      .nullable()
      .meta({
        description:
          'The last seal that fits, `<number>:<sha256>`: kept elsewhere, it shows later whether history was set back',
        examples: ['42:9f2c...'],
      }),
  })
  .meta({ id: 'SealVerification' })
export type SealVerification = z.infer<typeof SealVerification>
