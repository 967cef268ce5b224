// A contract says whether it may order, and on which terms. Who takes orders asks for both, inside the transaction that
// stores them.
import type { SkuTerms } from '@swath/contract/products/terms'
import { sql } from 'kysely'
import type { Columns } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Standing } from '../lib/contract-standing.ts'

export function standingOf(tx: Transaction, contract_id: string): Promise<Standing> {
  return tx.one(sql<Columns<'contract_facts', 'suspended_at' | 'suspension_reason' | 'ends_at'>>`
    select suspended_at, suspension_reason, ends_at from contract_facts where contract_id = ${contract_id}`)
}

/** A SKU of a contract. One that is not offered any more is there for its history. */
export type ContractTerms = SkuTerms & { v1_product: number | null; is_offered: boolean }

export function listTerms(tx: Transaction, contract_id: string, now: Date): Promise<ContractTerms[]> {
  return tx.rows(sql<ContractTerms>`
    select *, sku_price(contract_id, sku, ${now}) as price_minor from sku_terms_at(${contract_id}, ${now})
    order by sku`)
}

export async function listOffered(tx: Transaction, contract_id: string, now: Date): Promise<ContractTerms[]> {
  return (await listTerms(tx, contract_id, now)).filter(({ is_offered }) => is_offered)
}
