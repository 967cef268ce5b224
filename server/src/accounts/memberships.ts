import { randomBytes } from 'node:crypto'
import { problemOfScopes, type UpdateCredential } from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import type { CredentialScope } from '@swath/contract/permissions'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import {
  findGiver,
  findMembership,
  insertMembership,
  listFromGroups,
  renameMemberships,
  setContracts,
  setGivenByHand,
} from './memberships.store.ts'
import { isBounded, requireWithin } from './permissions.ts'
import { lockRegister, setExpiry, setScopes, setSpendCap } from './register.store.ts'
import type { Register, Revocations } from './register.ts'
import { existingContracts, listContracts } from './store.ts'

/** The giver of a membership. */
type Giver = Pick<Caller, 'client_id' | 'role' | 'scopes'>

/** The scopes and contracts of a membership. */
interface Given {
  role: 'customer' | 'operator'
  scopes: readonly CredentialScope[]
  contract_ids: readonly string[]
  spend_cap: { amount_minor: number; currency: string } | null
}

interface Parts {
  db: Database
  clock: Clock
  register: Register
  revocations: Revocations
}

/** Credentials without a secret, by which people act. */
export class Memberships {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  contractsOf(tx: Transaction, client_id: string): Promise<string[]> {
    return listContracts(tx, client_id)
  }

  /** Finds the inviter, with what it may now; undefined if it may invite nobody any more. */
  async giver(tx: Transaction, client_id: string): Promise<Giver | undefined> {
    const giver = await findGiver(tx, client_id, this.#parts.clock.now())
    const needed = giver?.role === 'operator' ? 'ops:people' : 'administer'
    return giver?.scopes.includes(needed) ? giver : undefined
  }

  /** @throws SwathError `invalid_request`, `scopes_exceeded`, `contract_forbidden`, `credential_capped`, `not_found` */
  async requireMayGive(tx: Transaction, giver: Giver, given: Given): Promise<void> {
    const { role, scopes, contract_ids } = given
    await this.#parts.register.requireManager(tx, giver)
    const problem = problemOfScopes(role, given)
    if (problem) throw new SwathError('invalid_request', problem.message)
    await requireContracts(tx, giver, contract_ids)
    if (!isBounded(giver, role)) return
    requireWithin({ scopes, expires_at: null }, { scopes: giver.scopes, expires_at: null })
  }

  /** One that somebody has of the same customer, or as staff, becomes this one. @returns its id */
  async give(tx: Transaction, person: { person_id: string; name: string }, given: Given): Promise<string> {
    const { role, scopes, contract_ids, spend_cap } = given
    const known = await findMembership(tx, person.person_id, contract_ids)
    const client_id = known?.client_id ?? newClientId()
    if (known) {
      await setScopes(tx, client_id, scopes)
      await setExpiry(tx, client_id, null)
      await setGivenByHand(tx, client_id)
    } else {
      const { person_id, name } = person
      await insertMembership(tx, {
        client_id,
        person_id,
        name,
        role,
        scopes: [...scopes],
        from_groups: false,
      })
    }
    await setContracts(tx, client_id, contract_ids)
    await setSpendCap(tx, client_id, spend_cap, client_id)
    return client_id
  }

  /**
   * Gives, changes and ends those that came from groups, and leaves alone those that somebody gave by hand.
   * @param wanted by the contracts of a customer; none of staff
   */
  async followGroups(
    tx: Transaction,
    person: { person_id: string; name: string },
    wanted: readonly Pick<Given, 'contract_ids' | 'scopes'>[],
  ): Promise<void> {
    await lockRegister(tx)
    const followed: string[] = []
    for (const one of wanted) followed.push(await this.#follow(tx, person, one))
    const ended = (await listFromGroups(tx, person.person_id)).filter((id) => !followed.includes(id))
    for (const client_id of ended) await this.#parts.register.end(tx, client_id)
    this.#parts.db.afterCommit(() => {
      for (const client_id of followed) this.#parts.revocations.forget(client_id)
    })
  }

  /** @returns the membership, which may be one that was given by hand */
  async #follow(
    tx: Transaction,
    { person_id, name }: { person_id: string; name: string },
    { contract_ids, scopes }: Pick<Given, 'contract_ids' | 'scopes'>,
  ): Promise<string> {
    const known = await findMembership(tx, person_id, contract_ids)
    const client_id = known?.client_id ?? newClientId()
    if (known && !known.from_groups) return client_id
    if (known) await setScopes(tx, client_id, scopes)
    else {
      const role = contract_ids.length > 0 ? 'customer' : 'operator'
      await insertMembership(tx, { client_id, person_id, name, role, scopes: [...scopes], from_groups: true })
    }
    await setContracts(tx, client_id, contract_ids)
    return client_id
  }

  /** @throws SwathError as `Register.update`, `contract_forbidden`, `not_found` */
  async update(
    caller: Caller,
    client_id: string,
    { contract_ids, ...change }: UpdateCredential & { contract_ids?: string[] | undefined },
  ): Promise<void> {
    const { db, register, revocations } = this.#parts
    await db.system(async (tx) => {
      await register.update(caller, client_id, change)
      if (contract_ids === undefined) return
      await requireContracts(tx, caller, contract_ids)
      await setContracts(tx, client_id, contract_ids)
    })
    revocations.forget(client_id)
  }

  /** With what it has made. @throws SwathError as `Register.revoke` */
  remove(caller: Caller, client_id: string): Promise<void> {
    return this.#parts.register.revoke(caller, client_id, 'revoke')
  }

  rename(tx: Transaction, person_id: string, name: string): Promise<void> {
    return renameMemberships(tx, person_id, name)
  }
}

const newClientId = () => `client.${randomBytes(12).toString('hex')}`

/** @throws SwathError `contract_forbidden`, of an operator `not_found` */
async function requireContracts(tx: Transaction, giver: Giver, contract_ids: readonly string[]) {
  const is_operator = giver.role === 'operator'
  const there = is_operator
    ? await existingContracts(tx, contract_ids)
    : await listContracts(tx, giver.client_id)
  const missing = contract_ids.filter((contract_id) => !there.includes(contract_id)).join(', ')
  if (missing === '') return
  if (is_operator) throw new SwathError('not_found', `There is no contract ${missing}`)
  throw new SwathError('contract_forbidden', `You have no access to the contract ${missing}`)
}
