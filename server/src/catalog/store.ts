import type { CountingTerms } from '@swath/contract/products'
import type { SkuTerms } from '@swath/contract/products/terms'
import type { ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import { type Columns, insertInto, json } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

export interface SkuRow extends SkuTerms {
  contract_id: string
  /** The product id of v1 that means this SKU in this contract. */
  v1_product: number | null
  processing_levels: ProcessingLevel[]
  default_processing_levels: ProcessingLevel[]
}

/** `price_minor` is the price before the first one with a date. */
export function listSkus(tx: Transaction, contract_id: string): Promise<SkuRow[]> {
  return tx.rows(sql<SkuRow>`
    select sku_terms.*, price_minor from sku_terms join contract_skus using (contract_id, sku)
    where contract_id = ${contract_id} order by sku`)
}

/** Locks the SKU of a contract. */
export function lockSku(tx: Transaction, contract_id: string, sku: string) {
  return tx.first(sql<SkuRow>`
    select sku_terms.*, price_minor from sku_terms join contract_skus using (contract_id, sku)
    where contract_id = ${contract_id} and sku = ${sku} for update of contract_skus`)
}

export type DatedPrice = Columns<'contract_sku_prices', 'sku' | 'valid_from' | 'price_minor'>

/** The prices of a contract that have a date, the oldest first. */
export function listPrices(tx: Transaction, contract_id: string) {
  return tx.rows(sql<DatedPrice>`
    select sku, valid_from, price_minor from contract_sku_prices
    where contract_id = ${contract_id} order by sku, valid_from`)
}

export async function savePrice(
  tx: Transaction,
  row: DatedPrice & Columns<'contract_sku_prices', 'contract_id' | 'created_by' | 'created_at'>,
) {
  const insert = insertInto('contract_sku_prices', {
    contract_id: row.contract_id,
    sku: row.sku,
    valid_from: row.valid_from,
    price_minor: row.price_minor,
    created_by: row.created_by,
    created_at: row.created_at,
  })
  await tx.run(sql`
    ${insert}
    on conflict (contract_id, sku, valid_from) do update
      set price_minor = excluded.price_minor, created_by = excluded.created_by, created_at = excluded.created_at`)
}

export async function setCounting(
  tx: Transaction,
  { contract_id, sku }: Pick<SkuRow, 'contract_id' | 'sku'>,
  { min_quantity, overlap, levels, uplifts }: CountingTerms,
) {
  await tx.run(sql`
    update contract_skus set min_quantity = ${min_quantity}, overlap = ${overlap}, levels = ${levels},
      uplifts = ${JSON.stringify(uplifts)}::jsonb
    where contract_id = ${contract_id} and sku = ${sku}`)
}

/** A SKU without what the contract or the table gives by default. */
export interface NewSku
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
  v1_product: number | null
  /** Null: all of them. */
  default_processing_levels: string[] | null
}

/** A later version of the sandbox has more levels; prices and terms stay as they were set. */
export async function saveSku(tx: Transaction, contract_id: string, row: NewSku) {
  const insert = insertInto('contract_skus', {
    contract_id,
    sku: row.sku,
    unit: row.unit,
    price_minor: row.price_minor,
    footprint_width_km: row.footprint_width_km,
    footprint_length_km: row.footprint_length_km,
    min_area_km2: row.min_area_km2,
    max_area_km2: row.max_area_km2,
    max_cloud_pct: row.max_cloud_pct,
    default_window_days: row.default_window_days,
    max_window_days: row.max_window_days,
    priority: row.priority,
    processing_levels: row.processing_levels,
    default_processing_levels: row.default_processing_levels,
    cancellation_fees: json(row.cancellation_fees),
    v1_product: row.v1_product,
    promised_delivery_hours: row.promised_delivery_hours,
  })
  await tx.run(sql`
    ${insert}
    on conflict (contract_id, sku) do update set processing_levels = excluded.processing_levels,
      default_processing_levels = excluded.default_processing_levels`)
}
