import { z } from 'zod'
import { listOf, Timestamp } from './lists.ts'
import { AmountMinor } from './money.ts'
import { ProblemDocument } from './problem.ts'

export const roles = ['customer', 'operator', 'provider'] as const
export type Role = (typeof roles)[number]

/** What a credential of a customer may. Every route of customers names the one that it needs. */
export const scopes = {
  read: 'see orders, captures, products, events, the archive, and ask what is feasible',
  order: 'place and change orders, quotes and projects, and download from the archive, which may be charged',
  cancel: 'cancel orders, and reject what was delivered',
  deliveries: 'download files, and have them sent to destinations',
  money: 'see the ledger, consumption and statements',
  administer: 'manage webhooks and mails, and the credentials that others made',
} as const
export type CredentialScope = keyof typeof scopes
export const all_scopes = Object.keys(scopes) as CredentialScope[]

/** In the order of the list, each once. */
const Scopes = z
  .array(z.enum(all_scopes))
  .transform((given) => all_scopes.filter((scope) => given.includes(scope)))
  .meta({
    description: Object.entries(scopes)
      .map(([scope, may]) => `${scope}: ${may}`)
      .join('; '),
  })

/** What is signed, tokens and links, lasts for a week at most: then the key that signed it may go. */
export const max_lifetime_s = 7 * 86_400

const client = { client_id: z.string().min(1).optional(), client_secret: z.string().min(1).optional() }

export const TokenRequest = z
  .looseObject({
    ...client,
    grant_type: z.string(),
    audience: z.string().optional().meta({ description: 'Accepted and ignored' }),
    scope: z
      .string()
      .optional()
      .meta({
        description: 'The scopes that the token is to have, separated by blanks; else all of the credential',
        examples: ['read order'],
      }),
  })
  .meta({
    id: 'TokenRequest',
    description: 'The client is named here, or in the header Authorization by HTTP Basic',
  })

export const RevokeToken = z
  .looseObject({
    ...client,
    token: z.string().min(1),
    token_type_hint: z.string().optional().meta({ description: 'Accepted and ignored' }),
  })
  .meta({
    id: 'RevokeToken',
    description: 'RFC 7009. The client is named here, or in the header Authorization by HTTP Basic',
  })

/** A refusal as OAuth 2.0 has it (RFC 6749, 5.2), which is a problem like others besides. */
export const TokenProblem = ProblemDocument.extend({
  error: z.string().meta({ examples: ['invalid_client'] }),
  error_description: z.string(),
}).meta({ id: 'TokenProblem' })

export const Token = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds' }),
    scope: z.string(),
  })
  .meta({ id: 'Token' })
export type Token = z.infer<typeof Token>

export const SpendCap = z
  .strictObject({
    amount_minor: AmountMinor,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .meta({ examples: ['USD'] }),
  })
  .meta({
    id: 'SpendCap',
    description:
      'What a credential may order at most in a calendar month (UTC), for all its contracts together',
  })
export type SpendCap = z.infer<typeof SpendCap>

const Expiry = z.iso
  .datetime({ offset: true })
  .nullable()
  .meta({ description: 'When it ends, with what it has made; null: never' })

/** Of what sends events or files on its own: it ends with that credential. */
export const SetUpBy = z
  .string()
  .nullable()
  .meta({
    description:
      'The credential that made it, last said where it goes, or enabled it again; it stops when that one ends. ' +
      'null: the operator, or nobody knows',
  })

export const CreateCredential = z
  .strictObject({
    name: z.string().min(1).max(120),
    contract_ids: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Of a customer: the contracts that it reaches' }),
    provider: z.string().min(1).max(100).optional().meta({
      description: 'Of a provider: its name, as its connector has it; it reports on what that provider has',
    }),
    operator: z
      .literal(true)
      .optional()
      .meta({ description: 'Of an operator: it may all that this one may' }),
    spend_cap: SpendCap.nullable().default(null),
    scopes: Scopes.optional().meta({ description: 'Of a customer; all, if it is left out' }),
    expires_at: Expiry.default(null),
  })
  .refine(
    ({ contract_ids, provider, operator }) =>
      [contract_ids, provider, operator].filter((one) => one !== undefined).length === 1,
    {
      path: ['contract_ids'],
      error:
        'A credential of a customer has contract_ids, one of a provider has provider instead, and one of an operator has operator',
    },
  )
  .refine(({ contract_ids, spend_cap }) => contract_ids !== undefined || spend_cap === null, {
    path: ['spend_cap'],
    error: 'Only a customer orders, so nobody else has a spend_cap',
  })
  .meta({
    id: 'CreateCredential',
    description: 'A credential of a customer, of a provider or of an operator',
  })
export type CreateCredential = z.infer<typeof CreateCredential>

export const CreateApiCredential = z
  .strictObject({
    name: CreateCredential.shape.name,
    spend_cap: CreateCredential.shape.spend_cap,
    contract_ids: CreateCredential.shape.contract_ids.meta({
      description: 'Of those of the credential that asks; all of them, if it is left out',
    }),
    scopes: Scopes.optional().meta({
      description: 'At most those of the token that asks; all of them, if it is left out',
    }),
    expires_at: Expiry.optional().meta({
      description: 'At most when the credential that asks ends, which it is if it is left out',
    }),
  })
  .meta({ id: 'CreateApiCredential', description: 'A credential for a program or a colleague' })
export type CreateApiCredential = z.infer<typeof CreateApiCredential>

export const UpdateCredential = z
  .strictObject({
    name: CreateCredential.shape.name.optional(),
    spend_cap: SpendCap.nullable()
      .optional()
      .meta({ description: 'null takes the cap away; whoever set it may, or the operator' }),
    scopes: Scopes.optional().meta({
      description: 'From now on, for live tokens and links too. What it has made loses what it loses',
    }),
    expires_at: Expiry.optional(),
  })
  .meta({ id: 'UpdateCredential', description: 'What is left out stays' })
export type UpdateCredential = z.infer<typeof UpdateCredential>

export const RotateCredential = z
  .strictObject({
    overlap_s: z
      .int()
      .min(0)
      .max(30 * 86_400)
      .default(86_400)
      .meta({
        description:
          'How many seconds the former secret stays valid. 0: it ends at once, with the tokens and links made with it',
      }),
  })
  .prefault({})
  .meta({ id: 'RotateCredential' })
export type RotateCredential = z.infer<typeof RotateCredential>

/** What becomes of what a revoked credential has made or set up. */
export const made_choices = ['revoke', 'keep'] as const
export type MadeChoice = (typeof made_choices)[number]

export const Credential = z
  .object({
    client_id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    contract_ids: z.array(z.string()),
    provider: z.string().nullable().meta({ description: 'Of a provider: its name' }),
    spend_cap: SpendCap.nullable(),
    scopes: z.array(z.enum(all_scopes)).meta({ description: 'Of a customer; see UpdateCredential' }),
    created_by: z
      .string()
      .nullable()
      .meta({ description: 'The credential that made it; null: the operator' }),
    credentials_made: z.int().meta({
      description: 'How many credentials come from it, directly or not: revoking it revokes them',
    }),
    set_up: z.int().meta({
      description:
        'How many enabled webhooks and destinations, and notifications by mail, it and what comes from it have set up: ' +
        'revoking it stops them',
    }),
    expires_at: Timestamp.nullable().meta({ description: 'null: never' }),
    previous_secret_until: Timestamp.nullable().meta({
      description: 'Until when the secret before this one is valid as well; null: it is not',
    }),
    may_change: z.boolean().meta({ description: 'Whether whoever asks may change and revoke it' }),
    may_change_cap: z.boolean().meta({ description: 'Likewise its spend cap' }),
    created_at: Timestamp,
    last_used_at: Timestamp.nullable().meta({ description: 'To the minute; null: never' }),
  })
  .meta({ id: 'Credential' })
export type Credential = z.infer<typeof Credential>

export const CredentialList = listOf(Credential, 'CredentialList')

export const CredentialWithSecret = z
  .object({
    ...Credential.shape,
    client_secret: z.string().meta({ description: 'It is shown this once' }),
  })
  .meta({ id: 'CredentialWithSecret' })
export type CredentialWithSecret = z.infer<typeof CredentialWithSecret>

export const OwnCredential = z
  .object({
    ...Credential.shape,
    spending: z
      .object({
        from: Timestamp.meta({ description: 'Beginning of the month' }),
        until: Timestamp,
        ordered_minor: z.int().meta({
          description: 'Open orders as if all of them is delivered, closed ones as they were delivered',
        }),
        remaining_minor: z.int(),
        currency: z.string(),
      })
      .nullable()
      .meta({ description: 'Of a credential with a spend cap' }),
  })
  .meta({ id: 'OwnCredential' })
export type OwnCredential = z.infer<typeof OwnCredential>

export const Health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' })
