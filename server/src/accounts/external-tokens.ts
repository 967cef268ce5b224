import { SwathError } from '@swath/contract/errors'
import { type CredentialScope, every_scope } from '@swath/contract/permissions'
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose'
import { NoAnswer } from '../outbound/as-fetch.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { PublishedKeys, signed_by } from '../outbound/published-keys.ts'
import type { Clock } from '../platform/clock.ts'

/** The clocks of two machines differ. */
const clock_tolerance_s = 60

interface Parts {
  issuer: string
  jwks_url: string
  audience: string
  outbound: Outbound
  clock: Clock
}

export interface ExternalIdentity {
  issuer: string
  subject: string
}

interface ExternalToken extends ExternalIdentity {
  /** Those that it names of ours; undefined where it names none. */
  scopes: readonly CredentialScope[] | undefined
  /** In milliseconds. */
  until: number
}

/** The tokens of an issuer besides ourselves, which the operator trusts to know its programs. */
export class ExternalTokens {
  readonly issuer: string
  #parts: Parts
  #keys: PublishedKeys

  constructor(parts: Parts) {
    const { issuer, jwks_url: url, outbound, clock } = parts
    this.issuer = issuer
    this.#parts = parts
    this.#keys = new PublishedKeys({ outbound, clock, url })
  }

  /** Whether it says so itself, which proves nothing. */
  isOne(token: string): boolean {
    try {
      return decodeJwt(token).iss === this.issuer
    } catch {
      // It is no JWT, and ours are looked at elsewhere.
      return false
    }
  }

  /** @throws SwathError `unauthorized`, `identity_provider_unreachable` */
  async verify(token: string): Promise<ExternalToken> {
    const { issuer, audience, clock } = this.#parts
    const wanted = { issuer, audience, algorithms: signed_by, requiredClaims: ['sub', 'exp'] }
    const times = { currentDate: clock.now(), clockTolerance: clock_tolerance_s }
    try {
      const { payload } = await jwtVerify(token, this.#keys.find, { ...wanted, ...times })
      return { issuer, subject: payload.sub!, scopes: scopesIn(payload), until: payload.exp! * 1000 }
    } catch (cause) {
      throw refusal(issuer, cause)
    }
  }
}

/** Issuers write them as one text, or as a list. */
function scopesIn({ scope, scp }: JWTPayload): CredentialScope[] | undefined {
  const said = [scope ?? scp ?? []].flat().flatMap((one) => String(one).split(' '))
  const ours = every_scope.filter((one) => said.includes(one))
  return ours.length > 0 ? ours : undefined
}

function refusal(issuer: string, cause: unknown): unknown {
  if (cause instanceof NoAnswer) {
    const detail = `The keys of ${issuer} could not be fetched; try again in a while`
    return new SwathError('identity_provider_unreachable', detail, { cause })
  }
  if (!(cause instanceof errors.JOSEError)) return cause
  return new SwathError('unauthorized', `The token of ${issuer} is not taken: ${cause.message}`, { cause })
}
