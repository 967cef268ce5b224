import { z } from 'zod'
import { CreateCredential, SpendCap } from './accounts.ts'
import { listOf, Timestamp } from './lists.ts'
import { password_length } from './password-length.ts'
import { all_named_roles, every_scope, scopesAmong } from './permissions.ts'

/** Long ones are safe ones: which characters they have is nobody's business. */
const Password = z
  .string()
  .min(password_length.min)
  .max(password_length.max)
  .meta({ description: `${password_length.min} to ${password_length.max} characters, whichever` })

const Email = z
  .email()
  .max(254)
  .meta({ examples: ['ada@example.com'] })
const PersonName = z.string().trim().min(1).max(120)
/** The token in a link that somebody was given. */
const LinkToken = z.string().min(20).max(100)

/** The ways to sign in. */
export const ways_in = ['password', 'passkey', 'single_sign_on', 'link'] as const
export type WayIn = (typeof ways_in)[number]

export const SignInOptions = z
  .object({
    awaits_first: z.boolean().meta({
      description: 'Nobody has an account: whoever has the token that the server printed makes the first',
    }),
    has_people: z.boolean().meta({ description: 'Somebody has an account' }),
    signed_in: z.boolean().meta({ description: 'This browser has a session: GET /v2/session tells whose' }),
    passwords: z.boolean().meta({ description: 'Accounts may have a password' }),
    single_sign_on: z
      .object({ label: z.string() })
      .nullable()
      .meta({ description: 'The provider of identities by which people sign in, if there is one' }),
    passkeys: z.boolean().meta({ description: 'Browsers have them for this server' }),
    sends_mail: z.boolean().meta({ description: 'A forgotten password is reset by mail' }),
  })
  .meta({ id: 'SignInOptions', description: 'How people sign in here' })
export type SignInOptions = z.infer<typeof SignInOptions>

export const SignInWithPassword = z
  .strictObject({ email: Email, password: z.string().min(1).max(password_length.max) })
  .meta({ id: 'SignInWithPassword' })
export type SignInWithPassword = z.infer<typeof SignInWithPassword>

const Person = z.object({ person_id: z.string(), email: z.string(), name: z.string() })

const OfMember = {
  role: z.enum(['customer', 'operator']).meta({ description: 'operator: of the staff' }),
  organisation: z
    .object({ organisation_id: z.string(), name: z.string() })
    .nullable()
    .meta({ description: 'The customer; null of staff' }),
  contracts: z.array(z.object({ contract_id: z.string(), name: z.string() })),
  acts_as: z
    .enum(all_named_roles)
    .nullable()
    .meta({ description: 'The role whose scopes these are, if one has them' }),
  scopes: z.array(z.enum(every_scope)),
}

export const OwnMembership = z
  .object({
    client_id: z.string(),
    ...OfMember,
    expires_at: Timestamp.nullable(),
    waits_for_second_factor: z.boolean().meta({
      description: 'Nobody acts by it in this session before a second factor is set up, or said',
    }),
  })
  .meta({
    id: 'OwnMembership',
    description: 'The credential by which a person acts for a customer, or as staff',
  })
export type OwnMembership = z.infer<typeof OwnMembership>

export const SignedIn = z
  .object({
    session_id: z.string(),
    way: z.enum(ways_in),
    expires_at: Timestamp.meta({ description: 'It ends sooner where it is not used for a day' }),
    person: Person,
    memberships: z.array(OwnMembership),
  })
  .meta({ id: 'SignedIn', description: 'Who has signed in, and what they may' })
export type SignedIn = z.infer<typeof SignedIn>

export const FirstAccount = z
  .strictObject({
    token: LinkToken,
    email: Email,
    name: PersonName,
    password: Password.optional().meta({ description: 'Needed where people sign in with one' }),
  })
  .meta({ id: 'FirstAccount', description: 'The first account, of an administrator' })
export type FirstAccount = z.infer<typeof FirstAccount>

export const OpenLink = z.strictObject({ token: LinkToken }).meta({ id: 'OpenLink' })

export const OpenInvitation = z
  .object({
    email: z.string(),
    role: OfMember.role,
    organisation_name: z.string().nullable(),
    acts_as: OfMember.acts_as,
    expires_at: Timestamp,
  })
  .meta({ id: 'OpenInvitation', description: 'What somebody is invited to' })
export type OpenInvitation = z.infer<typeof OpenInvitation>

export const AcceptInvitation = z
  .strictObject({
    token: LinkToken,
    name: PersonName.optional().meta({ description: 'Of somebody who has no account yet' }),
    password: Password.optional().meta({
      description:
        'That of the account, or of the new one; whoever has signed in with the address needs none',
    }),
  })
  .meta({ id: 'AcceptInvitation' })
export type AcceptInvitation = z.infer<typeof AcceptInvitation>

export const AskReset = z.strictObject({ email: Email }).meta({ id: 'AskReset' })
export const ResetPassword = z
  .strictObject({ token: LinkToken, password: Password })
  .meta({ id: 'ResetPassword' })
export type ResetPassword = z.infer<typeof ResetPassword>

export const Account = z
  .object({
    ...Person.shape,
    has_password: z.boolean(),
    email_proved_at: Timestamp.nullable().meta({
      description: 'null: nobody knows whether its mails arrive',
    }),
    created_at: Timestamp,
  })
  .meta({ id: 'Account', description: 'The account of whoever has signed in' })
export type Account = z.infer<typeof Account>

export const UpdateAccount = z.strictObject({ name: PersonName }).meta({ id: 'UpdateAccount' })

export const ChangePassword = z
  .strictObject({
    current_password: z
      .string()
      .max(password_length.max)
      .optional()
      .meta({ description: 'Needed where the account has one' }),
    password: Password,
  })
  .meta({ id: 'ChangePassword', description: 'Every other session ends' })
export type ChangePassword = z.infer<typeof ChangePassword>

export const OwnSession = z
  .object({
    session_id: z.string(),
    is_current: z.boolean(),
    way: z.enum(ways_in),
    has_second_factor: z
      .boolean()
      .meta({ description: 'Two factors were proved, or a provider of identities answers for them' }),
    address: z.string(),
    agent: z.string().meta({ description: 'As the browser names itself' }),
    created_at: Timestamp,
    last_used_at: Timestamp.meta({ description: 'To the minute' }),
    expires_at: Timestamp,
  })
  .meta({ id: 'OwnSession' })
export type OwnSession = z.infer<typeof OwnSession>
export const OwnSessionList = listOf(OwnSession, 'OwnSessionList')

export const Member = z
  .object({
    client_id: z.string().meta({ description: 'Of the membership, which is a credential' }),
    person: Person,
    ...OfMember,
    spend_cap: SpendCap.nullable(),
    expires_at: Timestamp.nullable(),
    has_second_factor: z.boolean().meta({ description: 'An authenticator or a passkey' }),
    may_change: z.boolean().meta({ description: 'Whether whoever asks may change and remove it' }),
    from_groups: z.boolean().meta({
      description: 'It follows the groups of the person at the provider of identities, with each sign-in',
    }),
    created_at: Timestamp,
    last_used_at: Timestamp.nullable().meta({ description: 'To the minute; null: never' }),
  })
  .meta({ id: 'Member', description: 'Somebody, and what they may' })
export type Member = z.infer<typeof Member>
export const MemberList = listOf(Member, 'MemberList')

const May = {
  scopes: scopesAmong(every_scope).optional(),
  acts_as: z
    .enum(all_named_roles)
    .optional()
    .meta({ description: 'A role, instead of the scopes that it stands for' }),
}
const Contracts = CreateCredential.shape.contract_ids

export const UpdateMember = z
  .strictObject({
    ...May,
    contract_ids: Contracts.meta({ description: 'Of the same customer' }),
    spend_cap: SpendCap.nullable().optional(),
    expires_at: CreateCredential.shape.expires_at.unwrap().optional(),
  })
  .meta({ id: 'UpdateMember', description: 'What is left out stays' })
export type UpdateMember = z.infer<typeof UpdateMember>

const invited = {
  email: Email,
  ...May,
  spend_cap: SpendCap.nullable().default(null),
  days: z.int().min(1).max(30).default(7).meta({ description: 'For how long the invitation is good' }),
}

export const Invite = z
  .strictObject({
    ...invited,
    contract_ids: Contracts.meta({ description: 'All that whoever invites reaches, if it is left out' }),
  })
  .meta({ id: 'Invite', description: 'An invitation of a colleague' })
export type Invite = z.infer<typeof Invite>

export const InviteAnyone = z
  .strictObject({
    ...invited,
    organisation_id: z.string().optional().meta({ description: 'All contracts of this customer' }),
    contract_ids: Contracts.meta({ description: 'Or these, of one customer' }),
    staff: z.literal(true).optional().meta({ description: 'Or to the staff' }),
  })
  .refine(
    ({ organisation_id, contract_ids, staff }) =>
      [organisation_id, contract_ids, staff].filter((one) => one !== undefined).length === 1,
    { path: ['organisation_id'], error: 'Say organisation_id or contract_ids of a customer, or staff' },
  )
  .meta({ id: 'InviteAnyone', description: 'An invitation of somebody of a customer, or of the staff' })
export type InviteAnyone = z.infer<typeof InviteAnyone>

export const Invitation = z
  .object({
    invitation_id: z.string(),
    email: z.string(),
    ...OfMember,
    spend_cap: SpendCap.nullable(),
    invited_by: z.string().meta({ description: 'The credential' }),
    created_at: Timestamp,
    expires_at: Timestamp,
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.infer<typeof Invitation>
export const InvitationList = listOf(Invitation, 'InvitationList')

export const InvitationWithLink = z
  .object({
    ...Invitation.shape,
    link: z.string().meta({ description: 'It is shown this once, and works once' }),
    is_mailed: z.boolean().meta({ description: 'A link was sent to the address as well' }),
  })
  .meta({ id: 'InvitationWithLink' })
export type InvitationWithLink = z.infer<typeof InvitationWithLink>

export const ResetLink = z.object({ link: z.string(), expires_at: Timestamp }).meta({
  id: 'ResetLink',
  description: 'For somebody whom no mail reaches; it is shown this once, and works once',
})
export type ResetLink = z.infer<typeof ResetLink>
