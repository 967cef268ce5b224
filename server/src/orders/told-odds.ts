import type { PlaceOrder } from '@swath/contract/orders'
import type { Transaction } from '../database/db.ts'
import type { NamedPass } from './named-passes.ts'

/** Remembers what a customer was told of clouds before the order was placed. */
export interface ToldOdds {
  /** In the transaction that places the order. */
  keep(
    tx: Transaction,
    placed: { order_id: string; contract_id: string; request: PlaceOrder; pass?: NamedPass | undefined },
  ): Promise<void>
}
