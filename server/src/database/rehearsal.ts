import type { Database, Transaction } from './db.ts'

/** Does the work in a transaction that is taken back: it tells what would come of it, and what would be refused. */
export async function rehearse<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  try {
    return await db.system(async (tx) => {
      throw new TakenBack(await work(tx))
    })
  } catch (error) {
    if (error instanceof TakenBack) return error.result as T
    throw error
  }
}

/** It takes the transaction back, and carries what was found. */
class TakenBack extends Error {
  readonly result: unknown

  constructor(result: unknown) {
    super('The rehearsal is over')
    this.result = result
  }
}
