import type { SignedIn as SignedInDocument } from '@swath/contract/people'
import type { CredentialScope } from '@swath/contract/permissions'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SignedIn } from '../access/auth.ts'
import type { Transaction } from '../database/db.ts'

export interface Person {
  person_id: string
  email: string
  name: string
  email_proved_at: Date | null
}

/** The people, who may have an account before a provider tells of them. */
export interface People {
  /** Changes of who has an account are made one after the other. */
  lock(tx: Transaction): Promise<void>
  find(tx: Transaction, person_id: string): Promise<Person>
  findByEmail(tx: Transaction, email: string): Promise<Person | undefined>
  add(tx: Transaction, given: { email: string; name: string; password_hash: null }): Promise<Person>
  /** It does so only if there was no other way into the account before. */
  proveEmailByProvider(tx: Transaction, person_id: string): Promise<void>
  /** Whether somebody could sign in without a provider. */
  hasOwnWayIn(tx: Transaction, person_id: string): Promise<boolean>
  signedIn(signed_in: SignedIn): Promise<SignedInDocument>
}

export interface Sessions {
  begin(
    request: FastifyRequest,
    reply: FastifyReply,
    person_id: string,
    way: 'single_sign_on',
  ): Promise<SignedIn>
  find(request: FastifyRequest): Promise<SignedIn | undefined>
  signOut(request: FastifyRequest, reply: FastifyReply): Promise<void>
  endIn(tx: Transaction, person_id: string, which: { only: string }): Promise<number>
  /** @throws SwathError `sign_in_too_old` */
  requireRecent(signed_in: SignedIn): void
}

export interface Invitations {
  /** The address that a link invites, if it is good; undefined if it is not. */
  addressOf(tx: Transaction, token: string): Promise<string | undefined>
  /** @throws SwathError `link_invalid` where somebody else has used it meanwhile */
  acceptFor(tx: Transaction, token: string, person: Person): Promise<void>
  /** Counts a wrong link. @throws SwathError `link_invalid`, `too_many_wrong_secrets` */
  refuse(request: FastifyRequest): Promise<never>
}

export interface Memberships {
  /**
   * Gives, changes and ends those that came from groups, and leaves alone those that somebody gave by hand.
   * @param wanted by the contracts of a customer; none of staff
   */
  followGroups(
    tx: Transaction,
    person: { person_id: string; name: string },
    wanted: readonly { contract_ids: readonly string[]; scopes: readonly CredentialScope[] }[],
  ): Promise<void>
}
