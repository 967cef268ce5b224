import type { Database } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import { secretsOfOldKeys, storeSecret } from './store.ts'

/** The secrets that are shared with providers. They stand in the database encrypted, each for its provider alone. */
export class ProviderSecrets {
  #db: Database
  #secrets: Secrets

  constructor(db: Database, secrets: Secrets) {
    this.#db = db
    this.#secrets = secrets
  }

  encrypt(name: string, secret: string): Promise<string> {
    return this.#secrets.encrypt(secret, placeOf(name))
  }

  decrypt(name: string, secret: string): Promise<string> {
    return this.#secrets.decrypt(secret, placeOf(name))
  }

  /** After a change of key. */
  encryptAnew(): Promise<void> {
    return this.#secrets.encryptAnew(this.#db, secretsOfOldKeys, async (tx, { name, secret }, anew) =>
      storeSecret(tx, name, await anew(secret, placeOf(name))),
    )
  }
}

const placeOf = (name: string) => `provider ${name}`
