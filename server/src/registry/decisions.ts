import type { Database } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import { timestamp } from '../platform/clock.ts'
import type { Decision, Decisions } from '../providers/decisions.ts'
import { requireOrder } from '../record/transition.ts'
import { insertDecision, lastChosen, listDecisions } from './decisions.store.ts'

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

  /** For operators, oldest first. @throws SwathError `not_found` */
  list(order_id: string, page: Page) {
    return this.#db.system(async (tx) => {
      await requireOrder(tx, order_id)
      const { count, rows } = await listDecisions(tx, order_id, page)
      return { count, decisions: rows.map((row) => ({ ...row, decided_at: timestamp(row.decided_at) })) }
    })
  }

  chosenFor(order_id: string): Promise<string | undefined> {
    return this.#db.system((tx) => lastChosen(tx, order_id))
  }
}
