import type { WayIn } from '@swath/contract/people'
import type { CredentialScope, Role } from '@swath/contract/permissions'
import { sql } from 'kysely'
import { columns, insertInto, type Narrow, type Row, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

const session_columns = columns(
  'sessions as s',
  'session_id, person_id, way, has_second_factor, address, agent, created_at, last_used_at, expires_at',
)
export type SessionRow = Narrow<Selected<typeof session_columns>, { way: WayIn }>

export async function insertSession(tx: Transaction, row: Row<'sessions'>): Promise<void> {
  await tx.run(insertInto('sessions', row))
}

/** One that was used since a time, and has not ended. */
export function findSession(tx: Transaction, token_sha256: string, now: Date, used_since: Date) {
  return tx.first(sql<SessionRow>`
    select ${session_columns} from sessions s
    where token_sha256 = ${token_sha256} and expires_at > ${now} and last_used_at > ${used_since}`)
}

export function listSessions(tx: Transaction, person_id: string, now: Date, used_since: Date) {
  return tx.rows(sql<SessionRow>`
    select ${session_columns} from sessions s
    where person_id = ${person_id} and expires_at > ${now} and last_used_at > ${used_since}
    order by last_used_at desc, session_id`)
}

export async function storeSessionUse(tx: Transaction, session_id: string, now: Date): Promise<void> {
  await tx.run(sql`${update('sessions', { last_used_at: now })} where session_id = ${session_id}`)
}

export async function storeSecondFactor(tx: Transaction, session_id: string): Promise<void> {
  await tx.run(sql`${update('sessions', { has_second_factor: true })} where session_id = ${session_id}`)
}

/** @returns those that there were */
export async function deleteSessions(tx: Transaction, person_id: string, among: Which): Promise<string[]> {
  const { only = null, besides = null, of_one_factor = false } = among
  const rows = await tx.rows(sql<Pick<Row<'sessions'>, 'session_id'>>`
    delete from sessions where person_id = ${person_id} and coalesce(session_id = ${only}::text, true)
      and session_id is distinct from ${besides}::text and not (${of_one_factor}::boolean and has_second_factor)
    returning session_id`)
  return rows.map(({ session_id }) => session_id)
}
/** All sessions of a person, unless it is said: one, all but one, or those in which one factor was proved. */
export interface Which {
  only?: string
  besides?: string
  of_one_factor?: true
}

export async function forgetSessions(tx: Transaction, now: Date, used_since: Date): Promise<void> {
  await tx.run(sql`delete from sessions where expires_at <= ${now} or last_used_at <= ${used_since}`)
}

const acting_columns = columns(
  'current_memberships as m',
  'client_id, role, scopes, expires_at, contract_ids',
)
export type ActingRow = Narrow<
  Selected<typeof acting_columns>,
  { client_id: string; role: Exclude<Role, 'provider'>; scopes: CredentialScope[]; contract_ids: string[] }
> & { needs_second_factor: boolean }

/** By what somebody may act now, staff first. @param of_staff whether a second factor is asked of the staff */
export function listActing(tx: Transaction, person_id: string, now: Date, of_staff: boolean) {
  return tx.rows(sql<ActingRow>`
    select ${acting_columns}, case when role = 'operator' then ${of_staff}::boolean else exists (
      select from contract_owners o join second_factor_rules using (organisation_id)
      where o.contract_id = any (m.contract_ids)) end as needs_second_factor
    from current_memberships m
    where person_id = ${person_id} and coalesce(expires_at > ${now}, true)
    order by role desc, created_at, client_id`)
}
