import type { UpdateMember } from '@swath/contract/people'
import type { CredentialScope } from '@swath/contract/permissions'
import type { Caller } from '../access/auth.ts'
import type { Transaction } from '../database/db.ts'

/** The accounts, which keep memberships: a membership is a credential. */
export interface Tokens {
  /** With the links and the streams that were made by them. */
  endTokens(tx: Transaction, tokens: readonly { client_id: string; token_id: string }[]): Promise<void>
}

/** The wishes for a membership. */
export interface Membership {
  role: 'customer' | 'operator'
  scopes: readonly CredentialScope[]
  contract_ids: readonly string[]
  spend_cap: { amount_minor: number; currency: string } | null
}

export interface Memberships {
  /** The contracts of whoever asks. */
  contractsOf(tx: Transaction, client_id: string): Promise<string[]>
  /** @throws SwathError `scopes_exceeded`, `contract_forbidden`, `credential_capped`, `not_found` for a contract */
  requireMayGive(tx: Transaction, caller: Giver, given: Membership): Promise<void>
  /** Finds what a credential may now, that once invited somebody; undefined if it has ended. */
  giver(tx: Transaction, client_id: string): Promise<Giver | undefined>
  /** One that somebody has among these contracts, or as staff, becomes this one. @returns its id */
  give(tx: Transaction, person: { person_id: string; name: string }, given: Membership): Promise<string>
  /** @throws SwathError as a change of any credential */
  update(caller: Caller, client_id: string, change: UpdateMember): Promise<void>
  /** @throws SwathError as the revocation of any credential */
  remove(caller: Caller, client_id: string): Promise<void>
  rename(tx: Transaction, person_id: string, name: string): Promise<void>
}

/** No provider of identities knows the person any more. */
export type DeleteIdentities = (tx: Transaction, person_id: string) => Promise<void>

export type Giver = Pick<Caller, 'client_id' | 'role' | 'scopes'>
