import { SwathError } from '@swath/contract/errors'
import type {
  Account,
  ChangePassword,
  FirstAccount,
  ResetLink,
  ResetPassword,
  SignedIn as SignedInDocument,
} from '@swath/contract/people'
import { all_scopes } from '@swath/contract/permissions'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SignedIn } from '../access/auth.ts'
import { clientAddress } from '../access/client-address.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { AuditTrail } from '../http/audit.ts'
import { newId } from '../lib/ids.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import { deleteChallenges } from './challenges.store.ts'
import { missing, ownMembership, publicAccount } from './document.ts'
import type { Factors } from './factors.ts'
import { deleteLinks, forgetLinks, lastMailed } from './links.store.ts'
import type { OneTimeLinks } from './one-time-links.ts'
import type { Passwords } from './passwords.ts'
import type { DeleteIdentities, Memberships } from './ports.ts'
import type { Sessions } from './sessions.ts'
import type { SignIn } from './sign-in.ts'
import {
  findByEmail,
  findPerson,
  hasPeople,
  insertPerson,
  listMemberships,
  lockPeople,
  type PersonRow,
  updatePerson,
} from './store.ts'

/** Nobody fills the mailbox of somebody else. */
const reset_pause_ms = 60_000

interface Parts {
  db: Database
  clock: Clock
  passwords: Passwords
  memberships: Memberships
  sessions: Sessions
  sign_in: SignIn
  links: OneTimeLinks
  trail: Pick<AuditTrail, 'recordAct'>
  factors: Factors
  has_mail: boolean
  deleteIdentities: DeleteIdentities
}

/** People and their accounts. */
export class People {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  hashOf(password: string): Promise<string> {
    return this.#parts.passwords.hash(password)
  }

  withEmail(email: string): Promise<PersonRow | undefined> {
    return this.#parts.db.system((tx) => findByEmail(tx, email))
  }

  readonly lock = lockPeople
  readonly find = findPerson
  readonly findByEmail = findByEmail

  add(tx: Transaction, given: Pick<PersonRow, 'email' | 'name' | 'password_hash'>): Promise<PersonRow> {
    const now = this.#parts.clock.now()
    const times = { email_proved_at: null, created_at: now, updated_at: now }
    return insertPerson(tx, { person_id: newId('person', now), ...given, ...times })
  }

  async proveEmail(tx: Transaction, person_id: string): Promise<void> {
    const row = await findPerson(tx, person_id)
    if (row.email_proved_at === null) await this.#store(tx, row, { email_proved_at: this.#parts.clock.now() })
  }

  /** It does not if there was another way in before, which may be of somebody else, who gave the address. */
  async proveEmailByProvider(tx: Transaction, person_id: string): Promise<void> {
    const { password_hash } = await findPerson(tx, person_id)
    const is_only = password_hash === null && !(await this.#parts.factors.hasAny(tx, person_id))
    if (is_only) await this.proveEmail(tx, person_id)
  }

  /** Whether somebody could sign in without a provider of identities. */
  async hasOwnWayIn(tx: Transaction, person_id: string): Promise<boolean> {
    const { passwords, factors } = this.#parts
    const { password_hash } = await findPerson(tx, person_id)
    return (passwords.are_on && password_hash !== null) || factors.hasPasskey(tx, person_id)
  }

  /** Tells people who have signed in about themselves. */
  signedIn(signed_in: SignedIn): Promise<SignedInDocument> {
    const { db, clock } = this.#parts
    const { person_id, session_id, way, good_until, has_second_factor, acting } = signed_in
    const waiting = acting.filter(({ needs_second_factor }) => needs_second_factor && !has_second_factor)
    const waits = (row: { client_id: string }) => waiting.some(({ client_id }) => client_id === row.client_id)
    return db.system(async (tx) => {
      const { email, name } = await findPerson(tx, person_id)
      const rows = await listMemberships(tx, person_id, clock.now())
      const memberships = rows.map((row) => ownMembership(row, waits(row)))
      const expires_at = timestamp(new Date(good_until))
      return { session_id, way, expires_at, person: { person_id, email, name }, memberships }
    })
  }

  /**
   * The very first, an administrator of the staff, by whoever has the token that the server printed.
   * @throws SwathError `link_invalid`, `account_exists`, `too_many_wrong_secrets`, `invalid_request`
   */
  async addFirst({ token, ...given }: FirstAccount, request: FastifyRequest, reply: FastifyReply) {
    const { db, links, memberships, sessions } = this.#parts
    const is_good = await db.system(async (tx) => {
      await this.#requireFirst(tx)
      return links.isGood(tx, token, 'setup')
    })
    if (!is_good) return links.refuse(clientAddress(request))
    const password_hash = await this.#firstHash(given.password)
    const signed_in = await db.system(async (tx) => {
      await lockPeople(tx)
      await this.#requireFirst(tx)
      if (!(await links.take(tx, token, 'setup'))) return undefined
      await deleteLinks(tx, { purpose: 'setup' })
      const person = await this.add(tx, { email: given.email, name: given.name, password_hash })
      const membership = { role: 'operator', contract_ids: [], spend_cap: null } as const
      await memberships.give(tx, person, { ...membership, scopes: all_scopes.operator })
      return sessions.begin(request, reply, person.person_id, 'link')
    })
    return signed_in ?? links.refuse(clientAddress(request))
  }

  /** @throws SwathError `account_exists` */
  async #requireFirst(tx: Transaction): Promise<void> {
    if (await hasPeople(tx)) throw new SwathError('account_exists', 'Sign in, or have yourself invited')
  }

  account(person_id: string): Promise<Account> {
    return this.#parts.db.system(async (tx) => publicAccount(await findPerson(tx, person_id)))
  }

  /** Their memberships have the name, too: it is shown wherever credentials are. */
  rename(person_id: string, name: string): Promise<Account> {
    return this.#parts.db.system(async (tx) => {
      await this.#parts.memberships.rename(tx, person_id, name)
      return publicAccount(await this.#store(tx, await findPerson(tx, person_id), { name }))
    })
  }

  /** All other sessions end. @throws SwathError `sign_in_refused`, `sign_in_too_old`, `too_many_wrong_secrets` */
  async changePassword(signed_in: SignedIn, given: ChangePassword, request: FastifyRequest): Promise<void> {
    const { db, sessions, sign_in } = this.#parts
    const { person_id, session_id } = signed_in
    const { current_password, password } = given
    const { email, password_hash: has_one } = await db.system((tx) => findPerson(tx, person_id))
    if (has_one === null) sessions.requireRecent(signed_in)
    else await sign_in.prove({ email, password: current_password ?? '' }, request)
    const password_hash = await this.hashOf(password)
    await db.system(async (tx) => {
      await this.#store(tx, await findPerson(tx, person_id), { password_hash })
      await sessions.endIn(tx, person_id, { besides: session_id })
      await deleteChallenges(tx, person_id)
    })
  }

  /** It says nothing to whoever asks, and takes as long for an address without an account. */
  async askReset(email: string): Promise<void> {
    const { db, clock, has_mail, passwords } = this.#parts
    passwords.requireOn()
    if (!has_mail)
      throw new SwathError('mail_not_set_up', 'Ask an administrator for a link to set a new password')
    await db.system(async (tx) => {
      const person = await findByEmail(tx, email)
      if (!person) return
      const last = await lastMailed(tx, person.person_id)
      if (last && clock.now().getTime() - last.getTime() < reset_pause_ms) return
      tx.enqueue({
        name: 'people.mail_reset',
        data: { contract_id: '', order_id: '', entity_id: person.person_id },
      })
    })
  }

  /** For somebody whom no mail reaches. */
  resetLink(person_id: string): Promise<ResetLink> {
    const { db, links, passwords } = this.#parts
    passwords.requireOn()
    return db.system(async (tx) => {
      const { link, expires_at } = await links.makeReset(tx, person_id, false)
      return { link, expires_at: timestamp(expires_at) }
    })
  }

  mailedReset(person_id: string): Promise<{ email: string; link: string }> {
    const { db, links } = this.#parts
    return db.system(async (tx) => {
      const { email } = await findPerson(tx, person_id)
      return { email, link: (await links.makeReset(tx, person_id, true)).link }
    })
  }

  /**
   * Every session ends, and whoever had one signs in anew, with the second factor if there is one.
   * @throws SwathError `link_invalid`, `too_many_wrong_secrets`
   */
  async reset({ token, password }: ResetPassword, request: FastifyRequest): Promise<void> {
    const { db, links, sessions, clock, trail, passwords } = this.#parts
    passwords.requireOn()
    const is_good = await db.system((tx) => links.isGood(tx, token, 'reset'))
    if (!is_good) return links.refuse(clientAddress(request))
    const password_hash = await this.hashOf(password)
    const is_done = await db.system(async (tx) => {
      const link = await links.take(tx, token, 'reset')
      if (!link) return false
      const row = await findPerson(tx, link.person_id!)
      const email_proved_at = link.is_mailed ? (row.email_proved_at ?? clock.now()) : row.email_proved_at
      await this.#store(tx, row, { password_hash, email_proved_at })
      await deleteLinks(tx, { person_id: row.person_id })
      if (row.email_proved_at === null) await this.#disown(tx, row.person_id)
      await deleteChallenges(tx, row.person_id)
      await sessions.endIn(tx, row.person_id, {})
      await trail.recordAct(request, { person_id: row.person_id })
      return true
    })
    if (!is_done) await links.refuse(clientAddress(request))
  }

  /** Other ways in may have been set up by somebody else, who gave the address of this person. */
  async #disown(tx: Transaction, person_id: string): Promise<void> {
    const { factors, deleteIdentities } = this.#parts
    await factors.removeAll(tx, person_id)
    await deleteIdentities(tx, person_id)
  }

  forgetOld(): Promise<void> {
    return this.#parts.db.system((tx) => forgetLinks(tx, this.#parts.clock.now()))
  }

  /** Without passwords, somebody signs in by the printed link alone, and then connects an identity. */
  async #firstHash(password: string | undefined): Promise<string | null> {
    if (password !== undefined) return this.hashOf(password)
    if (this.#parts.passwords.are_on) throw missing('password', 'The first account signs in with it')
    return null
  }

  async #store(tx: Transaction, row: PersonRow, change: Partial<PersonRow>): Promise<PersonRow> {
    const changed = { ...row, ...change, updated_at: this.#parts.clock.now() }
    await updatePerson(tx, changed)
    return changed
  }
}
