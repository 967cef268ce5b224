import { randomBytes } from 'node:crypto'
import type {
  CreateCredential,
  Credential,
  CredentialWithSecret,
  OwnCredential,
  SpendCap,
} from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Page } from '../platform/pages.ts'
import { secretDigest } from './service.ts'
import type { SpendCaps } from './spend-caps.ts'
import {
  existingContracts,
  findRegistered,
  listRegistered,
  type RegisteredRow,
  saveCredential,
  setSpendCap,
} from './store.ts'

/** The credentials that there are, for operators, and for each credential what it may itself. */
export class Register {
  #db: Database
  #clock: Clock
  #spend_caps: SpendCaps

  constructor(db: Database, clock: Clock, spend_caps: SpendCaps) {
    this.#db = db
    this.#clock = clock
    this.#spend_caps = spend_caps
  }

  /** @throws SwathError `not_found` for a contract that does not exist */
  create({ name, contract_ids, spend_cap }: CreateCredential): Promise<CredentialWithSecret> {
    return this.#db.system(async (tx) => {
      const existing = await existingContracts(tx, contract_ids)
      const missing = contract_ids.filter((id) => !existing.includes(id))
      if (missing.length > 0) throw new SwathError('not_found', `There is no contract ${missing.join(', ')}`)
      const client_id = `client.${randomBytes(12).toString('hex')}`
      const client_secret = randomBytes(32).toString('base64url')
      const row = { client_id, name, role: 'customer' as const, secret_sha256: secretDigest(client_secret) }
      await saveCredential(tx, row, existing)
      await setSpendCap(tx, client_id, spend_cap)
      return { ...render((await findRegistered(tx, client_id))!), client_secret }
    })
  }

  async list(page: Page): Promise<{ count: number; credentials: Credential[] }> {
    const { rows, count } = await this.#db.system((tx) => listRegistered(tx, page))
    return { count, credentials: rows.map(render) }
  }

  /** @throws SwathError `not_found` */
  limit(client_id: string, spend_cap: SpendCap | null): Promise<Credential> {
    return this.#db.system(async (tx) => {
      if (!(await setSpendCap(tx, client_id, spend_cap))) {
        throw new SwathError('not_found', `There is no credential ${client_id}`)
      }
      return render((await findRegistered(tx, client_id))!)
    })
  }

  /** What a credential is told about itself. */
  own(client_id: string): Promise<OwnCredential> {
    return this.#db.system(async (tx) => {
      const spending = await this.#spend_caps.spending(client_id, this.#clock.now())
      return { ...render((await findRegistered(tx, client_id))!), spending }
    })
  }
}

function render({ spend_cap_minor, spend_cap_currency, created_at, ...row }: RegisteredRow): Credential {
  const spend_cap =
    spend_cap_minor === null ? null : { amount_minor: spend_cap_minor, currency: spend_cap_currency! }
  return { ...row, spend_cap, created_at: timestamp(created_at) }
}
