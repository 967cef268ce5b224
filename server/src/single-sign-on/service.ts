import { createHash, randomBytes } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import type { SignedIn as SignedInDocument } from '@swath/contract/people'
import type { FinishSignOn, OwnIdentity, SignedOut, SignOnStart } from '@swath/contract/single-sign-on'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SignedIn } from '../access/auth.ts'
import type { BrowserCookie } from '../access/browser-session.ts'
import type { Database } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Accounts } from './accounts.ts'
import type { Invitations, People, Sessions } from './ports.ts'
import type { IdentityProvider } from './provider.ts'
import {
  deleteIdentities,
  findProviderSession,
  forgetOld,
  insertAttempt,
  insertProviderSession,
  listEnded,
  listIdentities,
  listStarted,
  sessionsOfOldKeys,
  spendLogoutToken,
  storeIdToken,
  takeAttempt,
} from './store.ts'

/** Somebody who types a password elsewhere, and a second factor. */
const attempt_s = 900

interface Parts {
  db: Database
  clock: Clock
  secrets: Secrets
  /** The cookie of a browser that was sent to the provider. */
  cookie: BrowserCookie
  /** Absent: the operator has set up none. */
  provider: IdentityProvider | undefined
  accounts: Accounts
  people: People
  sessions: Sessions
  invitations: Invitations
}

/** People sign in and out by a provider of identities. */
export class SingleSignOn {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @throws SwathError `sign_on_not_set_up`, `identity_provider_unreachable`, `cross_site_refused` */
  async start(request: FastifyRequest, reply: FastifyReply): Promise<SignOnStart> {
    const { db, clock, cookie } = this.#parts
    cookie.requireOwnPage(request)
    const secret = randomBytes(32).toString('base64url')
    const url = await this.#provider().authorizationUrl(secret)
    const expires_at = new Date(clock.now().getTime() + attempt_s * 1000)
    await db.system((tx) => insertAttempt(tx, { attempt_sha256: digestOf(secret), expires_at }))
    reply.header('set-cookie', cookie.set(secret, attempt_s))
    return { url }
  }

  /**
   * With what the provider sent the browser back.
   * @throws SwathError `sign_on_stale`, `sign_on_refused`, `sign_on_unknown`, `identity_taken`, `link_invalid`,
   * `identity_provider_unreachable`
   */
  async finish(given: FinishSignOn, request: FastifyRequest, reply: FastifyReply): Promise<SignedInDocument> {
    const { db, cookie, sessions, people, accounts, invitations, secrets } = this.#parts
    const provider = this.#provider()
    const secret = await this.#takeAttempt(request)
    const signed_in = given.connect && (await this.#whoConnects(request))
    const { id_token, ...identity } = await provider.finish(given.answer, secret)
    const person_id = await accounts.personOf(identity, { invitation: given.invitation, signed_in })
    if (person_id === undefined) return invitations.refuse(request)
    const begun = await db.system(async (tx) => {
      const begun = await sessions.begin(request, reply, person_id, 'single_sign_on')
      const { issuer, subject, provider_session_id = null } = identity
      const { session_id } = begun
      const kept = { session_id, issuer, subject, provider_session_id }
      await insertProviderSession(tx, { ...kept, id_token: await secrets.encrypt(id_token, session_id) })
      return begun
    })
    reply.header('set-cookie', cookie.clear())
    return people.signedIn(begun)
  }

  /** Ends the session here, and tells where the provider ends its own. A provider that is away does not hinder it. */
  async signOut(request: FastifyRequest, reply: FastifyReply): Promise<SignedOut> {
    const { db, sessions, provider, secrets } = this.#parts
    const signed_in = await sessions.find(request)
    const kept = signed_in && (await db.system((tx) => findProviderSession(tx, signed_in.session_id)))
    await sessions.signOut(request, reply)
    if (!kept || !provider) return { url: null }
    const id_token = await secrets.decrypt(kept.id_token, kept.session_id)
    const url = await provider.signOutUrl(id_token).catch((error) => {
      if (error instanceof SwathError) return undefined
      throw error
    })
    return { url: url ?? null }
  }

  /** By a token of the provider, which it sends once. @throws SwathError `invalid_request` */
  async endByProvider(logout_token: string): Promise<void> {
    const { db, sessions } = this.#parts
    const { jti, until, ...ended } = await this.#provider().verifyLogoutToken(logout_token)
    const spent = { token_sha256: digestOf(`${ended.issuer} ${jti}`), expires_at: until }
    await db.system(async (tx) => {
      if (!(await spendLogoutToken(tx, spent))) {
        throw new SwathError('invalid_request', 'logout_token: it was taken before')
      }
      for (const { session_id, person_id } of await listEnded(tx, ended)) {
        await sessions.endIn(tx, person_id, { only: session_id })
      }
    })
  }

  own({ person_id }: SignedIn): Promise<OwnIdentity> {
    const { label } = this.#provider()
    return this.#parts.db.system(async (tx) => {
      const [first] = await listIdentities(tx, person_id)
      return { label, connected_at: first ? timestamp(first.created_at) : null }
    })
  }

  /**
   * The sessions that came from it end, but for the one that asks, and so do the memberships that its groups gave.
   * Nobody locks themselves out.
   * @throws SwathError `sign_in_too_old`, `not_found`, `last_way_in`
   */
  async disconnect(signed_in: SignedIn): Promise<void> {
    const { db, people, sessions, accounts } = this.#parts
    const { label } = this.#provider()
    const { person_id } = signed_in
    sessions.requireRecent(signed_in)
    await db.system(async (tx) => {
      await people.lock(tx)
      const identities = await listIdentities(tx, person_id)
      if (identities.length === 0)
        throw new SwathError('not_found', `The account does not sign in with ${label}`)
      if (!(await people.hasOwnWayIn(tx, person_id))) {
        throw new SwathError('last_way_in', `Set a password or add a passkey first, then do without ${label}`)
      }
      const ending = await listStarted(tx, person_id)
      await accounts.leaveGroups(tx, person_id)
      await deleteIdentities(tx, person_id)
      for (const { session_id } of ending) {
        if (session_id !== signed_in.session_id) await sessions.endIn(tx, person_id, { only: session_id })
      }
    })
  }

  async forgetOld(): Promise<void> {
    const { db, clock, secrets } = this.#parts
    await db.system((tx) => forgetOld(tx, clock.now()))
    await secrets.encryptAnew(db, sessionsOfOldKeys, async (tx, { session_id, id_token }, anew) =>
      storeIdToken(tx, session_id, await anew(id_token, session_id)),
    )
  }

  async #takeAttempt(request: FastifyRequest): Promise<string> {
    const { db, clock, cookie } = this.#parts
    cookie.requireOwnPage(request)
    const secret = cookie.read(request)
    const is_there = secret && (await db.system((tx) => takeAttempt(tx, digestOf(secret), clock.now())))
    if (is_there) return secret
    throw new SwathError(
      'sign_on_stale',
      'This sign-in was not begun in this browser, was finished before, or took too long; sign in again',
    )
  }

  async #whoConnects(request: FastifyRequest): Promise<SignedIn> {
    const signed_in = await this.#parts.sessions.find(request)
    if (!signed_in) throw new SwathError('sign_on_stale', 'The session has ended meanwhile; sign in again')
    this.#parts.sessions.requireRecent(signed_in)
    return signed_in
  }

  #provider(): IdentityProvider {
    const { provider } = this.#parts
    if (provider) return provider
    throw new SwathError('sign_on_not_set_up', 'The operator has set up no provider of identities')
  }
}

/** The texts are random and long, so a plain digest is enough. */
const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')
