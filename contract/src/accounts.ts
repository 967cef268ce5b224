import { z } from 'zod'
import { listOf, Timestamp } from './lists.ts'
import { AmountMinor } from './money.ts'
import { ProblemDocument } from './problem.ts'

export const roles = ['customer', 'operator', 'provider'] as const
export type Role = (typeof roles)[number]

/** What is signed, tokens and links, lasts for a week at most: then the key that signed it may go. */
export const max_lifetime_s = 7 * 86_400

const client = { client_id: z.string().min(1).optional(), client_secret: z.string().min(1).optional() }

export const TokenRequest = z
  .looseObject({
    ...client,
    grant_type: z.string(),
    audience: z.string().optional().meta({ description: 'Accepted and ignored' }),
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

const Contract = z.object({ contract_id: z.string(), name: z.string() })
export const ContractList = z.array(Contract).meta({ id: 'ContractList' })
/** Those of all customers, for operators. */
export const AllContracts = listOf(Contract, 'AllContracts')

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
    spend_cap: SpendCap.nullable().default(null),
  })
  .refine(({ contract_ids, provider }) => (contract_ids === undefined) !== (provider === undefined), {
    path: ['contract_ids'],
    error: 'A credential of a customer has contract_ids, one of a provider has provider instead',
  })
  .refine(({ provider, spend_cap }) => provider === undefined || spend_cap === null, {
    path: ['spend_cap'],
    error: 'A provider orders nothing, so it has no spend_cap',
  })
  .meta({ id: 'CreateCredential', description: 'A credential of a customer or of a provider' })
export type CreateCredential = z.infer<typeof CreateCredential>

export const CreateApiCredential = z
  .strictObject({
    name: CreateCredential.shape.name,
    spend_cap: CreateCredential.shape.spend_cap,
    contract_ids: CreateCredential.shape.contract_ids.meta({
      description: 'Of those of the credential that asks; all of them, if it is left out',
    }),
  })
  .meta({ id: 'CreateApiCredential', description: 'A credential for a program or a colleague' })
export type CreateApiCredential = z.infer<typeof CreateApiCredential>

export const LimitCredential = z
  .strictObject({ spend_cap: SpendCap.nullable().meta({ description: 'null takes the cap away' }) })
  .meta({ id: 'LimitCredential' })

export const Credential = z
  .object({
    client_id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    contract_ids: z.array(z.string()),
    provider: z.string().nullable().meta({ description: 'Of a provider: its name' }),
    spend_cap: SpendCap.nullable(),
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
