import type { Database } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { disableOrphans, forgetOld, handOn, storeSecrets, webhooksOfOldKeys } from './store.ts'

const kept_ms = 30 * 24 * 3_600_000

/** The work that is done now and then: old rows are removed, and secrets are encrypted anew after a change of key. */
export class WebhookCleanup {
  #db: Database
  #clock: Clock
  #secrets: Secrets
  #log: Log
  readonly handOn = handOn

  constructor(db: Database, clock: Clock, secrets: Secrets, log: Log) {
    this.#db = db
    this.#clock = clock
    this.#secrets = secrets
    this.#log = log
  }

  async run(): Promise<void> {
    const now = this.#clock.now()
    await this.#db.system((tx) => forgetOld(tx, now, new Date(now.getTime() - kept_ms)))
    await this.#secrets.encryptAnew(this.#db, webhooksOfOldKeys, async (tx, row, anew) => {
      const previous_secrets = await Promise.all(
        row.previous_secrets.map(async ({ secret, until }) => ({
          secret: await anew(secret, row.webhook_id),
          until,
        })),
      )
      await storeSecrets(tx, { ...row, secret: await anew(row.secret, row.webhook_id), previous_secrets })
    })
  }

  /** Nothing is sent for a credential that has ended. */
  async disableOrphans(): Promise<void> {
    const disabled = await this.#db.system(async (tx) => {
      const rows = await disableOrphans(tx, this.#clock.now())
      for (const { webhook_id, contract_id } of rows) {
        const data = { contract_id, order_id: '', entity_id: webhook_id }
        tx.enqueue({ name: 'digests.tell_webhook_disabled', data })
      }
      return rows
    })
    for (const row of disabled)
      this.#log.warn(row, 'a webhook was disabled with the credential that set it up')
  }
}
