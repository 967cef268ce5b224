import type { LedgerEntry } from '@swath/contract/ledger'
import type { Caller } from '../platform/auth.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Page } from '../platform/pages.ts'
import { bookCancellationFee, bookCharge, bookChargesAsDelivered, listEntries } from './store.ts'

export class Ledger {
  #db: Database
  #clock: Clock

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  charge(contract_id: string, deliverable_id: string): Promise<void> {
    return this.#db.tenant(contract_id, (tx) => bookCharge(tx, deliverable_id, this.#clock.now()))
  }

  /** What was delivered elsewhere is booked at the time of its delivery. */
  chargeAsDelivered(contract_id: string, deliverable_ids: readonly string[]): Promise<void> {
    return this.#db.tenant(contract_id, (tx) =>
      bookChargesAsDelivered(tx, deliverable_ids, this.#clock.now()),
    )
  }

  chargeCancellation(contract_id: string, order_id: string): Promise<void> {
    return this.#db.tenant(contract_id, (tx) => bookCancellationFee(tx, order_id, this.#clock.now()))
  }

  async list(caller: Caller, page: Page): Promise<{ count: number; entries: LedgerEntry[] }> {
    const { count, rows } = await this.#db.tenant(caller.contract_id, (tx) => listEntries(tx, page))
    return { count, entries: rows.map((row) => ({ ...row, booked_at: timestamp(row.booked_at) })) }
  }
}
