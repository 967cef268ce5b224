import { SwathError } from '@swath/contract/errors'
import type { GroupRule } from '@swath/contract/single-sign-on'
import type { SignedIn } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { type FromGroups, type Identity, membershipsOf } from './identity.rules.ts'
import type { Invitations, Memberships, People, Person } from './ports.ts'
import { contractsOf, findIdentity, insertIdentity, listIdentities } from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  log: Log
  people: People
  invitations: Invitations
  memberships: Memberships
  groups: readonly GroupRule[]
  /** Nobody in a group that gives something needs an invitation. */
  just_in_time: boolean
}

/** The way by which somebody comes who has proved their identity. */
interface Way {
  invitation: string | undefined
  /** Somebody who has signed in otherwise, and connects the identity with their account. */
  signed_in: SignedIn | undefined
}

/** Finds the account of an identity, or makes it. */
export class Accounts {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * @returns undefined where the link of an invitation is wrong
   * @throws SwathError `sign_on_unknown`, `identity_taken`, `link_invalid`
   */
  async personOf(identity: Identity, way: Way): Promise<string | undefined> {
    const { db, people } = this.#parts
    return db.system(async (tx) => {
      await people.lock(tx)
      const person = await this.#find(tx, identity, way)
      if (!person) return undefined
      if (identity.is_email_proved && identity.email === person.email) {
        await people.proveEmailByProvider(tx, person.person_id)
      }
      await this.#followGroups(tx, person, identity)
      return person.person_id
    })
  }

  /** Nobody tells any more in which groups they are. */
  async leaveGroups(tx: Transaction, person_id: string): Promise<void> {
    const { people, memberships } = this.#parts
    await memberships.followGroups(tx, await people.find(tx, person_id), [])
  }

  async #find(tx: Transaction, identity: Identity, way: Way): Promise<Person | undefined> {
    const known = await findIdentity(tx, identity.issuer, identity.subject)
    const own = known && (await this.#parts.people.find(tx, known.person_id))
    if (way.signed_in) return this.#connect(tx, identity, own, way.signed_in)
    if (way.invitation !== undefined) return this.#accept(tx, identity, own, way.invitation)
    if (own) return own
    const person = (await this.#ofProvedAddress(tx, identity)) ?? (await this.#justInTime(tx, identity))
    return this.#keep(tx, identity, person)
  }

  async #connect(tx: Transaction, identity: Identity, own: Person | undefined, { person_id }: SignedIn) {
    if (own?.person_id === person_id) return own
    if (own || (await hasIdentity(tx, person_id, identity))) {
      throw new SwathError(
        'identity_taken',
        'This identity belongs to another account, or yours has another one',
      )
    }
    return this.#keep(tx, identity, await this.#parts.people.find(tx, person_id))
  }

  /** An account that has the address of the invitation must be theirs already. */
  async #accept(tx: Transaction, identity: Identity, own: Person | undefined, token: string) {
    const { people, invitations } = this.#parts
    const email = await invitations.addressOf(tx, token)
    if (email === undefined) return undefined
    const person = own ?? (await this.#ofProvedAddress(tx, identity))
    const is_other = person ? person.email !== email : (await people.findByEmail(tx, email)) !== undefined
    if (is_other) {
      throw new SwathError(
        'sign_on_unknown',
        `The invitation is for the account of ${email}, and you are not known as that`,
      )
    }
    const member = person ?? (await this.#add(tx, identity, email))
    if (!own) await this.#keep(tx, identity, member)
    await invitations.acceptFor(tx, token, member)
    return member
  }

  /**
   * An account is found by its address only where the provider and we both know that it is theirs; and no other person
   * at the provider has had it before.
   */
  async #ofProvedAddress(tx: Transaction, identity: Identity): Promise<Person | undefined> {
    const { email, is_email_proved } = identity
    if (email === undefined || !is_email_proved) return undefined
    const person = await this.#parts.people.findByEmail(tx, email)
    if (!person?.email_proved_at || (await hasIdentity(tx, person.person_id, identity))) return undefined
    return person
  }

  async #justInTime(tx: Transaction, identity: Identity): Promise<Person> {
    const { people, groups, just_in_time } = this.#parts
    const { email } = identity
    const is_welcome = just_in_time && membershipsOf(identity.groups, groups).length > 0
    if (!is_welcome || email === undefined || (await people.findByEmail(tx, email))) throw unknownIdentity()
    return this.#add(tx, identity, email)
  }

  #add(tx: Transaction, { name }: Identity, email: string): Promise<Person> {
    return this.#parts.people.add(tx, { email, name, password_hash: null })
  }

  async #keep(tx: Transaction, { issuer, subject }: Identity, person: Person): Promise<Person> {
    const { person_id } = person
    await insertIdentity(tx, { issuer, subject, person_id, created_at: this.#parts.clock.now() })
    this.#parts.log.info(
      { actor: person_id, issuer, subject },
      'an identity belongs to an account from now on',
    )
    return person
  }

  async #followGroups(tx: Transaction, person: Person, { groups }: Identity): Promise<void> {
    const given = membershipsOf(groups, this.#parts.groups)
    const wanted = await Promise.all(given.map((one) => this.#reaching(tx, one)))
    const there = wanted.filter((one) => one !== undefined)
    await this.#parts.memberships.followGroups(tx, person, there)
  }

  /** With the contracts that the customer has now. Of one without any, nobody can be a member. */
  async #reaching(tx: Transaction, { organisation_id, scopes }: FromGroups) {
    if (organisation_id === null) return { contract_ids: [], scopes }
    const contract_ids = await contractsOf(tx, organisation_id)
    if (contract_ids.length > 0) return { contract_ids, scopes }
    this.#parts.log.warn({ organisation_id }, 'SWATH_OIDC_GROUPS names a customer that has no contract')
    return undefined
  }
}

async function hasIdentity(tx: Transaction, person_id: string, { issuer }: Identity): Promise<boolean> {
  return (await listIdentities(tx, person_id)).some((one) => one.issuer === issuer)
}

/** It says the same whatever is there: nobody finds out who has an account. */
const unknownIdentity = () =>
  new SwathError(
    'sign_on_unknown',
    'No account here belongs to you. If you have one, sign in as before and connect it under Your account; else ask to be invited',
  )
