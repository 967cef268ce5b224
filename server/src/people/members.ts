import { saidScopes } from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import type { Invite, InviteAnyone, Member, UpdateMember } from '@swath/contract/people'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import { publicMember } from './document.ts'
import type { Invited } from './invitations.ts'
import type { Memberships } from './ports.ts'
import {
  contractsOfOrganisation,
  findMember,
  listAllMemberships,
  listMembers,
  listOwners,
  type MemberRow,
  type Seen,
} from './store.ts'

interface Parts {
  db: Database
  memberships: Memberships
}

/** Which of them are asked for. */
export interface Which {
  organisation_id?: string | undefined
  staff?: boolean | undefined
}

/** The members of customers, and of the staff. */
export class Members {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async list(caller: Caller, which: Which, page: Page): Promise<{ count: number; members: Member[] }> {
    const who = await this.seenBy(caller, which)
    return this.#parts.db.system(async (tx) => {
      const { rows, count } = await listMembers(tx, who, page)
      return { count, members: rows.map((row) => asSeenBy(caller, row)) }
    })
  }

  /** @throws SwathError `not_found`, and as a change of any credential */
  async update(caller: Caller, client_id: string, change: UpdateMember): Promise<Member> {
    const who = await this.seenBy(caller)
    return this.#parts.db.system(async (tx) => {
      const member = await this.#find(tx, caller, who, client_id)
      if (change.contract_ids) await requireSameCustomer(tx, member, change.contract_ids)
      await this.#parts.memberships.update(caller, client_id, change)
      return asSeenBy(caller, (await findMember(tx, who, client_id))!)
    })
  }

  /** With the credentials that they have made. @throws SwathError `not_found`, and as any revocation */
  async remove(caller: Caller, client_id: string): Promise<void> {
    const who = await this.seenBy(caller)
    await this.#parts.db.system(async (tx) => {
      await this.#find(tx, caller, who, client_id)
      await this.#parts.memberships.remove(caller, client_id)
    })
  }

  /**
   * An administrator who sets somebody's password can act as them: so nobody does for staff who may more.
   * @returns the person @throws SwathError `not_found`, `scopes_exceeded`
   */
  mayHelp(caller: Caller, client_id: string): Promise<string> {
    const { db, memberships } = this.#parts
    return db.system(async (tx) => {
      const { person_id } = await this.#find(tx, caller, { contract_ids: null }, client_id)
      for (const { role, scopes } of await listAllMemberships(tx, person_id)) {
        const given = { role, scopes, contract_ids: [], spend_cap: null }
        if (role === 'operator') await memberships.requireMayGive(tx, caller, given)
      }
      return person_id
    })
  }

  /**
   * An administrator who knows somebody's password could act as them without the second factor: so nobody removes it of
   * somebody who may more, or who acts for others as well.
   * @returns the person @throws SwathError `not_found`, `scopes_exceeded`, `contract_forbidden`, `credential_forbidden`
   */
  async mayRemoveFactors(caller: Caller, client_id: string): Promise<string> {
    if (caller.role === 'operator') return this.mayHelp(caller, client_id)
    const { db, memberships } = this.#parts
    const who = await this.seenBy(caller)
    return db.system(async (tx) => {
      const { person_id } = await this.#find(tx, caller, who, client_id)
      for (const { client_id: other, role, scopes, contract_ids } of await listAllMemberships(
        tx,
        person_id,
      )) {
        if (!(await findMember(tx, who, other))) {
          throw new SwathError('credential_forbidden', 'They act for others as well: ask the provider')
        }
        await memberships.requireMayGive(tx, caller, { role, scopes, contract_ids, spend_cap: null })
      }
      return person_id
    })
  }

  /** A customer sees those who reach nothing that it does not. */
  async seenBy({ client_id, role }: Caller, which: Which = {}): Promise<Seen> {
    if (role === 'operator') return { contract_ids: null, ...which }
    const { db, memberships } = this.#parts
    return { contract_ids: await db.system((tx) => memberships.contractsOf(tx, client_id)) }
  }

  /** Invites a colleague, as a customer. */
  async ofColleague(caller: Caller, { contract_ids, ...given }: Invite): Promise<Invited> {
    const { contract_ids: own } = await this.seenBy(caller)
    return {
      ...given,
      role: 'customer',
      contract_ids: contract_ids ?? own!,
      scopes: scopesOf('customer', given),
    }
  }

  /** By the staff. @throws SwathError `not_found` for a customer without contracts */
  async ofAnyone({ organisation_id, contract_ids, staff, ...given }: InviteAnyone): Promise<Invited> {
    if (staff) return { ...given, role: 'operator', contract_ids: [], scopes: scopesOf('operator', given) }
    const scopes = scopesOf('customer', given)
    if (contract_ids) return { ...given, role: 'customer', contract_ids, scopes }
    const all = await this.#parts.db.system((tx) => contractsOfOrganisation(tx, organisation_id!))
    if (all.length > 0) return { ...given, role: 'customer', contract_ids: all, scopes }
    throw new SwathError('not_found', `There is no organisation ${organisation_id} that has a contract`)
  }

  async #find(tx: Transaction, caller: Caller, who: Seen, client_id: string): Promise<MemberRow> {
    const member = await findMember(tx, who, client_id)
    if (!member) throw new SwathError('not_found', `There is no membership ${client_id}`)
    if (client_id !== caller.client_id) return member
    throw new SwathError(
      'credential_in_use',
      'Nobody changes or removes themselves, so that somebody is left; ask a colleague',
    )
  }
}

const asSeenBy = ({ client_id }: Caller, row: MemberRow): Member =>
  publicMember(row, row.client_id !== client_id)

/** @throws SwathError `invalid_request` */
function scopesOf(role: 'customer' | 'operator', given: Pick<Invite, 'scopes' | 'acts_as'>) {
  const scopes = saidScopes(role, given)
  if (scopes && !(given.scopes && given.acts_as)) return scopes
  const message = `Say acts_as, a role of a ${role}, or scopes`
  const problems = [{ pointer: '/acts_as', code: 'invalid_request', message }]
  throw new SwathError('invalid_request', `acts_as: ${message}`, { problems })
}

/** @throws SwathError `invalid_request` */
async function requireSameCustomer(tx: Transaction, { organisation_id }: MemberRow, contract_ids: string[]) {
  const owners = await listOwners(tx, contract_ids)
  if (organisation_id !== null && owners.every((one) => one.organisation_id === organisation_id)) return
  throw new SwathError('invalid_request', 'contract_ids: they are not of the customer of the membership')
}
