import type { Database } from '../database/db.ts'
import type { Decision, Decisions } from '../providers/decisions.ts'
import { insertDecision, lastChosen } from './decisions.store.ts'

export class KeptDecisions implements Decisions {
  #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  keep(decisions: readonly Decision[], now: Date): Promise<void> {
    return this.#db.system(async (tx) => {
      for (const decision of decisions) await insertDecision(tx, { ...decision, decided_at: now })
    })
  }

  chosenFor(order_id: string): Promise<string | undefined> {
    return this.#db.system((tx) => lastChosen(tx, order_id))
  }
}
