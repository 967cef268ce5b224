import { z } from 'zod'
import { SetUpBy } from './accounts.ts'
import { listOf, Timestamp } from './lists.ts'

export const digest_frequencies = ['hourly', 'daily'] as const
export type DigestFrequency = (typeof digest_frequencies)[number]

export const digest_states = ['unconfirmed', 'active', 'unsubscribed', 'refused', 'revoked'] as const
export type DigestState = (typeof digest_states)[number]

const Frequency = z.enum(digest_frequencies).meta({
  description: 'hourly: at the full hour; daily: at 06:00 UTC. Only when something happened',
})

export const CreateDigest = z
  .strictObject({ email: z.email().max(254), frequency: Frequency.default('daily') })
  .meta({ id: 'CreateDigest' })
export type CreateDigest = z.infer<typeof CreateDigest>

export const UpdateDigest = z.strictObject({ frequency: Frequency }).meta({ id: 'UpdateDigest' })
export type UpdateDigest = z.infer<typeof UpdateDigest>

export const Digest = z
  .object({
    digest_id: z.string().meta({ examples: ['digest.<uuid>'] }),
    contract_id: z.string(),
    email: z.string(),
    frequency: Frequency,
    state: z.enum(digest_states).meta({
      description:
        'unconfirmed: nothing is sent before somebody there follows the link of the first mail; ' +
        'refused: the mail server takes nothing for this address; ' +
        'revoked: the credential that asked for it was revoked, has expired, or may not administer any more',
    }),
    next_at: Timestamp.nullable().meta({ description: 'When the next digest is due, if there is news then' }),
    last_sent_at: Timestamp.nullable(),
    last_error: z.string().nullable().meta({ description: 'Why the last mail was not taken' }),
    created_by: SetUpBy,
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Digest', description: 'News of the orders of the contract, by e-mail' })
export type Digest = z.infer<typeof Digest>
export const DigestList = listOf(Digest, 'DigestList')
