import { z } from 'zod'
import { Timestamp } from './lists.ts'
import { Passkey } from './passkeys.ts'
import { password_length } from './password-length.ts'
import { SignedIn } from './people.ts'

/** The ways to prove, after a password, that it is oneself. */
const second_factors = ['authenticator', 'passkey', 'recovery_code'] as const
export type SecondFactorKind = (typeof second_factors)[number]

export const SecondFactorAsked = z
  .object({
    second_factors: z.array(z.enum(second_factors)).meta({ description: 'Any of these is taken' }),
    expires_at: Timestamp.meta({ description: 'Until then; after it the sign-in begins anew' }),
  })
  .meta({
    id: 'SecondFactorAsked',
    description: 'The password is right, and the account has a second factor: nobody has signed in yet',
  })
export type SecondFactorAsked = z.infer<typeof SecondFactorAsked>

/** The end of a sign-in, or its second step. */
export type SignInAnswer = SignedIn | SecondFactorAsked

/** The answers of every endpoint by which somebody signs in. */
export const sign_in_answers = { 201: SignedIn, 202: SecondFactorAsked } as const

const Code = z
  .string()
  .trim()
  .min(6)
  .max(40)
  .meta({ description: 'Six digits of the authenticator, or a recovery code' })

export const SecondFactorCode = z.strictObject({ code: Code }).meta({ id: 'SecondFactorCode' })
export type SecondFactorCode = z.infer<typeof SecondFactorCode>

export const OwnFactors = z
  .object({
    authenticator: z
      .object({ confirmed_at: Timestamp })
      .nullable()
      .meta({ description: 'The app that shows a code of six digits' }),
    can_have_passkeys: z.boolean(),
    has_any: z
      .boolean()
      .meta({ description: 'An authenticator or a passkey: a password alone signs nobody in' }),
    recovery_codes_left: z.int(),
  })
  .meta({ id: 'OwnFactors', description: 'What proves, besides a password, who somebody is' })
export type OwnFactors = z.infer<typeof OwnFactors>

export const NewAuthenticator = z
  .object({
    secret: z.string().meta({ description: 'In base32, for an app that cannot read the picture' }),
    uri: z.string().meta({ description: 'otpauth://, to be drawn as a QR code' }),
    expires_at: Timestamp.meta({ description: 'Until then it has to be confirmed by a code' }),
  })
  .meta({ id: 'NewAuthenticator', description: 'It is shown this once' })
export type NewAuthenticator = z.infer<typeof NewAuthenticator>

export const ConfirmAuthenticator = z
  .strictObject({ code: z.string().trim().min(6).max(10).meta({ description: 'The six digits of now' }) })
  .meta({ id: 'ConfirmAuthenticator' })

export const RecoveryCodes = z
  .object({
    recovery_codes: z
      .array(z.string())
      .nullable()
      .meta({ description: 'Shown this once, and each is taken once; null: those of before stay' }),
  })
  .meta({ id: 'RecoveryCodes' })
export type RecoveryCodes = z.infer<typeof RecoveryCodes>

export const AddedPasskey = z
  .object({ passkey: Passkey, ...RecoveryCodes.shape })
  .meta({ id: 'AddedPasskey' })
export type AddedPasskey = z.infer<typeof AddedPasskey>

export const SecondFactorRule = z
  .strictObject({
    is_required: z
      .boolean()
      .meta({ description: 'Whoever has none is asked to set one up before anything else' }),
  })
  .meta({ id: 'SecondFactorRule', description: 'Whether the people of a customer need a second factor' })
export type SecondFactorRule = z.infer<typeof SecondFactorRule>

export const OwnProof = z
  .strictObject({
    password: z.string().min(1).max(password_length.max).optional(),
    code: Code.optional(),
  })
  .refine(({ password, code }) => password === undefined || code === undefined, {
    path: ['code'],
    error: 'Say the password or a code',
  })
  .meta({
    id: 'OwnProof',
    description:
      'The password or a code; neither of an account without a password, in the hour after its sign-in',
  })
export type OwnProof = z.infer<typeof OwnProof>
