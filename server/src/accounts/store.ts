import type { CredentialScope, Role } from '@swath/contract/accounts'
import type { CountingTerms, SkuTerms } from '@swath/contract/products'
import { sql } from 'kysely'
import type { Columns } from '../platform/columns.ts'
import type { Transaction } from '../platform/db.ts'
import type { Page } from '../platform/pages.ts'

/** What is asked of a credential at every sign-in and every request. */
export interface CredentialRow extends Secret {
  client_id: string
  role: Role
  scopes: CredentialScope[]
  expires_at: Date | null
  token_generation: number
}

interface Secret {
  secret_sha256: string
  previous_secret_sha256: string | null
  previous_secret_until: Date | null
}

export function findCredential(tx: Transaction, client_id: string) {
  return tx.first(sql<CredentialRow>`
    select client_id, secret_sha256, previous_secret_sha256, previous_secret_until, role, scopes, expires_at,
      token_generation
    from credentials where client_id = ${client_id} and revoked_at is null`)
}

/** What was ordered since a time under each cap that an order of the credential is under; see `lock_spending`. */
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
    on conflict (client_id) do update set last_used_at = excluded.last_used_at`)
}

/** @returns those of the contracts that there are */
export async function existingContracts(tx: Transaction, contract_ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'contracts', 'contract_id'>>`
    select contract_id from contracts where contract_id = any (${contract_ids})`)
  return rows.map(({ contract_id }) => contract_id)
}

export function listContracts(tx: Transaction, client_id: string) {
  return tx.rows(sql<Columns<'contracts', 'contract_id' | 'name'>>`
    select contract_id, name from contracts join credential_contracts using (contract_id)
    where client_id = ${client_id} order by name, contract_id`)
}

export async function listAllContracts(tx: Transaction, { limit, offset }: Page) {
  const rows = await tx.rows(sql<Columns<'contracts', 'contract_id' | 'name'>>`
    select contract_id, name from contracts order by name, contract_id limit ${limit} offset ${offset}`)
  const { count } = await tx.one(sql<{ count: number }>`select count(*)::int as count from contracts`)
  return { rows, count }
}

interface RevokedTokenRow {
  token_id: string
  client_id: string
  revoked_at: Date
}

export async function revokeToken(tx: Transaction, row: RevokedTokenRow): Promise<void> {
  await tx.run(sql`
    insert into revoked_tokens (token_id, client_id, revoked_at)
    values (${row.token_id}, ${row.client_id}, ${row.revoked_at}) on conflict do nothing`)
}

export async function listRevokedTokens(tx: Transaction, client_id: string): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'revoked_tokens', 'token_id'>>`
    select token_id from revoked_tokens where client_id = ${client_id}`)
  return rows.map(({ token_id }) => token_id)
}

export async function forgetRevokedTokens(tx: Transaction, before: Date): Promise<void> {
  await tx.run(sql`delete from revoked_tokens where revoked_at < ${before}`)
}

export async function insertContract(tx: Transaction, contract_id: string, name: string) {
  await tx.run(sql`
    insert into contracts (contract_id, name) values (${contract_id}, ${name}) on conflict do nothing`)
}

export interface NewCredentialRow
  extends Pick<CredentialRow, 'client_id' | 'secret_sha256' | 'role' | 'scopes' | 'expires_at'> {
  name: string
  provider: string | null
  created_by: string | null
}

export async function saveCredential(tx: Transaction, row: NewCredentialRow, contracts: readonly string[]) {
  await tx.run(sql`
    insert into credentials (client_id, secret_sha256, name, role, provider, scopes, expires_at, created_by)
    values (${row.client_id}, ${row.secret_sha256}, ${row.name}, ${row.role}, ${row.provider}, ${row.scopes},
      ${row.expires_at}, ${row.created_by})
    on conflict (client_id) do update set secret_sha256 = excluded.secret_sha256, role = excluded.role`)
  for (const contract_id of contracts) {
    await tx.run(sql`
      insert into credential_contracts (client_id, contract_id) values (${row.client_id}, ${contract_id})
      on conflict do nothing`)
  }
}

/** Without what the contract or the table gives by default. */
export interface SkuRow
  extends Omit<
    SkuTerms,
    | 'currency'
    | 'default_processing_levels'
    | 'max_strip_ratio'
    | 'min_strip_km2'
    | 'max_off_nadir_deg'
    | 'min_sun_elevation_deg'
    | keyof CountingTerms
  > {
  /** The product id of v1 that means this SKU in this contract. */
  v1_product: number | null
  /** Null: all of them. */
  default_processing_levels: string[] | null
}

/** A later version of the sandbox has more levels; prices and terms stay as they were set. */
export async function saveSku(tx: Transaction, contract_id: string, row: SkuRow) {
  await tx.run(sql`
    insert into contract_skus (contract_id, sku, unit, price_minor, footprint_width_km, footprint_length_km,
      min_area_km2, max_area_km2, max_cloud_pct, default_window_days, max_window_days, priority, processing_levels,
      default_processing_levels, cancellation_fees, v1_product, promised_delivery_hours)
    values (${contract_id}, ${row.sku}, ${row.unit}, ${row.price_minor}, ${row.footprint_width_km},
      ${row.footprint_length_km}, ${row.min_area_km2}, ${row.max_area_km2}, ${row.max_cloud_pct},
      ${row.default_window_days}, ${row.max_window_days}, ${row.priority}, ${row.processing_levels},
      ${row.default_processing_levels}, ${JSON.stringify(row.cancellation_fees)}::jsonb, ${row.v1_product}, ${row.promised_delivery_hours})
    on conflict (contract_id, sku) do update set processing_levels = excluded.processing_levels,
      default_processing_levels = excluded.default_processing_levels`)
}
