import { z } from 'zod'
import { listOf, Timestamp } from './lists.ts'

const PasskeyName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .meta({ examples: ['Laptop'] })

export const Passkey = z
  .object({
    passkey_id: z.string(),
    name: z.string(),
    is_backed_up: z.boolean().meta({ description: 'It lives on where the device is lost' }),
    created_at: Timestamp,
    last_used_at: Timestamp.nullable(),
  })
  .meta({ id: 'Passkey', description: 'A key in a device, which proves two factors at once' })
export type Passkey = z.infer<typeof Passkey>
export const PasskeyList = listOf(Passkey, 'PasskeyList')

/** Its parts are what WebAuthn says; pages hand it to the browser as it is. */
export const PasskeyQuestion = z.looseObject({ challenge: z.string() }).meta({
  id: 'PasskeyQuestion',
  description: 'What a device has to answer, once and soon: the options of WebAuthn, in JSON',
})
export type PasskeyQuestion = z.infer<typeof PasskeyQuestion>

const Base64Url = z.string().regex(/^[\w-]*$/)
const credential = {
  id: Base64Url.min(1).max(1400),
  rawId: Base64Url.min(1).max(1400),
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()),
}
const ClientData = Base64Url.max(10_000)

export const NewPasskeyResponse = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: ClientData,
      attestationObject: Base64Url.max(100_000),
      transports: z.array(z.string().max(30)).max(10).optional(),
    }),
  })
  .meta({ id: 'NewPasskeyResponse', description: 'As a browser gives it (RegistrationResponseJSON)' })
export type NewPasskeyResponse = z.infer<typeof NewPasskeyResponse>

export const PasskeyResponse = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: ClientData,
      authenticatorData: Base64Url.max(10_000),
      signature: Base64Url.max(10_000),
      userHandle: Base64Url.max(100).optional(),
    }),
  })
  .meta({ id: 'PasskeyResponse', description: 'As a browser gives it (AuthenticationResponseJSON)' })
export type PasskeyResponse = z.infer<typeof PasskeyResponse>

export const NewPasskey = z
  .strictObject({ name: PasskeyName, response: NewPasskeyResponse })
  .meta({ id: 'NewPasskey' })
export type NewPasskey = z.infer<typeof NewPasskey>

export const RenamePasskey = z.strictObject({ name: PasskeyName }).meta({ id: 'RenamePasskey' })
