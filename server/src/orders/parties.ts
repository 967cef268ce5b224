import { productOf } from '@swath/contract/products/registry'
import type { Transaction } from '../database/db.ts'
import type { Providers } from '../providers/registry.ts'
import type { Parties } from '../queue/handlers.ts'
import { skusOf } from './store.ts'

/** The providers that are asked about orders first: one that is silent holds up nobody else. */
export async function providersOf(
  tx: Transaction,
  order_ids: readonly string[],
  providers: Providers,
): Promise<Parties> {
  const rows = await skusOf(tx, order_ids)
  const fleet = providers.latest()
  const partyOf = (sku: string) =>
    productOf(sku).images === 'archived' ? 'archive' : `provider ${fleet?.candidates({ sku })[0]?.name ?? ''}`
  return new Map(rows.map(({ order_id, sku }) => [order_id, partyOf(sku)]))
}
