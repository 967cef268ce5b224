import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Plans } from '../providers/planner/plans.ts'
import type { CaptureToPlan } from '../providers/provider.ts'
import { sinceOf } from './plan.ts'
import {
  beginTakingSince,
  deleteReserved,
  findRevision,
  insertReserved,
  putCapture,
  type ReservedPass,
  takenPasses,
  withdrawCapture,
} from './store.ts'

/** The captures that constellations of ours are to take, and the passes that are kept for orders. */
export class KeptPlans implements Plans {
  #db: Database
  #clock: Clock

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#db = db
    this.#clock = clock
  }

  async put(provider: string, capture: CaptureToPlan): Promise<void> {
    await this.#db.system((tx) => putCapture(tx, provider, capture, this.#clock.now()))
  }

  withdraw(capture_id: string, commanded: Date): Promise<boolean> {
    return this.#db.system((tx) => withdrawCapture(tx, capture_id, commanded, this.#clock.now()))
  }

  /** The revision is read first: if something is taken in between, nothing can be reserved by it. */
  async taken(provider: string) {
    const since = sinceOf(this.#clock.now())
    return this.#db.system(async (tx) => ({
      revision: await findRevision(tx, provider),
      passes: await takenPasses(tx, provider, since),
    }))
  }

  reserve(provider: string, pass: ReservedPass, revision: string): Promise<boolean> {
    return this.#db.system(async (tx) => {
      if (!(await beginTakingSince(tx, provider, revision))) return false
      await insertReserved(tx, provider, pass, this.#clock.now())
      return true
    })
  }

  async release(reservation_id: string): Promise<void> {
    await this.#db.system((tx) => deleteReserved(tx, reservation_id))
  }
}
