import { productOf } from '@swath/contract/products/registry'
import type { Transaction } from '../database/db.ts'
import type { Parties } from '../queue/handlers.ts'
import { skusOf } from './store.ts'

/** The providers that are asked about orders. */
export async function providersOf(tx: Transaction, order_ids: readonly string[]): Promise<Parties> {
  const rows = await skusOf(tx, order_ids)
  return new Map(
    rows.map(({ order_id, sku }) => [
      order_id,
      productOf(sku).images === 'archived' ? 'archive' : 'provider',
    ]),
  )
}
