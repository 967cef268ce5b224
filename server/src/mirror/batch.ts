import type { Problem } from '@swath/contract/errors'
import type { line_results } from '@swath/contract/imports'
import type { Transaction } from '../database/db.ts'
import type { Swath } from '../lib/geo/swath.ts'
import type { HoursToDeliver } from '../providers/provider.ts'
import type { Entity } from '../record/transition.ts'

export interface LineResult {
  index: number
  result: (typeof line_results)[number]
  /** The id of the order, capture or deliverable that represents the line. */
  id?: string
  /** The order that it belongs to. */
  order_id?: string
  problems?: Problem[]
}

/** The entities that the mirror writes, handed over by their owners. */
export interface Entities {
  order: Entity<string>
  capture: Entity<string>
  deliverable: Entity<string>
}

/** The writes that the owners of other tables do for the mirror. */
export interface Owners {
  projects: {
    /** The ids of the projects of these names; those that are new are created. */
    ensure(
      tx: Transaction,
      contract_id: string,
      names: readonly string[],
      now: Date,
    ): Promise<Map<string, string>>
  }
  orders: {
    touch(tx: Transaction, order_ids: readonly string[], now: Date): Promise<void>
    /** Orders of downloads get the figures of their deliverables. */
    growDownloads(tx: Transaction, order_ids: readonly string[]): Promise<void>
  }
  captures: {
    /** Captures of such orders show what these do. @returns the ids of all of them */
    showDownloads(tx: Transaction, order_ids: readonly string[]): Promise<string[]>
  }
}

/** Books what was delivered, at the time of its delivery, in the transaction of the caller. */
export interface Charges {
  /** @throws SwathError `budget_exceeded`, `quota_exceeded` where it has to stay within the limits */
  charge(
    contract_id: string,
    deliverable_ids: readonly string[],
    how: { within_limits: boolean },
  ): Promise<void>
}

/** The providers who carry out the orders of a SKU say how they see the ground, and when they deliver. */
export interface Fleet {
  of(sku: string): { swath: Swath; hours_to_deliver: HoursToDeliver }
}

/** Lines of one source on their way into one contract, in one transaction. */
export interface Batch {
  tx: Transaction
  entities: Entities
  owners: Owners
  charges: Charges
  /** Costs that arise now have to stay within the limits of the contract; past ones are booked anyway. */
  within_limits: boolean
  actor: string
  contract_id: string
  origin: string
  now: Date
  dry_run: boolean
}

/** Lines that are about what is collected. */
export interface CollectedBatch extends Batch {
  fleet: Fleet
}

export function refused(index: number, pointer: string, code: string, message: string): LineResult {
  return { index, result: 'refused', problems: [{ pointer, code, message }] }
}
