import type { CountingTerms } from '@swath/contract/products'
import type { SkuTerms } from '@swath/contract/products/terms'
import type { SkuConditions } from '@swath/contract/skus'
import type { ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import {
  type Columns,
  columns,
  excluded,
  insertInto,
  json,
  type Narrow,
  type Row,
  update,
} from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

export interface SkuRow extends SkuTerms {
  contract_id: string
  is_offered: boolean
  /** The product id of v1 that means this SKU in this contract. */
  v1_product: number | null
  processing_levels: ProcessingLevel[]
  default_processing_levels: ProcessingLevel[]
}

/** As they are at a time; `price_minor` is the price before the first one with a date. */
export function listSkus(tx: Transaction, contract_id: string, now: Date): Promise<SkuRow[]> {
  return tx.rows(sql<SkuRow>`
    select terms.*, price_minor from sku_terms_at(${contract_id}, ${now}) terms
    join contract_skus using (contract_id, sku) order by sku`)
}

/** Locks the SKU of a contract, so that changes that come together are made one after the other. */
export async function lockSku(tx: Transaction, contract_id: string, sku: string, now: Date) {
  await tx.run(sql`
    select from contract_skus where contract_id = ${contract_id} and sku = ${sku} for update`)
  return (await listSkus(tx, contract_id, now)).find((row) => row.sku === sku)
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
      set ${excluded('contract_sku_prices', 'price_minor, created_by, created_at')}`)
}

export type ChangeRow = Narrow<Row<'contract_sku_changes'>, { terms: SkuConditions }>

/** The changes of the terms of a contract, the oldest first. */
export function listChanges(tx: Transaction, contract_id: string) {
  return tx.rows(sql<ChangeRow>`
    select ${columns('contract_sku_changes', 'contract_id, sku, valid_from, terms, created_by, created_at')}
    from contract_sku_changes where contract_id = ${contract_id} order by sku, valid_from`)
}

/** Terms from a time on; those from that very time are replaced. */
export async function saveChange(tx: Transaction, row: ChangeRow) {
  const insert = insertInto('contract_sku_changes', {
    contract_id: row.contract_id,
    sku: row.sku,
    valid_from: row.valid_from,
    terms: json(row.terms),
    created_by: row.created_by,
    created_at: row.created_at,
  })
  await tx.run(sql`
    ${insert}
    on conflict (contract_id, sku, valid_from) do update
      set ${excluded('contract_sku_changes', 'terms, created_by, created_at')}`)
}

/** A SKU that the contract did not have: what it is like, changes say. It is not offered before the first of them. */
export async function addSku(
  tx: Transaction,
  contract_id: string,
  sku: string,
  row: SkuConditions & { price_minor: number },
) {
  const { uplifts, cancellation_fees, ...plain } = row
  const insert = insertInto('contract_skus', {
    ...plain,
    contract_id,
    sku,
    uplifts: json(uplifts),
    cancellation_fees: json(cancellation_fees),
    is_offered: false,
    v1_product: null,
  })
  await tx.run(sql`${insert} on conflict do nothing`)
}

/** @returns whether no other SKU of the contract has the product of v1 */
export async function setV1Product(
  tx: Transaction,
  contract_id: string,
  sku: string,
  v1_product: number | null,
): Promise<boolean> {
  const set = await tx.first(sql`
    ${update('contract_skus', { v1_product })} where contract_id = ${contract_id} and sku = ${sku}
      and not exists (select from contract_skus
        where contract_id = ${contract_id} and sku <> ${sku} and v1_product = ${v1_product})
    returning sku`)
  return set !== undefined
}

/** Undefined: there is no such contract. */
export async function currencyOf(tx: Transaction, contract_id: string): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'contract_facts', 'currency'>>`
    select currency from contract_facts where contract_id = ${contract_id}`)
  return row?.currency
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
    priority_class: row.priority_class,
    bump_compensation_pct: row.bump_compensation_pct,
    processing_levels: row.processing_levels,
    default_processing_levels: row.default_processing_levels,
    cancellation_fees: json(row.cancellation_fees),
    v1_product: row.v1_product,
    promised_delivery_hours: row.promised_delivery_hours,
  })
  await tx.run(sql`
    ${insert} on conflict (contract_id, sku) do update
      set ${excluded('contract_skus', 'processing_levels, default_processing_levels')}`)
}
