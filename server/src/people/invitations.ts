import { SwathError } from '@swath/contract/errors'
import type { SecondFactorAsked } from '@swath/contract/factors'
import type { AcceptInvitation, Invitation, InvitationWithLink, OpenInvitation } from '@swath/contract/people'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller, SignedIn } from '../access/auth.ts'
import { clientAddress } from '../access/client-address.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { AuditTrail } from '../http/audit.ts'
import { newId } from '../lib/ids.ts'
import type { Page } from '../lists/pages.ts'
import type { Clock } from '../platform/clock.ts'
import { missing, openInvitation, publicInvitation } from './document.ts'
import {
  deleteInvitation,
  findByLink,
  findInvitation,
  forgetInvitations,
  type InvitationRow,
  insertInvitation,
  listInvitations,
  setMailedLink,
} from './invitations.store.ts'
import { newToken, type OneTimeLinks } from './one-time-links.ts'
import type { Membership, Memberships } from './ports.ts'
import type { SecondFactor } from './second-factor.ts'
import type { People } from './service.ts'
import type { Sessions } from './sessions.ts'
import { linkDigest } from './sessions.ts'
import type { SignIn } from './sign-in.ts'
import { listOwners, lockPeople, type PersonRow, type Seen } from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  people: People
  memberships: Memberships
  sessions: Sessions
  sign_in: SignIn
  second_factor: SecondFactor
  links: OneTimeLinks
  trail: Pick<AuditTrail, 'recordAct'>
  has_mail: boolean
}

export interface Invited extends Membership {
  email: string
  days: number
}

/** People who are to become members: invited by a link that is good for some days, and once. */
export class Invitations {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  list(who: Seen, page: Page): Promise<{ count: number; invitations: Invitation[] }> {
    const { db, clock } = this.#parts
    return db.system(async (tx) => {
      const { rows, count } = await listInvitations(tx, who, page, clock.now())
      return { count, invitations: rows.map(publicInvitation) }
    })
  }

  /**
   * The answer is the same whether or not somebody with the address has an account.
   * @throws SwathError `scopes_exceeded`, `contract_forbidden`, `credential_capped`, `not_found`, `invalid_request`
   */
  invite(caller: Caller, given: Invited): Promise<InvitationWithLink> {
    const { db, clock, memberships, links, has_mail } = this.#parts
    return db.system(async (tx) => {
      await memberships.requireMayGive(tx, caller, given)
      await requireOneCustomer(tx, given.contract_ids)
      const token = newToken()
      const now = clock.now()
      const invitation_id = newId('invite', now)
      await insertInvitation(tx, {
        invitation_id,
        email: given.email,
        role: given.role,
        contract_ids: [...given.contract_ids],
        scopes: [...given.scopes],
        spend_cap_minor: given.spend_cap?.amount_minor ?? null,
        spend_cap_currency: given.spend_cap?.currency ?? null,
        expires_at: new Date(now.getTime() + given.days * 86_400_000),
        token_sha256: linkDigest(token),
        mailed_sha256: null,
        invited_by: caller.client_id,
        created_at: now,
      })
      if (has_mail)
        tx.enqueue({
          name: 'people.mail_invitation',
          data: { contract_id: '', order_id: '', entity_id: invitation_id },
        })
      const row = (await findInvitation(tx, everybody, invitation_id, now))!
      return { ...publicInvitation(row), link: links.linkTo('invitation', token), is_mailed: has_mail }
    })
  }

  /** @throws SwathError `not_found` */
  async withdraw(who: Seen, invitation_id: string): Promise<void> {
    const { db, clock } = this.#parts
    await db.system(async (tx) => {
      const row = await findInvitation(tx, who, invitation_id, clock.now())
      if (!row) throw new SwathError('not_found', `There is no invitation ${invitation_id}`)
      await deleteInvitation(tx, invitation_id)
    })
  }

  /** For whoever has the link. @throws SwathError `link_invalid`, `too_many_wrong_secrets` */
  async open(token: string, request: FastifyRequest): Promise<OpenInvitation> {
    const found = await this.#parts.db.system((tx) => this.#find(tx, token))
    return found ? openInvitation(found) : this.#parts.links.refuse(clientAddress(request))
  }

  /**
   * Somebody with an account proves that it is theirs; somebody without one gets one.
   * @throws SwathError `link_invalid`, `sign_in_refused`, `invalid_request`, `too_many_wrong_secrets`
   */
  async accept(
    given: AcceptInvitation,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SignedIn | SecondFactorAsked> {
    const { db, links, people } = this.#parts
    const invitation = await db.system((tx) => this.#find(tx, given.token))
    if (!invitation) return links.refuse(clientAddress(request))
    const person = await this.#personFor(invitation, given, request)
    const password_hash = person ? null : await people.hashOf(given.password!)
    const signed_in = await db.system(async (tx) => {
      await lockPeople(tx)
      const still = await this.#take(tx, given.token)
      if (!still) return undefined
      const known = person ?? (await this.#add(tx, { email: still.email, name: given.name!, password_hash }))
      await this.#fulfil(tx, still, known)
      return this.#begin(request, reply, known.person_id)
    })
    return signed_in ?? links.refuse(clientAddress(request))
  }

  /** @throws SwathError `sign_in_refused` where another invitation has made the account meanwhile */
  async #add(tx: Transaction, given: Pick<PersonRow, 'email' | 'name' | 'password_hash'>) {
    const { people } = this.#parts
    if (!(await people.findByEmail(tx, given.email))) return people.add(tx, given)
    throw new SwathError('sign_in_refused', 'There is an account by now: accept with its password')
  }

  /** A session of the person goes on and is no younger: nothing was proved anew. */
  async #begin(request: FastifyRequest, reply: FastifyReply, person_id: string) {
    const { sessions, second_factor, trail } = this.#parts
    const before = await sessions.find(request)
    if (before?.person_id !== person_id) return second_factor.goOn(request, reply, person_id, 'link')
    await trail.recordAct(request, { person_id }, { session_id: before.session_id })
    return before
  }

  /** undefined where the link is not good. */
  async addressOf(tx: Transaction, token: string): Promise<string | undefined> {
    return (await this.#find(tx, token))?.email
  }

  /** For somebody who has proved otherwise who they are. @throws SwathError `link_invalid` */
  async acceptFor(
    tx: Transaction,
    token: string,
    person: { person_id: string; name: string },
  ): Promise<void> {
    const invitation = await this.#take(tx, token)
    if (!invitation) throw new SwathError('link_invalid', 'The link was used meanwhile; ask for another')
    await this.#fulfil(tx, invitation, person)
  }

  refuse(request: FastifyRequest): Promise<never> {
    return this.#parts.links.refuse(clientAddress(request))
  }

  /**
   * The link that is mailed is another one than whoever invites has seen: it proves that the address is the person's.
   */
  async mailedLink(invitation_id: string): Promise<(InvitationRow & { link: string }) | undefined> {
    const { db, clock, links } = this.#parts
    return db.system(async (tx) => {
      const row = await findInvitation(tx, everybody, invitation_id, clock.now())
      if (!row) return undefined
      const token = newToken()
      await setMailedLink(tx, invitation_id, linkDigest(token))
      return { ...row, link: links.linkTo('invitation', token) }
    })
  }

  forgetOld(): Promise<void> {
    const { db, clock } = this.#parts
    return db.system((tx) => forgetInvitations(tx, clock.now()))
  }

  /** Nobody else has used it, or taken it back, meanwhile. */
  async #take(tx: Transaction, token: string) {
    const still = await this.#find(tx, token)
    return still && (await deleteInvitation(tx, still.invitation_id)) ? still : undefined
  }

  async #fulfil(
    tx: Transaction,
    invitation: InvitationRow & { is_mailed: boolean },
    person: { person_id: string; name: string },
  ): Promise<void> {
    const { people, memberships } = this.#parts
    if (invitation.is_mailed) await people.proveEmail(tx, person.person_id)
    await memberships.give(tx, person, { ...invitation, spend_cap: capOf(invitation) })
  }

  /** Finds an invitation whose maker may still give what it promises. */
  async #find(tx: Transaction, token: string) {
    const { clock, memberships } = this.#parts
    const row = await findByLink(tx, linkDigest(token))
    if (!row || row.expires_at <= clock.now()) return undefined
    const giver = await memberships.giver(tx, row.invited_by)
    if (!giver) return undefined
    const gives = memberships.requireMayGive(tx, giver, { ...row, spend_cap: capOf(row) })
    return gives.then(
      () => row,
      (error) => {
        if (error instanceof SwathError) return undefined
        throw error
      },
    )
  }

  /** The account with the address of the invitation, if there is one and whoever accepts proves that it is theirs. */
  async #personFor(
    { email }: InvitationRow,
    { name, password }: AcceptInvitation,
    request: FastifyRequest,
  ): Promise<PersonRow | undefined> {
    const { people, sessions, sign_in } = this.#parts
    const signed_in = await sessions.find(request)
    const person = await people.withEmail(email)
    if (person && signed_in?.person_id === person.person_id) return person
    if (password === undefined)
      throw missing('password', 'A new account has one, and one that is there is proved by it')
    if (person) return sign_in.prove({ email, password }, request)
    if (name === undefined) throw missing('name', 'A new account has the name of its person')
    return undefined
  }
}

const everybody: Seen = { contract_ids: null }

const capOf = ({ spend_cap_minor, spend_cap_currency }: InvitationRow) =>
  spend_cap_minor === null ? null : { amount_minor: spend_cap_minor, currency: spend_cap_currency! }

async function requireOneCustomer(tx: Transaction, contract_ids: readonly string[]) {
  if (contract_ids.length === 0 || (await listOwners(tx, contract_ids)).length === 1) return
  throw missing('contract_ids', 'They are of several customers: invite to each of them by itself')
}
