import type { Transaction } from '../platform/db.ts'
import type { Place } from './store.ts'

/** What the feed feature knows. */
export interface EventFeed {
  /** The last place that can be read now: nothing can appear behind it any more. */
  end(tx: Transaction, contract_id: string): Promise<Place>
}
