import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { JobData } from '../reactions.ts'
import { type AwaitedOrder, findAwaited, listApprovers } from './approvers.store.ts'
import { findPerson } from './store.ts'

/** People who may approve what a customer spends: each gets a mail of each order that waits for one of them. */
export class Approvers {
  #db: Database
  #clock: Clock

  constructor({ db, clock }: { db: Database; clock: Clock }) {
    this.#db = db
    this.#clock = clock
  }

  /** Each mail is a job of its own, so that one that fails is repeated alone. */
  async tell({ contract_id, order_id }: JobData): Promise<void> {
    await this.#db.system(async (tx) => {
      for (const entity_id of await listApprovers(tx, contract_id, this.#clock.now())) {
        tx.enqueue({ name: 'people.mail_approver', data: { contract_id, order_id, entity_id } })
      }
    })
  }

  /** @returns undefined where somebody has decided meanwhile, or the person may no more */
  awaited({ contract_id, order_id, entity_id }: JobData): Promise<Awaited | undefined> {
    return this.#db.system(async (tx) => {
      const order = await findAwaited(tx, order_id)
      const approvers = order ? await listApprovers(tx, contract_id, this.#clock.now()) : []
      if (!order || !approvers.includes(entity_id)) return undefined
      return { ...order, email: (await findPerson(tx, entity_id)).email }
    })
  }
}

interface Awaited extends AwaitedOrder {
  email: string
}
