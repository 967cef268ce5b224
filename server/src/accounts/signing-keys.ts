import { randomBytes } from 'node:crypto'
import { max_lifetime_s } from '@swath/contract/accounts'
import type { Keyring, SigningKey } from '../access/signed-links.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import type { Clock } from '../platform/clock.ts'
import {
  deleteKeys,
  deleteOldKeys,
  insertKey,
  listKeys,
  lockKeys,
  type SigningKeyRow,
} from './signing-keys.store.ts'

/** A process that did not hear of a rotation, because another made it, signs with the former key for this long. */
const fresh_ms = 10_000
const day_s = 86_400

/**
 * The keys that sign tokens and links, of which the newest signs. A former one is good for as long as what it has
 * signed may last; they are encrypted in the database, and shared by every process of the installation.
 */
export class SigningKeys implements Keyring {
  #db: Database
  #clock: Clock
  #secrets: Secrets
  #days: number
  #known: Promise<{ keys: SigningKey[]; until: number }> | undefined

  /** @param days after which the key is changed by itself */
  constructor(db: Database, clock: Clock, secrets: Secrets, days: number) {
    this.#db = db
    this.#clock = clock
    this.#secrets = secrets
    this.#days = days
  }

  async current(): Promise<SigningKey> {
    return (await this.#fresh())[0]!
  }

  /** @returns the newest first */
  all(): Promise<SigningKey[]> {
    return this.#fresh()
  }

  /** One that nobody knows may be another process's newest. */
  async find(key_id: string): Promise<SigningKey | undefined> {
    const find = (keys: SigningKey[]) => keys.find((key) => key.key_id === key_id)
    return find(await this.#fresh()) ?? find(await this.#reload())
  }

  /**
   * Makes a new key.
   * @param at_once what former keys have signed ends now, which every process knows ten seconds later
   * @returns the id of the new key
   */
  async rotate({ at_once }: { at_once: boolean }): Promise<string> {
    const key_id = await this.#db.system((tx) => this.#rotate(tx, at_once))
    await this.#reload()
    return key_id
  }

  /** @returns the id of the new key, if it was time for one */
  rotateWhenDue(): Promise<string | undefined> {
    return this.#db.system(async (tx) => {
      await lockKeys(tx)
      const [newest] = await listKeys(tx, this.#ago(max_lifetime_s))
      const is_due = !newest || newest.created_at <= this.#ago(this.#days * day_s)
      return is_due ? this.#rotate(tx, false) : undefined
    })
  }

  async #rotate(tx: Transaction, at_once: boolean): Promise<string> {
    await lockKeys(tx)
    await (at_once ? deleteKeys(tx) : deleteOldKeys(tx, this.#ago(max_lifetime_s)))
    const key_id = randomBytes(8).toString('hex')
    const secret = await this.#secrets.encrypt(randomBytes(32).toString('base64'), place(key_id))
    await insertKey(tx, { key_id, secret, created_at: this.#clock.now() })
    return key_id
  }

  async #fresh(): Promise<SigningKey[]> {
    const known = await this.#known
    return known && known.until > this.#clock.now().getTime() ? known.keys : this.#reload()
  }

  async #reload(): Promise<SigningKey[]> {
    const known = this.#load().then((keys) => ({ keys, until: this.#clock.now().getTime() + fresh_ms }))
    // A database that is away now is asked again by the next request.
    known.catch(() => {
      if (this.#known === known) this.#known = undefined
    })
    this.#known = known
    return (await known).keys
  }

  async #load(): Promise<SigningKey[]> {
    const rows = await this.#db.system(async (tx) => {
      const list = () => listKeys(tx, this.#ago(max_lifetime_s))
      const found = await list()
      if (found.length > 0) return found
      // One of several processes that start at once makes the first key.
      await lockKeys(tx)
      if ((await list()).length === 0) await this.#rotate(tx, false)
      return list()
    })
    return Promise.all(rows.map((row) => this.#decrypt(row)))
  }

  #ago(seconds: number): Date {
    return new Date(this.#clock.now().getTime() - seconds * 1000)
  }

  async #decrypt({ key_id, secret }: SigningKeyRow): Promise<SigningKey> {
    return { key_id, bytes: Buffer.from(await this.#secrets.decrypt(secret, place(key_id)), 'base64') }
  }
}

const place = (key_id: string) => `signing key ${key_id}`
