import type { CredentialScope } from '@swath/contract/permissions'
import { sql } from 'kysely'
import {
  type Columns,
  columns,
  excluded,
  insertInto,
  type Narrow,
  type Row,
  type Selected,
} from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

const credential_columns = columns(
  'credentials',
  `client_id, secret_sha256, previous_secret_sha256, previous_secret_until, role, scopes, expires_at, token_generation,
  external_issuer, external_subject`,
)

/** The facts about a credential that are read at every sign-in and every request. */
export type CredentialRow = Narrow<Selected<typeof credential_columns>, { scopes: CredentialScope[] }>

export function findCredential(tx: Transaction, client_id: string) {
  return tx.first(sql<CredentialRow>`
    select ${credential_columns} from credentials where client_id = ${client_id} and revoked_at is null`)
}

/** @returns its id, if a program is known as this and may still act */
export async function findByIdentity(
  tx: Transaction,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'credentials', 'client_id'>>`
    select client_id from credentials
    where external_issuer = ${issuer} and external_subject = ${subject} and revoked_at is null`)
  return row?.client_id
}

/**
 * The amount that was ordered since a time under each cap that an order of the credential is under; see
 * `lock_spending`.
 */
export function lockSpending(tx: Transaction, client_id: string, since: Date) {
  return tx.rows(sql<{ capped: string; cap_minor: number; currency: string; ordered_minor: number }>`
    select capped, cap_minor, currency, ordered_minor from lock_spending(${client_id}, ${since})`)
}

/**
 * To the minute. In between nothing is inserted: a conflict would count as a change of the database, after which no
 * kept answer is good.
 */
export async function storeUse(tx: Transaction, client_id: string, now: Date): Promise<void> {
  const recently = new Date(now.getTime() - 60_000)
  await tx.run(sql`
    insert into credential_uses (client_id, last_used_at) select ${client_id}, ${now}::timestamptz
    where not exists (
      select from credential_uses where client_id = ${client_id} and last_used_at >= ${recently})
    on conflict (client_id) do update set ${excluded('credential_uses', 'last_used_at')}`)
}

/** @returns those of the contracts that there are */
export async function existingContracts(tx: Transaction, contract_ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'contract_facts', 'contract_id'>>`
    select contract_id from contract_facts where contract_id = any (${contract_ids})`)
  return rows.map(({ contract_id }) => contract_id)
}

/** The contracts that a credential reaches. */
export async function listContracts(tx: Transaction, client_id: string): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'credential_contracts', 'contract_id'>>`
    select contract_id from credential_contracts where client_id = ${client_id} order by contract_id`)
  return rows.map(({ contract_id }) => contract_id)
}

export async function revokeToken(tx: Transaction, row: Row<'revoked_tokens'>): Promise<void> {
  const { token_id, client_id, revoked_at } = row
  await tx.run(
    sql`${insertInto('revoked_tokens', { token_id, client_id, revoked_at })} on conflict do nothing`,
  )
}

export async function listRevokedTokens(tx: Transaction, client_id: string): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'revoked_tokens', 'token_id'>>`
    select token_id from revoked_tokens where client_id = ${client_id}`)
  return rows.map(({ token_id }) => token_id)
}

export async function forgetRevokedTokens(tx: Transaction, before: Date): Promise<void> {
  await tx.run(sql`delete from revoked_tokens where revoked_at < ${before}`)
}

export type NewCredentialRow = Pick<
  CredentialRow,
  'client_id' | 'secret_sha256' | 'role' | 'scopes' | 'expires_at'
> &
  Columns<'credentials', 'name' | 'provider' | 'created_by'>

export async function saveCredential(tx: Transaction, row: NewCredentialRow, contracts: readonly string[]) {
  const insert = insertInto('credentials', {
    client_id: row.client_id,
    secret_sha256: row.secret_sha256,
    name: row.name,
    role: row.role,
    provider: row.provider,
    scopes: row.scopes,
    expires_at: row.expires_at,
    created_by: row.created_by,
  })
  await tx.run(sql`
    ${insert} on conflict (client_id) do update set secret_sha256 = excluded.secret_sha256, role = excluded.role`)
  for (const contract_id of contracts) {
    const has = insertInto('credential_contracts', { client_id: row.client_id, contract_id })
    await tx.run(sql`${has} on conflict do nothing`)
  }
}
