import type {
  Contract,
  NewContract,
  NewOrganisation,
  Organisation,
  OwnContract,
  UpdateContract,
} from '@swath/contract/contracts'
import { SwathError } from '@swath/contract/errors'
import { dateOf } from '@swath/contract/times'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import type { Page } from '../lists/pages.ts'
import type { Clock } from '../platform/clock.ts'
import { ownContract, publicContract, publicOrganisation } from './document.ts'
import {
  type ContractRow,
  findContract,
  findOrganisation,
  insertContract,
  insertOrganisation,
  listContracts,
  listOrganisations,
  listReached,
  lockContract,
  type OrganisationRow,
  renameOrganisation,
  updateContract,
} from './store.ts'

/** Customers and their contracts, for operators. */
export class Contracts {
  #db: Database
  #clock: Clock

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  organisations(page: Page): Promise<{ count: number; organisations: Organisation[] }> {
    return this.#db.system(async (tx) => {
      const { rows, count } = await listOrganisations(tx, page)
      return { count, organisations: rows.map(publicOrganisation) }
    })
  }

  /** @throws SwathError `not_found` */
  organisation(organisation_id: string): Promise<Organisation> {
    return this.#db.system(async (tx) => publicOrganisation(await requireOrganisation(tx, organisation_id)))
  }

  /** @throws SwathError `name_taken`, also for its id */
  addOrganisation({ organisation_id, name }: NewOrganisation): Promise<Organisation> {
    const now = this.#clock.now()
    const id = organisation_id ?? newId('org', now)
    return this.#db.system(async (tx) => {
      const row = { organisation_id: id, name, created_at: now, updated_at: now }
      if (!(await insertOrganisation(tx, row))) throw organisationTaken(id, name)
      return publicOrganisation({ ...row, contract_ids: [] })
    })
  }

  /** @throws SwathError `not_found`, `name_taken` */
  renameOrganisation(organisation_id: string, name: string): Promise<Organisation> {
    return this.#db.system(async (tx) => {
      await requireOrganisation(tx, organisation_id)
      const renamed = await renameOrganisation(tx, organisation_id, name, this.#clock.now())
      if (!renamed) throw organisationTaken(organisation_id, name)
      return publicOrganisation(await requireOrganisation(tx, organisation_id))
    })
  }

  /** Those that a credential reaches, as its owner sees them. */
  own({ client_id, view }: Caller): Promise<OwnContract[]> {
    return this.#db.system(async (tx) => {
      const viewed = view && (await findContract(tx, view.contract_id))
      const rows = viewed ? [viewed] : await listReached(tx, client_id)
      return rows.map((row) => ownContract(row, this.#clock.now()))
    })
  }

  list(page: Page): Promise<{ count: number; contracts: Contract[] }> {
    return this.#db.system(async (tx) => {
      const { rows, count } = await listContracts(tx, page)
      return { count, contracts: rows.map((row) => publicContract(row, this.#clock.now())) }
    })
  }

  /** @throws SwathError `not_found` */
  get(contract_id: string): Promise<Contract> {
    return this.#db.system(async (tx) => this.#document(await findContract(tx, contract_id), contract_id))
  }

  /** @throws SwathError `not_found` for the organisation, `name_taken`, also for the id of the contract */
  add({ contract_id, organisation_id, name, currency, ends_at, time_zone }: NewContract): Promise<Contract> {
    const now = this.#clock.now()
    const id = contract_id ?? newId('cont', now)
    return this.#db.system(async (tx) => {
      const organisation = await requireOrganisation(tx, organisation_id)
      const end = dateOrNull(ends_at)
      const row = {
        contract_id: id,
        organisation_id,
        name,
        currency,
        ends_at: end,
        time_zone,
        created_at: now,
      }
      if (!(await insertContract(tx, row))) throw contractTaken(id, name, organisation.name)
      return this.#document(await findContract(tx, id), id)
    })
  }

  /**
   * Changes a contract; later orders follow the change, in every process.
   * @throws SwathError `not_found`, `name_taken`
   */
  update(contract_id: string, change: UpdateContract): Promise<Contract> {
    return this.#db.system(async (tx) => {
      const row = await lockContract(tx, contract_id)
      if (!row) throw noContract(contract_id)
      const changed = this.#changed(row, change)
      if (!(await updateContract(tx, changed))) {
        throw contractTaken(contract_id, changed.name, row.organisation_name)
      }
      return this.#document(await findContract(tx, contract_id), contract_id)
    })
  }

  /** The reason of a suspension that goes on may change, and its beginning stays. */
  #changed(
    row: ContractRow,
    { name = row.name, ends_at, suspension, time_zone = row.time_zone }: UpdateContract,
  ): ContractRow {
    const changed = {
      ...row,
      name,
      time_zone,
      ends_at: ends_at === undefined ? row.ends_at : dateOrNull(ends_at),
    }
    if (suspension === undefined) return changed
    if (suspension === null) return { ...changed, suspended_at: null, suspension_reason: null }
    const suspended_at = row.suspended_at ?? this.#clock.now()
    return { ...changed, suspended_at, suspension_reason: suspension.reason }
  }

  #document(row: ContractRow | undefined, contract_id: string): Contract {
    if (!row) throw noContract(contract_id)
    return publicContract(row, this.#clock.now())
  }
}

async function requireOrganisation(tx: Transaction, organisation_id: string): Promise<OrganisationRow> {
  const row = await findOrganisation(tx, organisation_id)
  if (!row) throw new SwathError('not_found', `There is no organisation ${organisation_id}`)
  return row
}

const noContract = (contract_id: string) => new SwathError('not_found', `There is no contract ${contract_id}`)

const organisationTaken = (id: string, name: string) =>
  new SwathError('name_taken', `Another organisation has the id ${id} or the name ${name}`)

const contractTaken = (id: string, name: string, organisation: string) =>
  new SwathError('name_taken', `Another contract has the id ${id}, or in ${organisation} the name ${name}`)

const dateOrNull = (text: string | null) => (text === null ? null : dateOf(text))
