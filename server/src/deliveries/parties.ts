import type { Transaction } from '../database/db.ts'
import type { Parties } from '../queue/handlers.ts'
import { findDeliveries } from './store.ts'

/** The destinations to which deliveries go. */
export async function destinationsOf(tx: Transaction, delivery_ids: readonly string[]): Promise<Parties> {
  const rows = await findDeliveries(tx, delivery_ids)
  return new Map(rows.map(({ delivery_id, destination_id }) => [delivery_id, destination_id]))
}
