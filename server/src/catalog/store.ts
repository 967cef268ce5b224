import type { SkuTerms } from '@swath/contract/products'
import type { ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import type { Transaction } from '../platform/db.ts'

export interface SkuRow extends SkuTerms {
  v1_product: number | null
  processing_levels: ProcessingLevel[]
}

/** The SKUs of the contract whose transaction this is. */
export function listSkus(tx: Transaction): Promise<SkuRow[]> {
  return tx.rows(sql<SkuRow>`
    select contract_skus.*, currency from contract_skus join contracts using (contract_id) order by sku`)
}
