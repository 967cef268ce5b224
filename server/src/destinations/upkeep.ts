import type { Database } from '../platform/db.ts'
import type { Secrets } from '../platform/secrets.ts'
import { credentialsOfOldKeys, storeCredentials } from './store.ts'

/** Credentials are encrypted anew after a change of key. */
export class DestinationUpkeep {
  #db: Database
  #secrets: Secrets

  constructor(db: Database, secrets: Secrets) {
    this.#db = db
    this.#secrets = secrets
  }

  async run(): Promise<void> {
    let has_more = true
    while (has_more) has_more = await this.#encryptAnew()
  }

  async #encryptAnew(): Promise<boolean> {
    const prefix = await this.#secrets.currentPrefix()
    return this.#db.system(async (tx) => {
      const rows = await credentialsOfOldKeys(tx, prefix)
      for (const { destination_id, credentials } of rows) {
        const text = await this.#secrets.decrypt(credentials, destination_id)
        await storeCredentials(tx, destination_id, await this.#secrets.encrypt(text, destination_id))
      }
      return rows.length > 0
    })
  }
}
