import { sql } from 'kysely'
import { type Columns, columns, insertInto, type Row, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

export async function insertAttempt(tx: Transaction, row: Row<'sign_on_attempts'>): Promise<void> {
  await tx.run(insertInto('sign_on_attempts', row))
}

/** It is good no more. @returns whether there was one in time */
export async function takeAttempt(tx: Transaction, attempt_sha256: string, now: Date): Promise<boolean> {
  const row = await tx.first(sql<Columns<'sign_on_attempts', 'expires_at'>>`
    delete from sign_on_attempts where attempt_sha256 = ${attempt_sha256} returning expires_at`)
  return row !== undefined && row.expires_at > now
}

export async function forgetOld(tx: Transaction, now: Date): Promise<void> {
  await tx.run(sql`delete from sign_on_attempts where expires_at <= ${now}`)
  await tx.run(sql`delete from spent_logout_tokens where expires_at <= ${now}`)
}

const identity_columns = columns('identities', 'issuer, subject, person_id, created_at')
type IdentityRow = Selected<typeof identity_columns>

export function findIdentity(tx: Transaction, issuer: string, subject: string) {
  return tx.first(sql<IdentityRow>`
    select ${identity_columns} from identities where issuer = ${issuer} and subject = ${subject}`)
}

/** The identities of somebody, the oldest first. */
export function listIdentities(tx: Transaction, person_id: string) {
  return tx.rows(sql<IdentityRow>`
    select ${identity_columns} from identities where person_id = ${person_id} order by created_at`)
}

export async function insertIdentity(tx: Transaction, row: IdentityRow): Promise<void> {
  await tx.run(insertInto('identities', row))
}

export async function deleteIdentities(tx: Transaction, person_id: string): Promise<void> {
  await tx.run(sql`delete from identities where person_id = ${person_id}`)
}

export async function insertProviderSession(tx: Transaction, row: Row<'provider_sessions'>): Promise<void> {
  await tx.run(insertInto('provider_sessions', row))
}

const session_columns = columns('provider_sessions', 'session_id, id_token')

export function findProviderSession(tx: Transaction, session_id: string) {
  return tx.first(sql<Selected<typeof session_columns>>`
    select ${session_columns} from provider_sessions where session_id = ${session_id}`)
}

/** Locks those whose tokens were encrypted with a former key. */
export function sessionsOfOldKeys(tx: Transaction, prefix: string) {
  return tx.rows(sql<Selected<typeof session_columns>>`
    select ${session_columns} from provider_sessions where not starts_with(id_token, ${prefix})
    order by session_id limit 100 for update`)
}

export async function storeIdToken(tx: Transaction, session_id: string, id_token: string): Promise<void> {
  await tx.run(sql`${update('provider_sessions', { id_token })} where session_id = ${session_id}`)
}

interface Ended {
  issuer: string
  subject: string | undefined
  provider_session_id: string | undefined
}

/** The sessions here that came from one of a provider, or from all that somebody has there. */
export function listEnded(tx: Transaction, { issuer, ...ended }: Ended) {
  const [subject, provider_session_id] = [ended.subject ?? null, ended.provider_session_id ?? null]
  return tx.rows(sql<{ session_id: string; person_id: string }>`
    select p.session_id, i.person_id from provider_sessions p join identities i using (issuer, subject)
    where p.issuer = ${issuer} and coalesce(p.subject = ${subject}::text, true)
      and coalesce(p.provider_session_id = ${provider_session_id}::text, ${provider_session_id}::text is null)`)
}

/** The sessions here that came from a provider. */
export function listStarted(tx: Transaction, person_id: string) {
  return tx.rows(sql<{ session_id: string }>`
    select session_id from provider_sessions p join identities i using (issuer, subject)
    where i.person_id = ${person_id}`)
}

/** @returns whether it had not been spent before */
export async function spendLogoutToken(tx: Transaction, row: Row<'spent_logout_tokens'>): Promise<boolean> {
  const spent = await tx.first(sql`
    ${insertInto('spent_logout_tokens', row)} on conflict do nothing returning token_sha256`)
  return spent !== undefined
}

export async function contractsOf(tx: Transaction, organisation_id: string): Promise<string[]> {
  const rows = await tx.rows(sql<{ contract_id: string }>`
    select contract_id from contract_owners where organisation_id = ${organisation_id} order by contract_id`)
  return rows.map(({ contract_id }) => contract_id)
}
