import type { Transaction } from '../database/db.ts'
import type { Parties } from '../queue/handlers.ts'
import { originsOf } from './store.ts'

/** The providers from which captures come: one that is silent holds up nobody else. */
export async function providersOf(tx: Transaction, capture_ids: readonly string[]): Promise<Parties> {
  const rows = await originsOf(tx, capture_ids)
  return new Map(
    rows.map(({ capture_id, has_source, provider }) => [
      capture_id,
      has_source ? 'archive' : `provider ${provider ?? ''}`,
    ]),
  )
}
