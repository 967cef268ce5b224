import type { Role, SpendCap } from '@swath/contract/accounts'
import type { CountingTerms, SkuTerms } from '@swath/contract/products'
import { type RawBuilder, sql } from 'kysely'
import type { Transaction } from '../platform/db.ts'
import type { Page } from '../platform/pages.ts'

export interface CredentialRow {
  client_id: string
  secret_sha256: string
  role: Role
}

export function findCredential(tx: Transaction, client_id: string) {
  return tx.first(sql<CredentialRow>`
    select client_id, secret_sha256, role from credentials where client_id = ${client_id} and revoked_at is null`)
}

/** What a credential has ordered since a time, if it has a cap; see `lock_spending`. */
export function lockSpending(tx: Transaction, client_id: string, since: Date) {
  return tx.first(sql<{ cap_minor: number; currency: string; ordered_minor: number }>`
    select cap_minor, currency, ordered_minor from lock_spending(${client_id}, ${since})`)
}

export interface RegisteredRow {
  client_id: string
  name: string
  role: Role
  contract_ids: string[]
  provider: string | null
  spend_cap_minor: number | null
  spend_cap_currency: string | null
  created_at: Date
  last_used_at: Date | null
}

const registered = sql<RegisteredRow>`
  select client_id, name, role, provider, spend_cap_minor, spend_cap_currency, created_at,
    (select last_used_at from credential_uses u where u.client_id = credentials.client_id) as last_used_at,
    array(select contract_id from credential_contracts c where c.client_id = credentials.client_id
      order by contract_id) as contract_ids
  from credentials where revoked_at is null`

export function findRegistered(tx: Transaction, client_id: string) {
  return tx.first(sql<RegisteredRow>`${registered} and client_id = ${client_id}`)
}

export function listRegistered(tx: Transaction, page: Page) {
  return pageOf(tx, sql`${registered}`, page)
}

/**
 * Credentials of customers that reach no contract that `caller` does not.
 * @param client_id only this one
 */
export function listWithin(tx: Transaction, caller: string, page: Page, client_id: string | null = null) {
  const contracts_of = (of: RawBuilder<unknown>) =>
    sql`select contract_id from credential_contracts where client_id = ${of}`
  const within = sql`${registered} and role = 'customer'
    and (${client_id}::text is null or client_id = ${client_id})
    and not exists (${contracts_of(sql`credentials.client_id`)} except ${contracts_of(sql`${caller}`)})`
  return pageOf(tx, within, page)
}

async function pageOf(tx: Transaction, found: RawBuilder<unknown>, { limit, offset }: Page) {
  const rows = await tx.rows(sql<RegisteredRow>`
    ${found} order by created_at, client_id limit ${limit} offset ${offset}`)
  const { count } = await tx.one(
    sql<{ count: number }>`select count(*)::int as count from (${found}) of_them`,
  )
  return { rows, count }
}

/** @returns whether there was such a credential */
export async function revoke(tx: Transaction, client_id: string, now: Date): Promise<boolean> {
  const revoked = await tx.first(sql<{ client_id: string }>`
    update credentials set revoked_at = ${now} where client_id = ${client_id} and revoked_at is null
    returning client_id`)
  return revoked !== undefined
}

/** To the minute, so that a busy credential is not written at each request. */
export async function storeUse(tx: Transaction, client_id: string, now: Date): Promise<void> {
  await tx.run(sql`
    insert into credential_uses as known (client_id, last_used_at) values (${client_id}, ${now})
    on conflict (client_id) do update set last_used_at = excluded.last_used_at
    where known.last_used_at < excluded.last_used_at - interval '1 minute'`)
}

/** @returns those of the contracts that there are */
export async function existingContracts(tx: Transaction, contract_ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(sql<{ contract_id: string }>`
    select contract_id from contracts where contract_id = any (${contract_ids})`)
  return rows.map(({ contract_id }) => contract_id)
}

/** @returns whether there is such a credential */
export async function setSpendCap(
  tx: Transaction,
  client_id: string,
  cap: SpendCap | null,
): Promise<boolean> {
  const changed = await tx.first(sql<{ client_id: string }>`
    update credentials set spend_cap_minor = ${cap?.amount_minor ?? null},
      spend_cap_currency = ${cap?.currency ?? null}
    where client_id = ${client_id} and revoked_at is null returning client_id`)
  return changed !== undefined
}

export function listContracts(tx: Transaction, client_id: string) {
  return tx.rows(sql<{ contract_id: string; name: string }>`
    select contract_id, name from contracts join credential_contracts using (contract_id)
    where client_id = ${client_id} order by name, contract_id`)
}

export async function listAllContracts(tx: Transaction, { limit, offset }: Page) {
  const rows = await tx.rows(sql<{ contract_id: string; name: string }>`
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
  const rows = await tx.rows(sql<{ token_id: string }>`
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

export async function saveCredential(
  tx: Transaction,
  row: CredentialRow & { name: string; provider: string | null },
  contracts: readonly string[],
) {
  await tx.run(sql`
    insert into credentials (client_id, secret_sha256, name, role, provider)
    values (${row.client_id}, ${row.secret_sha256}, ${row.name}, ${row.role}, ${row.provider})
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
    | 'max_strip_ratio'
    | 'min_strip_km2'
    | 'max_off_nadir_deg'
    | 'min_sun_elevation_deg'
    | keyof CountingTerms
  > {
  /** The product id of v1 that means this SKU in this contract. */
  v1_product: number | null
}

export async function insertSku(tx: Transaction, contract_id: string, row: SkuRow) {
  await tx.run(sql`
    insert into contract_skus (contract_id, sku, unit, price_minor, footprint_width_km, footprint_length_km,
      min_area_km2, max_area_km2, max_cloud_pct, default_window_days, max_window_days, priority, processing_levels,
      cancellation_fees, v1_product, promised_delivery_hours)
    values (${contract_id}, ${row.sku}, ${row.unit}, ${row.price_minor}, ${row.footprint_width_km},
      ${row.footprint_length_km}, ${row.min_area_km2}, ${row.max_area_km2}, ${row.max_cloud_pct},
      ${row.default_window_days}, ${row.max_window_days}, ${row.priority}, ${row.processing_levels},
      ${JSON.stringify(row.cancellation_fees)}::jsonb, ${row.v1_product}, ${row.promised_delivery_hours})
    on conflict do nothing`)
}
