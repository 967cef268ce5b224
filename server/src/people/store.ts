import type { CredentialScope } from '@swath/contract/permissions'
import { type RawBuilder, sql } from 'kysely'
import { columns, insertInto, type Narrow, type Row, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'

const person_columns = columns(
  'people',
  'person_id, email, name, password_hash, email_proved_at, created_at, updated_at',
)
export type PersonRow = Selected<typeof person_columns>

export function findByEmail(tx: Transaction, email: string) {
  return tx.first(sql<PersonRow>`select ${person_columns} from people where email = ${email.toLowerCase()}`)
}

export function findPerson(tx: Transaction, person_id: string) {
  return tx.one(sql<PersonRow>`select ${person_columns} from people where person_id = ${person_id}`)
}

export async function insertPerson(tx: Transaction, row: PersonRow): Promise<PersonRow> {
  const email = row.email.toLowerCase()
  await tx.run(insertInto('people', { ...row, email }))
  return { ...row, email }
}

export async function updatePerson(tx: Transaction, row: PersonRow): Promise<void> {
  const { person_id, name, password_hash, email_proved_at, updated_at } = row
  const change = update('people', { name, password_hash, email_proved_at, updated_at })
  await tx.run(sql`${change} where person_id = ${person_id}`)
}

/** Changes of who has an account are made one after the other. */
export async function lockPeople(tx: Transaction): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('people', 0))`)
}

export async function hasPeople(tx: Transaction): Promise<boolean> {
  return (await tx.first(sql`select from people limit 1`)) !== undefined
}

const member_columns = columns(
  'current_memberships as m',
  `client_id, person_id, role, scopes, expires_at, spend_cap_minor, spend_cap_currency, created_at, last_used_at,
  contract_ids, from_groups`,
)

/** Somebody, and what they may. */
export type MemberRow = Narrow<
  Selected<typeof member_columns>,
  {
    client_id: string
    person_id: string
    role: 'customer' | 'operator'
    scopes: CredentialScope[]
    created_at: Date
    contract_ids: string[]
    from_groups: boolean
  }
> &
  Owned &
  Pick<PersonRow, 'email' | 'name'> & { has_second_factor: boolean }

/** The customer whose contracts they are. */
export interface Owned {
  organisation_id: string | null
  organisation_name: string | null
  contract_names: string[]
}

const members = sql`
  select ${member_columns}, p.email, p.name,
    exists (select from authenticators a where a.person_id = p.person_id and a.confirmed_at is not null)
      or exists (select from passkeys k where k.person_id = p.person_id) as has_second_factor, ${ownerOf(sql`m.contract_ids`)}
  from current_memberships m join people p using (person_id)`

/** Whom somebody sees: an operator everybody, a customer those of its contracts. */
export interface Seen {
  /** The contracts, if it is a membership of a customer. */
  contract_ids: readonly string[] | null
  organisation_id?: string | undefined
  staff?: boolean | undefined
}

function seen(from: RawBuilder<unknown>, { contract_ids, organisation_id, staff }: Seen) {
  return sql`
    select * from (${from}) found
    where (${contract_ids}::text[] is null or role = 'customer' and contract_ids <@ ${contract_ids}::text[])
      and (${organisation_id ?? null}::text is null or organisation_id = ${organisation_id ?? null}::text)
      and coalesce((role = 'operator') = ${staff ?? null}::boolean, true)`
}

export async function listMembers(tx: Transaction, who: Seen, { limit, offset }: Page) {
  const found = seen(members, who)
  const rows = await tx.rows(sql<MemberRow>`
    ${found} order by name, created_at, client_id limit ${limit} offset ${offset}`)
  return { rows, count: await countOf(tx, found) }
}

export function findMember(tx: Transaction, who: Seen, client_id: string) {
  return tx.first(sql<MemberRow>`${seen(members, who)} and client_id = ${client_id}`)
}

export function listMemberships(tx: Transaction, person_id: string, now: Date) {
  return tx.rows(sql<MemberRow>`
    ${members} where m.person_id = ${person_id} and coalesce(m.expires_at > ${now}, true)
    order by m.role desc, m.created_at, m.client_id`)
}

export function listAllMemberships(tx: Transaction, person_id: string) {
  return tx.rows(sql<MemberRow>`${members} where m.person_id = ${person_id}`)
}

/** The customer and the names of some contracts, in the order of their ids. */
export function ownerOf(contract_ids: RawBuilder<unknown>): RawBuilder<Owned> {
  return sql`
    (select min(organisation_id) from contract_owners o where o.contract_id = any (${contract_ids})) as organisation_id,
    (select min(organisation_name) from contract_owners o where o.contract_id = any (${contract_ids})) as organisation_name,
    array(select contract_name from contract_owners o where o.contract_id = any (${contract_ids})
      order by contract_id) as contract_names`
}

/** @returns their customers */
export function listOwners(tx: Transaction, contract_ids: readonly string[]) {
  return tx.rows(sql<Pick<Row<'contract_owners'>, 'organisation_id'>>`
    select distinct organisation_id from contract_owners where contract_id = any (${contract_ids})`)
}

export async function contractsOfOrganisation(tx: Transaction, organisation_id: string): Promise<string[]> {
  const rows = await tx.rows(sql<{ contract_id: string }>`
    select contract_id from contract_owners where organisation_id = ${organisation_id} order by contract_id`)
  return rows.map(({ contract_id }) => contract_id)
}

export async function countOf(tx: Transaction, found: RawBuilder<unknown>): Promise<number> {
  const { count } = await tx.one(
    sql<{ count: number }>`select count(*)::int as count from (${found}) of_them`,
  )
  return count
}
