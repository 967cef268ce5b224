import type { DestinationSettings } from '@swath/contract/destination-kinds'
import type { Verification } from '@swath/contract/destinations'
import { sql } from 'kysely'
import {
  type Columns,
  columns,
  excluded,
  insertInto,
  json,
  type Narrow,
  type Selected,
  update,
} from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

const own_columns = columns(
  'destinations as t',
  `destination_id, contract_id, name, settings, revision, credentials, path_template, is_enabled, disabled_reason,
  verification, created_by, created_at, updated_at`,
)
const destination_columns = sql`${own_columns},
  exists (select from destination_defaults f where f.destination_id = t.destination_id and f.project_id is null)
    as is_of_contract,
  (select coalesce(array_agg(f.project_id order by f.project_id), '{}') from destination_defaults f
    where f.destination_id = t.destination_id and f.project_id is not null) as of_projects`

/** The credentials are encrypted. */
export interface DestinationRow
  extends Narrow<
    Selected<typeof own_columns>,
    { settings: DestinationSettings; verification: Verification | null }
  > {
  /** Says that it takes every order of the contract that does not say otherwise. */
  is_of_contract: boolean
  of_projects: string[]
}

export async function countDestinations(tx: Transaction): Promise<number> {
  const { count } = await tx.one(
    sql<{ count: number }>`select count(*) from destinations where removed_at is null`,
  )
  return count
}

/** The second of two that change the destinations of a contract at once waits, so that it counts right. */
export async function lockContract(tx: Transaction, contract_id: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`destinations ${contract_id}`}, 0))`)
}

export function findDestination(tx: Transaction, destination_id: string) {
  return tx.first(sql<DestinationRow>`
    select ${destination_columns} from destinations t where t.destination_id = ${destination_id} and t.removed_at is null`)
}

/** Locks the row until the end of the transaction. */
export async function lockDestination(tx: Transaction, destination_id: string) {
  await tx.run(sql`select from destinations where destination_id = ${destination_id} for no key update`)
  return findDestination(tx, destination_id)
}

export async function destinationNamed(tx: Transaction, name: string): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'destinations', 'destination_id'>>`
    select destination_id from destinations where name = ${name} and removed_at is null`)
  return row?.destination_id
}

export function listDestinations(tx: Transaction, { limit, offset }: { limit: number; offset: number }) {
  return tx.rows(sql<DestinationRow>`
    select ${destination_columns} from destinations t where t.removed_at is null
    order by t.created_at, t.destination_id limit ${limit} offset ${offset}`)
}

/** Inserts it, or stores what may be changed of it. */
export async function saveDestination(tx: Transaction, row: DestinationRow): Promise<void> {
  const insert = insertInto('destinations', {
    destination_id: row.destination_id,
    contract_id: row.contract_id,
    name: row.name,
    settings: json(row.settings),
    revision: row.revision,
    credentials: row.credentials,
    path_template: row.path_template,
    is_enabled: row.is_enabled,
    disabled_reason: row.disabled_reason,
    verification: row.verification && json(row.verification),
    created_by: row.created_by,
    created_at: row.created_at,
    updated_at: row.updated_at,
  })
  await tx.run(sql`${insert} on conflict (destination_id) do update set ${changed_columns}`)
}

const changed_columns = excluded(
  'destinations',
  `name, settings, revision, credentials, path_template, is_enabled, disabled_reason, created_by, verification,
  updated_at`,
)

/** Stores the result of a test of the settings of that revision; it says nothing of others. */
export async function storeVerification(
  tx: Transaction,
  { destination_id, revision }: DestinationRow,
  verification: Verification,
): Promise<void> {
  await tx.run(sql`
    ${update('destinations', { verification: json(verification) })}
    where destination_id = ${destination_id} and revision = ${revision} and removed_at is null`)
}

/** Past deliveries still name it; its secrets are gone. */
export async function removeDestination(tx: Transaction, destination_id: string, now: Date): Promise<void> {
  await tx.run(sql`delete from destination_defaults where destination_id = ${destination_id}`)
  const removed = update('destinations', {
    removed_at: now,
    updated_at: now,
    credentials: null,
    is_enabled: false,
    disabled_reason: sql`coalesce(disabled_reason, 'by_customer')`,
  })
  await tx.run(sql`${removed} where destination_id = ${destination_id}`)
}

/** Hands what a credential has set up to another, or to the house. */
export async function handOn(tx: Transaction, client_id: string, to: string | null): Promise<void> {
  await tx.run(sql`${update('destinations', { created_by: to })} where created_by = ${client_id}`)
}

/** Those that a credential set up which may that no longer. What waits for them waits on. */
export function disableOrphans(tx: Transaction, now: Date) {
  const disabled = update('destinations', {
    is_enabled: false,
    disabled_reason: 'credential_ended',
    updated_at: now,
  })
  return tx.rows(sql<Pick<DestinationRow, 'destination_id' | 'contract_id' | 'created_by'>>`
    ${disabled}
    where is_enabled and not credential_may(created_by, 'deliveries', ${now})
    returning destination_id, contract_id, created_by`)
}

// Defaults ---------------------------------------------------------------------------------------------

export type ProjectRow = Columns<'project_facts', 'project_id' | 'name'>

export function findProjects(tx: Transaction, ids_or_names: readonly string[]) {
  return tx.rows(sql<ProjectRow>`
    select project_id, name from project_facts
    where project_id = any(${ids_or_names}::text[]) or name = any(${ids_or_names}::text[])`)
}

/** Makes it the default of these, and of nothing else, whatever was before. */
export async function storeDefaults(
  tx: Transaction,
  { destination_id, contract_id, is_of_contract, of_projects }: DestinationRow,
): Promise<void> {
  await tx.run(sql`
    delete from destination_defaults
    where destination_id = ${destination_id} or project_id = any(${of_projects}::text[])
      or (project_id is null and ${is_of_contract})`)
  await tx.run(sql`
    insert into destination_defaults (${columns('destination_defaults', 'contract_id, project_id, destination_id')})
    select ${contract_id}, project_id, ${destination_id}
    from unnest(${[...(is_of_contract ? [null] : []), ...of_projects]}::text[]) as project_id`)
}

/** Makes it the default of the contract, or nothing. What is the default of projects stays. */
export async function storeDefault(tx: Transaction, contract_id: string, destination_id: string | null) {
  await tx.run(sql`
    delete from destination_defaults where contract_id = ${contract_id} and project_id is null`)
  if (destination_id === null) return
  await tx.run(insertInto('destination_defaults', { contract_id, project_id: null, destination_id }))
}

export async function contractExists(tx: Transaction, contract_id: string): Promise<boolean> {
  return (await tx.first(sql`select from contract_facts where contract_id = ${contract_id}`)) !== undefined
}

// Housekeeping -----------------------------------------------------------------------------------------

/** Credentials that another key than the current one encrypted. */
export function credentialsOfOldKeys(tx: Transaction, prefix: string) {
  return tx.rows(sql<
    Narrow<Columns<'destinations', 'destination_id' | 'credentials'>, { credentials: string }>
  >`
    select destination_id, credentials from destinations
    where not starts_with(credentials, ${prefix}) limit 100 for no key update`)
}

export async function storeCredentials(tx: Transaction, destination_id: string, credentials: string) {
  await tx.run(sql`${update('destinations', { credentials })} where destination_id = ${destination_id}`)
}
