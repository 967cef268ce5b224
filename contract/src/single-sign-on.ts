import { z } from 'zod'
import { problemOfScopes } from './accounts.ts'
import { Timestamp } from './lists.ts'
import { all_named_roles, every_scope, scopesAmong } from './permissions.ts'

/** One rule of the server's configuration: whoever is in a group of the provider of identities gets a membership. */
export const GroupRule = z
  .strictObject({
    group: z.string().min(1),
    organisation_id: z.string().min(1).optional(),
    staff: z.literal(true).optional(),
    acts_as: z.enum(all_named_roles).optional(),
    scopes: scopesAmong(every_scope).optional(),
  })
  .refine(({ organisation_id, staff }) => (organisation_id === undefined) !== (staff === undefined), {
    error: 'Say organisation_id of a customer, or staff',
  })
  .refine(({ acts_as, scopes }) => (acts_as === undefined) !== (scopes === undefined), {
    error: 'Say acts_as, a role, or scopes',
  })
  .superRefine(({ staff, ...may }, context) => {
    const problem = problemOfScopes(staff ? 'operator' : 'customer', may)
    if (problem) context.addIssue({ code: 'custom', ...problem })
  })
export type GroupRule = z.infer<typeof GroupRule>

export const SignOnStart = z
  .object({ url: z.string().meta({ description: 'The page of the provider to which the browser goes on' }) })
  .meta({ id: 'SignOnStart' })
export type SignOnStart = z.infer<typeof SignOnStart>

export const FinishSignOn = z
  .strictObject({
    answer: z.record(z.string().max(40), z.string().max(4000)).meta({
      description: 'The parameters with which the provider sent the browser back: code and state, or error',
    }),
    invitation: z
      .string()
      .max(100)
      .optional()
      .meta({ description: 'The token of the link by which somebody was invited' }),
    connect: z
      .literal(true)
      .optional()
      .meta({ description: 'Whoever has signed in from now on signs in by the provider as well' }),
  })
  .meta({ id: 'FinishSignOn' })
export type FinishSignOn = z.infer<typeof FinishSignOn>

export const SignedOut = z
  .object({
    url: z
      .string()
      .nullable()
      .meta({ description: 'The page of the provider that ends its session as well, if it has one' }),
  })
  .meta({ id: 'SignedOut' })
export type SignedOut = z.infer<typeof SignedOut>

export const BackChannelLogout = z
  .looseObject({ logout_token: z.string().min(1).max(16_000) })
  .meta({ id: 'BackChannelLogout', description: 'As OpenID Connect Back-Channel Logout 1.0 has it' })

export const OwnIdentity = z
  .object({
    label: z.string().meta({ description: 'The name of the provider, as buttons have it' }),
    connected_at: Timestamp.nullable().meta({ description: 'null: this account signs in otherwise' }),
  })
  .meta({ id: 'OwnIdentity' })
export type OwnIdentity = z.infer<typeof OwnIdentity>
