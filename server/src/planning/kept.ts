import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Plans } from '../providers/planner/plans.ts'
import type { CaptureToPlan } from '../providers/provider.ts'
import { putCapture, withdrawCapture } from './store.ts'

/** The captures that constellations of ours are to take. */
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
}
