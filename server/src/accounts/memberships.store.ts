import type { CredentialScope } from '@swath/contract/permissions'
import { sql } from 'kysely'
import { type Columns, columns, insertInto, type Narrow, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

type Ids = Columns<'credentials', 'client_id'>

const giver_columns = columns('credentials', 'client_id, role, scopes')
type GiverRow = Narrow<
  Selected<typeof giver_columns>,
  { role: 'customer' | 'operator'; scopes: CredentialScope[] }
>

/** One that may act now. */
export function findGiver(tx: Transaction, client_id: string, now: Date) {
  return tx.first(sql<GiverRow>`
    select ${giver_columns} from credentials
    where client_id = ${client_id} and revoked_at is null and coalesce(expires_at > ${now}, true)`)
}

/** That of somebody for the customer of these contracts; for none, as staff. */
export function findMembership(tx: Transaction, person_id: string, contract_ids: readonly string[]) {
  return tx.first(sql<Columns<'credentials', 'client_id' | 'from_groups'>>`
    select c.client_id, c.from_groups from credentials c
    where c.person_id = ${person_id} and c.revoked_at is null
      and case when c.role = 'operator' then ${contract_ids}::text[] = '{}' else exists (
        select from credential_contracts k join contract_owners o using (contract_id)
        where k.client_id = c.client_id and o.organisation_id in (
          select organisation_id from contract_owners where contract_id = any (${contract_ids}::text[]))) end`)
}

export async function listFromGroups(tx: Transaction, person_id: string): Promise<string[]> {
  const rows = await tx.rows(sql<Ids>`
    select client_id from credentials where person_id = ${person_id} and from_groups and revoked_at is null`)
  return rows.map(({ client_id }) => client_id)
}

/** Somebody has said what the person may: that is no business of groups any more. */
export async function setGivenByHand(tx: Transaction, client_id: string): Promise<void> {
  await tx.run(sql`${update('credentials', { from_groups: false })} where client_id = ${client_id}`)
}

type NewMembership = Columns<
  'credentials',
  'client_id' | 'person_id' | 'name' | 'role' | 'scopes' | 'from_groups'
>

/** Nobody counts as its maker: what a credential has made ends with it. */
export async function insertMembership(tx: Transaction, row: NewMembership): Promise<void> {
  await tx.run(insertInto('credentials', { ...row, secret_sha256: null, created_by: null }))
}

/** A credential that it has made reaches no contract that it does not. Every process forgets what it knew of them. */
export async function setContracts(
  tx: Transaction,
  client_id: string,
  contract_ids: readonly string[],
): Promise<void> {
  await tx.run(sql`
    with changed as (
      delete from credential_contracts
      where (client_id = ${client_id} or client_id in (select credentials_made_by(${client_id})))
        and contract_id <> all (${contract_ids}::text[])
      returning client_id)
    select pg_notify('swath_revocations', client_id) from (
      select client_id from changed union select ${client_id}::text) told`)
  await tx.run(sql`
    insert into credential_contracts (client_id, contract_id)
    select ${client_id}, unnest(${contract_ids}::text[]) on conflict do nothing`)
}

export async function renameMemberships(tx: Transaction, person_id: string, name: string): Promise<void> {
  await tx.run(sql`
    ${update('credentials', { name })} where person_id = ${person_id} and revoked_at is null`)
}
