import { tolerance_s } from '@swath/contract/provider-protocol/signature'
import { sql } from 'kysely'
import { insertInto } from '../database/columns.ts'
import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'

/** The nonces of signed requests, which all processes take once. */
export class ProviderNonces {
  #db: Database
  #clock: Clock

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  /** @returns false if it was used before */
  isNew(provider: string, nonce: string): Promise<boolean> {
    const insert = insertInto('provider_nonces', { provider, nonce, used_at: this.#clock.now() })
    return this.#db.system(async (tx) => {
      const row = await tx.first(sql`${insert} on conflict do nothing returning nonce`)
      return row !== undefined
    })
  }

  /** Forgets those whose requests are too old by now: the clocks of both ends may be apart. */
  async forget(): Promise<void> {
    const before = new Date(this.#clock.now().getTime() - 2 * tolerance_s * 1000)
    await this.#db.system((tx) => tx.run(sql`delete from provider_nonces where used_at < ${before}`))
  }
}
