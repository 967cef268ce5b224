import type { Database } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { credentialsOfOldKeys, disableOrphans, handOn, storeCredentials } from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  secrets: Secrets
  log: Log
}

/** Credentials are encrypted anew after a change of key, and nothing is sent for who has ended. */
export class DestinationCleanup {
  #parts: Parts
  readonly handOn = handOn

  constructor(parts: Parts) {
    this.#parts = parts
  }

  run(): Promise<void> {
    const { db, secrets } = this.#parts
    return secrets.encryptAnew(db, credentialsOfOldKeys, async (tx, { destination_id, credentials }, anew) =>
      storeCredentials(tx, destination_id, await anew(credentials, destination_id)),
    )
  }

  async disableOrphans(): Promise<void> {
    const { db, clock, log } = this.#parts
    const disabled = await db.system((tx) => disableOrphans(tx, clock.now()))
    for (const row of disabled) log.warn(row, 'a destination was disabled with the credential that set it up')
  }
}
