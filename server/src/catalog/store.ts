import type { ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import type { Transaction } from '../platform/db.ts'

export interface SkuRow {
  sku: string
  unit: 'km2' | 'capture'
  price_minor: number
  currency: string
  footprint_width_km: number | null
  footprint_length_km: number | null
  min_area_km2: number
  max_area_km2: number
  max_cloud_pct: number
  max_off_nadir_deg: number
  min_sun_elevation_deg: number
  default_window_days: number
  max_window_days: number
  priority: number
  promised_delivery_hours: number | null
  v1_product: number | null
  processing_levels: ProcessingLevel[]
  cancellation_fees: { hours_before: number; fee_pct: number }[]
}

/** The SKUs of the contract whose transaction this is. */
export function listSkus(tx: Transaction): Promise<SkuRow[]> {
  return tx.rows(sql<SkuRow>`
    select contract_skus.*, currency from contract_skus join contracts using (contract_id) order by sku`)
}
