import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import type { PublicKey } from '@swath/contract/tokens'
import { errors, type JWTHeaderParameters, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { View } from '../access/actor.ts'
import type { Keyring, SigningKey } from '../access/signed-links.ts'
import type { Clock } from '../platform/clock.ts'

/** The one way in which tokens are signed: a token that names another is refused. */
const alg = 'EdDSA'
/** A token of RFC 9068, and nothing else that is ever signed with these keys, gives access. */
const typ = 'at+jwt'
const pkcs8_of_ed25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

interface Parts {
  keys: Keyring & { all(): Promise<SigningKey[]> }
  clock: Clock
  /** The address of the installation, which its tokens are from and for. */
  issuer: string
}

/**
 * Tokens that anybody can verify by the public keys. The pair for tokens follows from a key of the keyring by a keyed
 * hash, which leads no way back: signed links have secrets of their own, and both are changed together.
 */
export class TokenSigner {
  #parts: Parts
  #pairs = new Map<string, KeyObject>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async sign(
    claims: { sub: string; jti: string; scope: string; view?: View },
    seconds: number,
  ): Promise<string> {
    const { keys, clock, issuer } = this.#parts
    const key = await keys.current()
    const now = Math.floor(clock.now().getTime() / 1000)
    return new SignJWT({ ...claims, client_id: claims.sub })
      .setProtectedHeader({ alg, typ, kid: key.key_id })
      .setIssuer(issuer)
      .setAudience(issuer)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(this.#privateKey(key))
  }

  /** @throws SwathError `unauthorized` */
  async verify(token: string): Promise<JWTPayload & { key_id: string }> {
    const { clock, issuer } = this.#parts
    const options = { algorithms: [alg], typ, currentDate: clock.now(), issuer, audience: issuer }
    try {
      const { payload, protectedHeader } = await jwtVerify(
        token,
        (header: JWTHeaderParameters) => this.#publicKey(header),
        { ...options, requiredClaims: ['sub', 'jti', 'exp'] },
      )
      return { ...payload, key_id: protectedHeader.kid! }
    } catch (cause) {
      if (!(cause instanceof errors.JOSEError)) throw cause
      throw new SwathError(
        'unauthorized',
        'The token is not valid or has expired; ask POST /oauth/token again',
        { cause },
      )
    }
  }

  /** @returns the newest first; those of before are shown for as long as what they have signed is good */
  async publicKeys(): Promise<PublicKey[]> {
    const keys = await this.#parts.keys.all()
    return keys.map((key) => {
      const { x } = createPublicKey(this.#privateKey(key)).export({ format: 'jwk' })
      return { kty: 'OKP', crv: 'Ed25519', x: x!, kid: key.key_id, use: 'sig', alg }
    })
  }

  async #publicKey({ kid = '' }: JWTHeaderParameters): Promise<KeyObject> {
    const key = await this.#parts.keys.find(kid)
    if (!key) throw new errors.JWKSNoMatchingKey()
    return createPublicKey(this.#privateKey(key))
  }

  #privateKey({ key_id, bytes }: SigningKey): KeyObject {
    const known = this.#pairs.get(key_id)
    if (known) return known
    const seed = createHmac('sha256', bytes).update('Ed25519 key of tokens').digest()
    const pair = createPrivateKey({
      key: Buffer.concat([pkcs8_of_ed25519, seed]),
      format: 'der',
      type: 'pkcs8',
    })
    this.#pairs.set(key_id, pair)
    return pair
  }
}
