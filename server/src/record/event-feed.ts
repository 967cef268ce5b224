import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import type { EventRow } from './events.ts'

/** A place in feed order: that of an event, or the beginning. */
export interface FeedPlace {
  /** A 64-bit number, which JavaScript's cannot hold. */
  transaction_id: string
  sequence: number
}

export const beginning: FeedPlace = { transaction_id: '0', sequence: 0 }

export function isAfter(a: FeedPlace, b: FeedPlace): boolean {
  const difference = BigInt(a.transaction_id) - BigInt(b.transaction_id)
  return difference === 0n ? a.sequence > b.sequence : difference > 0n
}

/** The feed: the events of a contract in an order in which none can appear behind a reader. */
export interface EventFeed {
  /** The last place that can be read now. */
  end(tx: Transaction, contract_id: string): Promise<FeedPlace>
  /** Events after a place, up to and with another, which is not behind the end. */
  between(
    tx: Transaction,
    stretch: { contract_id: string; after: FeedPlace; last: FeedPlace; limit: number },
  ): Promise<(EventRow & FeedPlace)[]>
  encodeCursor(contract_id: string, place: FeedPlace): string
  /** @throws SwathError `invalid_filter` */
  decodeCursor(contract_id: string, cursor: string): FeedPlace
}

/**
 * Below this id every transaction has ended, so what the feed shows up to here is complete for ever. It stands
 * still while any transaction of the database cluster that has written something is open.
 */
export const feed_horizon = sql`feed_id(pg_snapshot_xmin(pg_current_snapshot()))`

/** As it compares with the columns of an event. */
export function placeSql({ transaction_id, sequence }: FeedPlace) {
  return sql`(${transaction_id}::xid8, ${sequence}::bigint)`
}
