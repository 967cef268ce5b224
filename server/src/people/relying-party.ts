import { isIP } from 'node:net'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { COSEALG } from '@simplewebauthn/server/helpers'
import { SwathError } from '@swath/contract/errors'
import type { NewPasskeyResponse, PasskeyResponse } from '@swath/contract/passkeys'
import type { PasskeyRow } from './passkeys.store.ts'

/** Every server can verify these. What else the library offers depends on the Node that runs it. */
const algorithms = [COSEALG.EdDSA, COSEALG.ES256, COSEALG.RS256]
/** In the middle of a form people look for their device. */
const timeout_ms = 300_000

interface Owner {
  person_id: string
  email: string
  name: string
}

/** This server as passkeys know it (WebAuthn): they are for its name, and for pages of its origin alone. */
export class RelyingParty {
  readonly #name: string
  readonly #id: string
  readonly #origin: string
  /** Browsers have passkeys for names, which are proved by https; and for this machine. */
  readonly is_possible: boolean

  constructor(public_url: string, name: string) {
    const { protocol, hostname, origin } = new URL(public_url)
    const is_local = hostname === 'localhost' || hostname.endsWith('.localhost')
    const is_name = isIP(hostname.replace(/^\[|\]$/g, '')) === 0
    this.is_possible = is_local || (protocol === 'https:' && is_name)
    this.#name = name
    this.#id = hostname
    this.#origin = origin
  }

  /** @param known which are not made twice in one device @throws SwathError `passkeys_unavailable` */
  askForNew({ person_id, email, name }: Owner, known: readonly PasskeyRow[]) {
    this.requirePossible()
    return generateRegistrationOptions({
      rpName: this.#name,
      rpID: this.#id,
      userID: Buffer.from(person_id),
      userName: email,
      userDisplayName: name,
      supportedAlgorithmIDs: algorithms,
      timeout: timeout_ms,
      excludeCredentials: known.map(({ credential_id: id }) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
  }

  /** @returns the key @throws SwathError `passkey_refused` */
  async readNew(response: NewPasskeyResponse, challenge: string) {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      supportedAlgorithmIDs: algorithms,
      ...this.#expected(challenge),
    }).catch(refuse)
    if (!registrationInfo) throw refusal()
    const { credential, credentialBackedUp: is_backed_up } = registrationInfo
    const public_key = Buffer.from(credential.publicKey).toString('base64url')
    return { credential_id: credential.id, public_key, counter: credential.counter, is_backed_up }
  }

  /** Any passkey for this server will do. @throws SwathError `passkeys_unavailable` */
  askForOne() {
    this.requirePossible()
    return generateAuthenticationOptions({
      rpID: this.#id,
      userVerification: 'required',
      timeout: timeout_ms,
    })
  }

  /**
   * @returns the counter that the device has told now
   * @throws SwathError `passkey_refused`, also where the counter has not grown: then the key was copied
   */
  async verify(
    { public_key, counter, credential_id }: PasskeyRow,
    given: PasskeyResponse,
    challenge: string,
  ) {
    const publicKey = Buffer.from(public_key, 'base64url')
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: given as AuthenticationResponseJSON,
      credential: { id: credential_id, publicKey, counter },
      ...this.#expected(challenge),
    }).catch(refuse)
    if (!verified) throw refusal()
    const { newCounter, credentialBackedUp } = authenticationInfo
    return { counter: newCounter, is_backed_up: credentialBackedUp }
  }

  /** @throws SwathError `passkeys_unavailable` */
  requirePossible() {
    if (this.is_possible) return
    throw new SwathError(
      'passkeys_unavailable',
      'Browsers have passkeys for servers with a name and https; set SWATH_PUBLIC_URL',
    )
  }

  #expected(challenge: string) {
    return {
      expectedChallenge: challenge,
      expectedOrigin: this.#origin,
      expectedRPID: this.#id,
      requireUserVerification: true,
    }
  }
}

/** The library says of everything that does not fit, by an error, what it is. */
function refuse(error: unknown): never {
  throw refusal(error)
}

const refusal = (cause?: unknown) =>
  new SwathError('passkey_refused', 'The passkey is not one of this server, or did not answer its question', {
    cause,
  })
