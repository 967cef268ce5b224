import type { Transaction } from '../platform/db.ts'
import type { EventRow } from '../platform/events.ts'
import type { Place } from './store.ts'

/** What the feed feature knows: the events of a contract in an order in which none can appear behind a reader. */
export interface EventFeed {
  /** The last place that can be read now. */
  end(tx: Transaction, contract_id: string): Promise<Place>
  /** Events after a place, up to and with another, which is not behind the end. */
  between(
    tx: Transaction,
    stretch: { contract_id: string; after: Place; last: Place; limit: number },
  ): Promise<(EventRow & Place)[]>
  encodeCursor(contract_id: string, place: Place): string
  /** @throws SwathError `invalid_filter` */
  decodeCursor(contract_id: string, cursor: string): Place
}

export const beginning: Place = { transaction_id: '0', sequence: 0 }

export function isAfter(a: Place, b: Place): boolean {
  const difference = BigInt(a.transaction_id) - BigInt(b.transaction_id)
  return difference === 0n ? a.sequence > b.sequence : difference > 0n
}
