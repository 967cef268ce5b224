import { z } from 'zod'
import { AmountMinor } from './amounts.ts'
import { listOf, Timestamp } from './lists.ts'
import {
  all_named_roles,
  all_scopes,
  type CredentialScope,
  customer_roles,
  every_scope,
  type NamedRole,
  named_roles,
  type Role,
  roles,
  scopes,
  scopesAmong,
  scopesOfRole,
} from './permissions.ts'
import { ProblemDocument } from './problem.ts'

const ofSide = (side: Role) =>
  Object.entries(scopes[side])
    .map(([scope, may]) => `${scope}: ${may}`)
    .join('; ')

/** The type is that of all, so that a program need not know the sides. */
const CustomerScopes = scopesAmong<CredentialScope>(all_scopes.customer).meta({
  description: ofSide('customer'),
})
const AnyScopes = scopesAmong(every_scope).meta({
  description: `Of a customer: ${ofSide('customer')}. Of an operator: ${ofSide('operator')}`,
})

const ActsAs = z
  .enum(all_named_roles)
  .meta({ description: 'A role, instead of the scopes that it stands for', examples: ['viewer'] })

/** It has scopes in one way. */
const saysScopesOnce = [
  (given: { scopes?: unknown; acts_as?: unknown }) =>
    given.scopes === undefined || given.acts_as === undefined,
  { path: ['acts_as'] as PropertyKey[], error: 'Say scopes, or the role that stands for them, but not both' },
] as const

/** A signed token or link lasts for a week at most: then the key that signed it may go. */
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

/** The owner of a sender of events or files: it ends with that credential. */
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
    operator: z.literal(true).optional().meta({ description: 'Of an operator: somebody of the staff' }),
    spend_cap: SpendCap.nullable().default(null),
    scopes: AnyScopes.optional().meta({
      description: 'If it is left out: all of a customer or a provider; of an operator those of whoever asks',
    }),
    acts_as: ActsAs.optional(),
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
  .refine(...saysScopesOnce)
  .superRefine((given, context) => {
    const problem = problemOfScopes(roleOf(given), given)
    if (problem) context.addIssue({ code: 'custom', ...problem })
  })
  .meta({
    id: 'CreateCredential',
    description: 'A credential of a customer, of a provider or of an operator',
  })
/** The side that a new credential is on. */
export function roleOf({ contract_ids, provider }: { contract_ids?: unknown; provider?: unknown }): Role {
  if (contract_ids !== undefined) return 'customer'
  return provider === undefined ? 'operator' : 'provider'
}

/** Tells where a credential of this side is given what only those of another have. */
export function problemOfScopes(role: Role, { scopes: given = [], acts_as }: GivenScopes) {
  const offered: readonly string[] = all_scopes[role]
  const foreign = given.filter((scope) => !offered.includes(scope))
  if (foreign.length > 0) {
    const message = `${foreign.join(' ')} is nothing that a credential of this role has; there is ${offered.join(' ')}`
    return { path: ['scopes'], message }
  }
  if (acts_as === undefined || scopesOfRole(role, acts_as)) return undefined
  const named = Object.keys(named_roles[role]).join(', ') || 'none'
  return {
    path: ['acts_as'],
    message: `A credential of this role does not act as ${acts_as}; there is ${named}`,
  }
}

/** The scopes that were said, by name or as a role; undefined where neither was. */
export function saidScopes(role: Role, { scopes: given, acts_as }: GivenScopes) {
  return acts_as === undefined ? given : scopesOfRole(role, acts_as)
}

interface GivenScopes {
  scopes?: readonly CredentialScope[] | undefined
  acts_as?: NamedRole | undefined
}

export type CreateCredential = z.infer<typeof CreateCredential>

export const CreateApiCredential = z
  .strictObject({
    name: CreateCredential.shape.name,
    spend_cap: CreateCredential.shape.spend_cap,
    contract_ids: CreateCredential.shape.contract_ids.meta({
      description: 'Of those of the credential that asks; all of them, if it is left out',
    }),
    scopes: CustomerScopes.optional().meta({
      description: 'At most those of the token that asks; all of them, if it is left out',
    }),
    acts_as: z
      .enum<NamedRole[]>(customer_roles)
      .optional()
      .meta({ description: 'A role, instead of the scopes that it stands for' }),
    expires_at: Expiry.optional().meta({
      description: 'At most when the credential that asks ends, which it is if it is left out',
    }),
  })
  .refine(...saysScopesOnce)
  .meta({ id: 'CreateApiCredential', description: 'A credential for a program or a colleague' })
export type CreateApiCredential = z.infer<typeof CreateApiCredential>

export const UpdateCredential = z
  .strictObject({
    name: CreateCredential.shape.name.optional(),
    spend_cap: SpendCap.nullable()
      .optional()
      .meta({ description: 'null takes the cap away; whoever set it may, or the operator' }),
    scopes: AnyScopes.optional().meta({
      description: 'From now on, for live tokens and links too. What it has made loses what it loses',
    }),
    acts_as: ActsAs.optional(),
    expires_at: Expiry.optional(),
  })
  .refine(...saysScopesOnce)
  .meta({ id: 'UpdateCredential', description: 'What is left out stays' })
export type UpdateCredential = z.infer<typeof UpdateCredential>

export const ExternalIdentity = z
  .strictObject({
    subject: z
      .string()
      .min(1)
      .max(255)
      .meta({ description: 'The claim sub of its tokens, from the issuer that this server is set up with' }),
  })
  .meta({ id: 'ExternalIdentity' })
export type ExternalIdentity = z.infer<typeof ExternalIdentity>

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

/** The choices for what a revoked credential has made or set up. */
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
    scopes: z.array(z.enum(every_scope)).meta({ description: 'See UpdateCredential' }),
    acts_as: z
      .enum(all_named_roles)
      .nullable()
      .meta({ description: 'The role that has these scopes; null: they are a set of their own' }),
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
    external_identity: z
      .object({ issuer: z.string(), subject: z.string() })
      .nullable()
      .meta({ description: 'As which the tokens of another issuer name it, which are taken like its own' }),
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

export const Health = z
  .object({ status: z.literal('ok'), version: z.string().meta({ examples: ['0.2.0'] }) })
  .meta({ id: 'Health' })
export type Health = z.infer<typeof Health>
