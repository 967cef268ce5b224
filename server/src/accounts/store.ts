import type { Role } from '@swath/contract/accounts'
import type { SkuTerms } from '@swath/contract/products'
import { sql } from 'kysely'
import type { Transaction } from '../platform/db.ts'

export interface CredentialRow {
  client_id: string
  secret_sha256: string
  role: Role
}

export function findCredential(tx: Transaction, client_id: string) {
  return tx.first(sql<CredentialRow>`
    select client_id, secret_sha256, role from credentials where client_id = ${client_id} and revoked_at is null`)
}

export function listContracts(tx: Transaction, client_id: string) {
  return tx.rows(sql<{ contract_id: string; name: string }>`
    select contract_id, name from contracts join credential_contracts using (contract_id)
    where client_id = ${client_id} order by name, contract_id`)
}

/** The secret that signs tokens, made at the first use; every process of the installation shares it. */
export async function tokenSecret(tx: Transaction, candidate: string): Promise<string> {
  await tx.run(sql`insert into token_keys (key_id, secret) values ('1', ${candidate}) on conflict do nothing`)
  const { secret } = await tx.one(sql<{ secret: string }>`select secret from token_keys where key_id = '1'`)
  return secret
}

export async function insertContract(tx: Transaction, contract_id: string, name: string) {
  await tx.run(sql`
    insert into contracts (contract_id, name) values (${contract_id}, ${name}) on conflict do nothing`)
}

export async function saveCredential(
  tx: Transaction,
  row: CredentialRow & { name: string },
  contracts: string[],
) {
  await tx.run(sql`
    insert into credentials (client_id, secret_sha256, name, role)
    values (${row.client_id}, ${row.secret_sha256}, ${row.name}, ${row.role})
    on conflict (client_id) do update set secret_sha256 = excluded.secret_sha256, role = excluded.role`)
  for (const contract_id of contracts) {
    await tx.run(sql`
      insert into credential_contracts (client_id, contract_id) values (${row.client_id}, ${contract_id})
      on conflict do nothing`)
  }
}

/** Without what the contract or the table gives by default. */
export interface SkuRow extends Omit<SkuTerms, 'currency' | 'max_off_nadir_deg' | 'min_sun_elevation_deg'> {
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
