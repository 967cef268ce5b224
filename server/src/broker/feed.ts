import type { Transaction } from '../platform/db.ts'
import type { EventRow } from '../platform/events.ts'

/** A place in feed order, as the feed has it. */
export interface Place {
  transaction_id: string
  sequence: number
}

/** What the feed feature knows: the events of a contract in an order in which none can appear behind a reader. */
export interface EventFeed {
  /** The last place that can be read now. */
  end(tx: Transaction, contract_id: string): Promise<Place>
  /** Events after a place, up to and with another, which is not behind the end. */
  between(
    tx: Transaction,
    stretch: { contract_id: string; after: Place; last: Place; limit: number },
  ): Promise<(EventRow & Place)[]>
}
