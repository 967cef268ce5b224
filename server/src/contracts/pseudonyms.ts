import { createHmac } from 'node:crypto'
import type { Database } from '../database/db.ts'
import { pseudonymKeyOf } from './store.ts'

/**
 * What providers are told in the place of a contract: always the same to one of them, and to each another, so that
 * they can weigh the orders of one customer against each other and cannot compare them among themselves.
 */
export class Pseudonyms {
  readonly #db: Database
  readonly #keys = new Map<string, string>()

  constructor(db: Database) {
    this.#db = db
  }

  async of(contract_id: string, provider: string): Promise<string> {
    const key =
      this.#keys.get(contract_id) ?? (await this.#db.system((tx) => pseudonymKeyOf(tx, contract_id)))
    this.#keys.set(contract_id, key)
    return `cust.${createHmac('sha256', key).update(provider).digest('hex').slice(0, 32)}`
  }
}
