import type { RejectionPolicy } from '@swath/contract/deliverables'
import type { Quota } from '@swath/contract/ledger'
import { sql } from 'kysely'
import {
  type Columns,
  columns,
  insertInto,
  json,
  type Row,
  type Selected,
  update,
} from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'

const organisation_columns = columns('organisations as o', 'organisation_id, name, created_at, updated_at')
export type OrganisationRow = Selected<typeof organisation_columns> & { contract_ids: string[] }

const organisations = sql<OrganisationRow>`
  select ${organisation_columns}, array(
    select contract_id from contracts c where c.organisation_id = o.organisation_id order by c.name) as contract_ids
  from organisations o`

export async function listOrganisations(tx: Transaction, { limit, offset }: Page) {
  const rows = await tx.rows(
    sql<OrganisationRow>`${organisations} order by name limit ${limit} offset ${offset}`,
  )
  return { rows, count: await countOf(tx, 'organisations') }
}

export function findOrganisation(tx: Transaction, organisation_id: string) {
  return tx.first(sql<OrganisationRow>`${organisations} where organisation_id = ${organisation_id}`)
}

/** @returns whether there is no other with the id or the name */
export async function insertOrganisation(tx: Transaction, row: Row<'organisations'>): Promise<boolean> {
  const insert = insertInto('organisations', {
    organisation_id: row.organisation_id,
    name: row.name,
    created_at: row.created_at,
    updated_at: row.updated_at,
  })
  const inserted = await tx.first(sql`${insert} on conflict do nothing returning organisation_id`)
  return inserted !== undefined
}

/** @returns whether no other has the name */
export async function renameOrganisation(
  tx: Transaction,
  organisation_id: string,
  name: string,
  now: Date,
): Promise<boolean> {
  const renamed = await tx.first(sql`
    ${update('organisations', { name, updated_at: now })} where organisation_id = ${organisation_id}
      and not exists (select from organisations where name = ${name} and organisation_id <> ${organisation_id})
    returning organisation_id`)
  return renamed !== undefined
}

const contract_columns = columns(
  'contracts as c',
  'contract_id, organisation_id, name, currency, time_zone, suspended_at, suspension_reason, ends_at, created_at',
)
export type ContractRow = Selected<typeof contract_columns> & { organisation_name: string }

const contracts = sql<ContractRow>`
  select ${contract_columns}, o.name as organisation_name
  from contracts c join organisations o using (organisation_id)`

export async function listContracts(tx: Transaction, { limit, offset }: Page) {
  const rows = await tx.rows(sql<ContractRow>`
    ${contracts} order by c.name, contract_id limit ${limit} offset ${offset}`)
  return { rows, count: await countOf(tx, 'contracts') }
}

/** Those that a credential reaches, by name. */
export function listReached(tx: Transaction, client_id: string) {
  return tx.rows(sql<ContractRow>`
    ${contracts} join reached_contracts using (contract_id)
    where client_id = ${client_id} order by c.name, contract_id`)
}

export function findContract(tx: Transaction, contract_id: string) {
  return tx.first(sql<ContractRow>`${contracts} where contract_id = ${contract_id}`)
}

/** Locks it, so that changes that come together are made one after the other. */
export function lockContract(tx: Transaction, contract_id: string) {
  return tx.first(sql<ContractRow>`${contracts} where contract_id = ${contract_id} for no key update of c`)
}

export type NewContractRow = Columns<
  'contracts',
  'contract_id' | 'organisation_id' | 'name' | 'currency' | 'time_zone' | 'ends_at' | 'created_at'
>

/** @returns whether there is no other with the id, or with the name in the organisation */
export async function insertContract(tx: Transaction, row: NewContractRow): Promise<boolean> {
  const insert = insertInto('contracts', {
    contract_id: row.contract_id,
    organisation_id: row.organisation_id,
    name: row.name,
    currency: row.currency,
    time_zone: row.time_zone,
    ends_at: row.ends_at,
    created_at: row.created_at,
  })
  const inserted = await tx.first(sql`${insert} on conflict do nothing returning contract_id`)
  return inserted !== undefined
}

export type ContractChange = Columns<
  'contracts',
  'contract_id' | 'organisation_id' | 'name' | 'time_zone' | 'suspended_at' | 'suspension_reason' | 'ends_at'
>

/** @returns whether no other of the organisation has the name */
export async function updateContract(tx: Transaction, row: ContractChange): Promise<boolean> {
  const { contract_id, organisation_id, name, time_zone, suspended_at, suspension_reason, ends_at } = row
  const changed = update('contracts', { name, time_zone, suspended_at, suspension_reason, ends_at })
  const updated = await tx.first(sql`
    ${changed} where contract_id = ${contract_id} and not exists (select from contracts
      where organisation_id = ${organisation_id} and name = ${name} and contract_id <> ${contract_id})
    returning contract_id`)
  return updated !== undefined
}

async function countOf(tx: Transaction, table: 'organisations' | 'contracts'): Promise<number> {
  const { count } = await tx.one(
    sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`,
  )
  return count
}

/** @returns whether there is such a contract */
export async function setRejectionPolicy(tx: Transaction, contract_id: string, policy: RejectionPolicy) {
  const row = await tx.first(sql`
    ${update('contracts', { rejection_policy: json(policy) })}
    where contract_id = ${contract_id} returning contract_id`)
  return row !== undefined
}

/** Says what happens to orders beyond the limits of the contract. */
export async function setBudgetPolicy(tx: Transaction, contract_id: string, at_limit: Quota['at_limit']) {
  await tx.run(sql`
    ${update('contracts', { budget_at_limit: at_limit })} where contract_id = ${contract_id}`)
}

export async function pseudonymKeyOf(tx: Transaction, contract_id: string): Promise<string> {
  const row = await tx.one(sql<Columns<'contracts', 'pseudonym_key'>>`
    select pseudonym_key from contracts where contract_id = ${contract_id}`)
  return row.pseudonym_key
}
