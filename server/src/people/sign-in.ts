import { SwathError } from '@swath/contract/errors'
import type { SecondFactorAsked } from '@swath/contract/factors'
import type { SignInOptions, SignInWithPassword } from '@swath/contract/people'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { suppose } from '../access/actor.ts'
import type { SignedIn } from '../access/auth.ts'
import type { BrowserCookie } from '../access/browser-session.ts'
import { clientAddress } from '../access/client-address.ts'
import type { WrongSecrets } from '../access/wrong-secrets.ts'
import type { Database } from '../database/db.ts'
import type { OneTimeLinks } from './one-time-links.ts'
import type { Passwords } from './passwords.ts'
import type { RelyingParty } from './relying-party.ts'
import type { SecondFactor } from './second-factor.ts'
import type { Sessions } from './sessions.ts'
import { findByEmail, hasPeople, type PersonRow } from './store.ts'

interface Parts {
  db: Database
  wrong_secrets: WrongSecrets
  passwords: Passwords
  sessions: Sessions
  second_factor: SecondFactor
  links: OneTimeLinks
  cookie: BrowserCookie
  has_mail: boolean
  relying_party: RelyingParty
  /** The name of the provider of identities, if there is one. */
  provider_label: string | undefined
}

/** Turns a person who proves who they are into a session. */
export class SignIn {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async options(request: FastifyRequest): Promise<SignInOptions> {
    const { db, links, sessions, passwords, has_mail, relying_party, provider_label } = this.#parts
    const single_sign_on = provider_label === undefined ? null : { label: provider_label }
    const signed_in = (await sessions.find(request)) !== undefined
    return db.system(async (tx) => {
      const has_people = await hasPeople(tx)
      const awaits_first = !has_people && (await links.awaitsFirst(tx))
      const ways = { passwords: passwords.are_on, passkeys: relying_party.is_possible, single_sign_on }
      return { has_people, awaits_first, signed_in, ...ways, sends_mail: has_mail && passwords.are_on }
    })
  }

  /** @throws SwathError `sign_in_refused`, `too_many_wrong_secrets`, `cross_site_refused` */
  async withPassword(
    given: SignInWithPassword,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SignedIn | SecondFactorAsked> {
    this.#parts.cookie.requireOwnPage(request)
    const { person_id } = await this.prove(given, request)
    return this.#parts.second_factor.goOn(request, reply, person_id, 'password')
  }

  /**
   * Finds the person whose password it is. It takes as long for an address without an account, and is answered alike.
   * @throws SwathError `sign_in_refused`, `too_many_wrong_secrets`
   */
  async prove({ email, password }: SignInWithPassword, request: FastifyRequest): Promise<PersonRow> {
    const { db, wrong_secrets, passwords } = this.#parts
    const client_id = email.toLowerCase()
    const presented = { client_id, address: clientAddress(request), is_password: true } as const
    passwords.requireOn()
    await wrong_secrets.requireAllowed(presented)
    const person = await db.system((tx) => findByEmail(tx, email))
    suppose(request, person ? { person_id: person.person_id } : {})
    const fits = await passwords.fits(password, person?.password_hash ?? null)
    const found = await wrong_secrets.judge(presented, async () => (fits ? person : undefined))
    if (found) return found
    throw new SwathError('sign_in_refused', 'No account has this e-mail address and this password')
  }
}
