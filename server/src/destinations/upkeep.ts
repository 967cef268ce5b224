import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Secrets } from '../platform/secrets.ts'
import { credentialsOfOldKeys, disableOrphans, storeCredentials } from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  secrets: Secrets
  log: Log
}

/** Credentials are encrypted anew after a change of key, and nothing is sent for who has ended. */
export class DestinationUpkeep {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async run(): Promise<void> {
    let has_more = true
    while (has_more) has_more = await this.#encryptAnew()
  }

  async disableOrphans(): Promise<void> {
    const { db, clock, log } = this.#parts
    const disabled = await db.system((tx) => disableOrphans(tx, clock.now()))
    for (const row of disabled) log.warn(row, 'a destination was disabled with the credential that set it up')
  }

  async #encryptAnew(): Promise<boolean> {
    const { db, secrets } = this.#parts
    const prefix = await secrets.currentPrefix()
    return db.system(async (tx) => {
      const rows = await credentialsOfOldKeys(tx, prefix)
      for (const { destination_id, credentials } of rows) {
        const text = await secrets.decrypt(credentials, destination_id)
        await storeCredentials(tx, destination_id, await secrets.encrypt(text, destination_id))
      }
      return rows.length > 0
    })
  }
}
