import type { SignInAnswer } from '@swath/contract/factors'
import type { PasskeyQuestion, PasskeyResponse } from '@swath/contract/passkeys'
import type {
  AcceptInvitation,
  Account as AccountDocument,
  ChangePassword,
  FirstAccount,
  OpenInvitation,
  OwnSession,
  ResetPassword,
  SignedIn,
  SignInOptions,
  SignInWithPassword,
} from '@swath/contract/people'
import type { FinishSignOn, OwnIdentity, SignedOut, SignOnStart } from '@swath/contract/single-sign-on'
import type { CallOptions } from './connection.ts'
import { Factors } from './factors.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

/**
 * Signs people in with a browser, and keeps their own account: for the pages of Swath itself, which have its cookie.
 */
export class Account {
  readonly factors: Factors
  #http: Http

  constructor(http: Http) {
    this.#http = http
    this.factors = new Factors(http)
  }

  options(options: CallOptions = {}): Promise<SignInOptions> {
    return this.#http.ask('/v2/sign-in', options)
  }

  signIn(given: SignInWithPassword): Promise<SignInAnswer> {
    return this.#post('/v2/session', given)
  }

  askForPasskey(): Promise<PasskeyQuestion> {
    return this.#post('/v2/session/passkey/question')
  }

  signInWithPasskey(answer: PasskeyResponse): Promise<SignedIn> {
    return this.#post('/v2/session/passkey', answer)
  }

  /** The second step, where the first has asked for it. @param code of the app, or one for recovery */
  finishSignIn(code: string): Promise<SignedIn> {
    return this.#post('/v2/session/second-factor', { code })
  }

  signOut(): Promise<void> {
    return this.#http.ask('/v2/session', { method: 'DELETE' })
  }

  startSignOn(): Promise<SignOnStart> {
    return this.#post('/v2/single-sign-on/start', undefined)
  }

  finishSignOn(given: FinishSignOn): Promise<SignedIn> {
    return this.#post('/v2/single-sign-on/finish', given)
  }

  /** Tells where the provider of identities ends its own session, if there is one. */
  signOutEverywhere(): Promise<SignedOut> {
    return this.#post('/v2/single-sign-on/sign-out', undefined)
  }

  identity(options: CallOptions = {}): Promise<OwnIdentity> {
    return this.#own('/v2/my/identity', options)
  }

  /** The account signs in otherwise from now on. */
  disconnect(): Promise<void> {
    return this.#own('/v2/my/identity', { method: 'DELETE' })
  }

  makeFirst(given: FirstAccount): Promise<SignedIn> {
    return this.#post('/v2/first-account', given)
  }

  openInvitation(token: string): Promise<OpenInvitation> {
    return this.#post('/v2/invitations/open', { token })
  }

  accept(given: AcceptInvitation): Promise<SignInAnswer> {
    return this.#post('/v2/invitations/accept', given)
  }

  askReset(email: string): Promise<void> {
    return this.#post('/v2/password-resets', { email })
  }

  reset(given: ResetPassword): Promise<void> {
    return this.#post('/v2/password-resets/finish', given)
  }

  session(options: CallOptions = {}): Promise<SignedIn> {
    return this.#own('/v2/session', options)
  }

  get(options: CallOptions = {}): Promise<AccountDocument> {
    return this.#own('/v2/my/account', options)
  }

  rename(name: string): Promise<AccountDocument> {
    return this.#own('/v2/my/account', { method: 'PATCH', body: { name } })
  }

  changePassword(given: ChangePassword): Promise<void> {
    return this.#own('/v2/my/password', { method: 'POST', body: given })
  }

  sessions(options: Pick<CallOptions, 'signal'> = {}): Listing<OwnSession> {
    return this.#http.list('/v2/my/sessions', {}, { ...options, contract: false })
  }

  /** All others, unless one is named. */
  endSessions(session_id?: string): Promise<void> {
    const one = session_id === undefined ? '' : `/${encodeURIComponent(session_id)}`
    return this.#own(`/v2/my/sessions${one}`, { method: 'DELETE' })
  }

  #post<T>(path: string, body?: unknown): Promise<T> {
    return this.#http.ask(path, { method: 'POST', body })
  }

  #own<T>(path: string, call: Parameters<Http['json']>[1]): Promise<T> {
    return this.#http.json(path, { ...call, contract: false })
  }
}
