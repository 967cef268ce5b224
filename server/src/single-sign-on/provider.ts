import { createHmac } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import { type JWTPayload, errors as jose_errors, jwtVerify } from 'jose'
import * as openid from 'openid-client'
import type { SingleSignOnSettings } from '../config.ts'
import { fetchBy, NoAnswer } from '../outbound/as-fetch.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { PublishedKeys, signed_by } from '../outbound/published-keys.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { type Identity, identityOf } from './identity.rules.ts'

/** The metadata of a provider changes seldom. */
const kept_ms = 3_600_000
/** One that is away is not asked by everybody who opens the page. */
const pause_ms = 5_000
const limits = { timeout_ms: 10_000, max_bytes: 1024 * 1024 }
/** The clocks of two machines differ. */
const clock_tolerance_s = 60
/** A token that was made before is taken no more, whatever it says. */
const longest_s = 3600
const logout_event = 'http://schemas.openid.net/event/backchannel-logout'

interface Parts {
  settings: SingleSignOnSettings
  public_url: string
  outbound: Outbound
  clock: Clock
  log: Log
}

interface Found {
  config: Promise<openid.Configuration>
  keys: Promise<PublishedKeys>
  until: number
}

/** The session of a provider that has ended: one, or all of somebody. */
export interface EndedAtProvider {
  issuer: string
  subject: string | undefined
  provider_session_id: string | undefined
}

/** The provider of identities, by OpenID Connect. */
export class IdentityProvider {
  #parts: Parts
  #found: Found | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get label(): string {
    return this.#parts.settings.label
  }

  /** @param secret known to one browser alone: what its answer has to fit follows from it */
  async authorizationUrl(secret: string): Promise<string> {
    const { settings } = this.#parts
    const { config } = await this.#discovered()
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: this.#redirectUri(),
      scope: settings.scopes,
      state: derived(secret, 'state'),
      nonce: derived(secret, 'nonce'),
      code_challenge: await openid.calculatePKCECodeChallenge(derived(secret, 'verifier')),
      code_challenge_method: 'S256',
    })
    return url.href
  }

  /**
   * Exchanges what the browser brought back for who it is.
   * @throws SwathError `sign_on_refused`, `identity_provider_unreachable`
   */
  async finish(answer: Record<string, string>, secret: string): Promise<Identity & { id_token: string }> {
    const { config, keys } = await this.#discovered()
    try {
      const back = new URL(`${this.#redirectUri()}?${new URLSearchParams(answer)}`)
      const tokens = await openid.authorizationCodeGrant(config, back, {
        expectedState: derived(secret, 'state'),
        expectedNonce: derived(secret, 'nonce'),
        pkceCodeVerifier: derived(secret, 'verifier'),
        idTokenExpected: true,
      })
      const id_token = tokens.id_token!
      const claims = tokens.claims()!
      await this.#requireSigned(id_token, keys, claims.iss)
      const more = config.serverMetadata().userinfo_endpoint
        ? await openid.fetchUserInfo(config, tokens.access_token, claims.sub)
        : {}
      return { ...identityOf({ ...more, ...claims }, this.#parts.settings.groups_claim), id_token }
    } catch (error) {
      throw this.#refusal(error)
    }
  }

  /** The page at which the provider ends its own session; undefined where it has none. */
  async signOutUrl(id_token: string): Promise<string | undefined> {
    const { config } = await this.#discovered()
    if (!config.serverMetadata().end_session_endpoint) return undefined
    const post_logout_redirect_uri = `${this.#parts.public_url}/console/sign-in`
    return openid.buildEndSessionUrl(config, { id_token_hint: id_token, post_logout_redirect_uri }).href
  }

  /** By which the provider itself tells that somebody has signed out. @throws SwathError `invalid_request` */
  async verifyLogoutToken(token: string): Promise<EndedAtProvider & { jti: string; until: Date }> {
    const { config, keys } = await this.#discovered()
    const { issuer } = config.serverMetadata()
    const claims = await this.#verify(token, keys, {
      issuer,
      requiredClaims: ['iat', 'jti', 'events'],
    }).catch((error) => {
      if (error instanceof jose_errors.JOSEError) throw noLogoutToken(error.message)
      throw this.#refusal(error)
    })
    const { sub: subject, sid, jti = '', iat = 0, events, nonce } = claims
    const is_logout = Object.hasOwn(Object(events), logout_event) && nonce === undefined
    if (!is_logout || (subject ?? sid) === undefined) throw noLogoutToken('it signs nobody out')
    const provider_session_id = sid === undefined ? undefined : String(sid)
    const until = new Date((iat + longest_s + clock_tolerance_s) * 1000)
    return { issuer, subject, provider_session_id, jti, until }
  }

  async #requireSigned(id_token: string, keys: PublishedKeys, issuer: string): Promise<void> {
    await this.#verify(id_token, keys, { issuer, requiredClaims: ['exp', 'iat', 'sub'] })
  }

  async #verify(
    token: string,
    keys: PublishedKeys,
    wanted: { issuer: string; requiredClaims: string[] },
  ): Promise<JWTPayload> {
    const { settings, clock } = this.#parts
    const { payload } = await jwtVerify(token, keys.find, {
      ...wanted,
      algorithms: signed_by,
      audience: settings.client_id,
      currentDate: clock.now(),
      clockTolerance: clock_tolerance_s,
      maxTokenAge: longest_s,
    })
    return payload
  }

  async #discovered() {
    const now = this.#parts.clock.now().getTime()
    if (!this.#found || this.#found.until <= now) this.#found = this.#discover(now)
    const { config, keys } = this.#found
    try {
      return { config: await config, keys: await keys }
    } catch (error) {
      throw this.#refusal(error)
    }
  }

  #discover(now: number): Found {
    const { settings, outbound, clock } = this.#parts
    const { issuer, client_id, client_secret } = settings
    const config = openid.discovery(new URL(issuer), client_id, {}, proofBy(client_secret), {
      // Whether something may go by http the Outbound knows, for each address.
      execute: [openid.allowInsecureRequests],
      [openid.customFetch]: fetchBy(outbound, limits),
    })
    const keys = config.then((found) => {
      const { jwks_uri: url } = found.serverMetadata()
      if (url === undefined) throw new Error(`${issuer} publishes no keys`)
      return new PublishedKeys({ outbound, clock, url })
    })
    const found = { config, keys, until: now + kept_ms }
    keys.catch(() => {
      found.until = this.#parts.clock.now().getTime() + pause_ms
    })
    return found
  }

  #redirectUri(): string {
    return `${this.#parts.public_url}/console/single-sign-on`
  }

  #refusal(error: unknown): SwathError {
    if (error instanceof SwathError) return error
    this.#parts.log.warn({ err: error }, 'the provider of identities has signed nobody in')
    const { label } = this.#parts.settings
    if (isAway(error)) {
      const detail = `${label} does not answer; try again in a while`
      return new SwathError('identity_provider_unreachable', detail, { cause: error })
    }
    return new SwathError('sign_on_refused', `${label}: ${reasonOf(error)}`, { cause: error })
  }
}

/** By HTTP Basic, unless the provider says that it takes only the other form. */
function proofBy(client_secret: string | undefined): openid.ClientAuth {
  if (client_secret === undefined) return openid.None()
  const [basic, post] = [openid.ClientSecretBasic(client_secret), openid.ClientSecretPost(client_secret)]
  return (server, ...rest) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    return (taken.includes('client_secret_basic') ? basic : post)(server, ...rest)
  }
}

/** Nobody learns one from another, nor the secret from any of them. */
function derived(secret: string, purpose: 'state' | 'nonce' | 'verifier'): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url')
}

/** Libraries wrap errors in their own. */
function isAway(error: unknown): boolean {
  if (error instanceof NoAnswer) return true
  return error instanceof Error && error.cause !== undefined && isAway(error.cause)
}

/** The provider says it in words of OAuth, which whoever runs it knows. */
function reasonOf(error: unknown): string {
  const { error: code, error_description } = Object(error)
  if (code === 'access_denied') return 'the sign-in was refused or broken off'
  if (typeof code === 'string') return [code, error_description].filter(Boolean).join(': ').slice(0, 300)
  return 'its answer does not fit what was asked; sign in again'
}

const noLogoutToken = (why: string) => new SwathError('invalid_request', `logout_token: ${why}`)
