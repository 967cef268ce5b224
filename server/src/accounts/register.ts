import { randomBytes } from 'node:crypto'
import type {
  CreateCredential,
  Credential,
  CredentialWithSecret,
  OwnCredential,
  Role,
  SpendCap,
} from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import type { Caller } from '../platform/auth.ts'
import { type Clock, timestamp, timestampOrNull } from '../platform/clock.ts'
import type { Database, Transaction } from '../platform/db.ts'
import type { Page } from '../platform/pages.ts'
import { secretDigest } from './service.ts'
import type { SpendCaps } from './spend-caps.ts'
import {
  existingContracts,
  findRegistered,
  listRegistered,
  type RegisteredRow,
  revoke,
  saveCredential,
  setSpendCap,
} from './store.ts'

/** Where this process hears of a revocation before it answers; the others hear of it from the database. */
export interface Revocations {
  forget(client_id: string): void
}

/** The credentials that there are, for operators, and for each credential what it may itself. */
export class Register {
  #db: Database
  #clock: Clock
  #spend_caps: SpendCaps
  #revocations: Revocations

  constructor(db: Database, clock: Clock, spend_caps: SpendCaps, revocations: Revocations) {
    this.#db = db
    this.#clock = clock
    this.#spend_caps = spend_caps
    this.#revocations = revocations
  }

  /** @throws SwathError `not_found` for a contract that does not exist */
  create(given: CreateCredential): Promise<CredentialWithSecret> {
    return this.#db.system(async (tx) => {
      const asked = given.contract_ids ?? []
      const existing = await existingContracts(tx, asked)
      const missing = asked.filter((id) => !existing.includes(id))
      if (missing.length > 0) throw new SwathError('not_found', `There is no contract ${missing.join(', ')}`)
      return createCredential(tx, given)
    })
  }

  async list(page: Page): Promise<{ count: number; credentials: Credential[] }> {
    const { rows, count } = await this.#db.system((tx) => listRegistered(tx, page))
    return { count, credentials: rows.map(render) }
  }

  /** @throws SwathError `not_found` */
  limit(client_id: string, spend_cap: SpendCap | null): Promise<Credential> {
    return this.#db.system(async (tx) => {
      if (!(await setSpendCap(tx, client_id, spend_cap))) throw noCredential(client_id)
      return render((await findRegistered(tx, client_id))!)
    })
  }

  /**
   * Its tokens end with it. Not the one that asks, so that somebody remains who makes others.
   * @throws SwathError `not_found`, `credential_in_use`
   */
  async revoke({ client_id: own }: Caller, client_id: string): Promise<void> {
    if (client_id === own) {
      throw new SwathError('credential_in_use', 'Revoke it with the credential of another operator')
    }
    const is_revoked = await this.#db.system((tx) => revoke(tx, client_id, this.#clock.now()))
    if (!is_revoked) throw noCredential(client_id)
    this.#revocations.forget(client_id)
  }

  /** What a credential is told about itself. */
  own(client_id: string): Promise<OwnCredential> {
    return this.#db.system(async (tx) => {
      const spending = await this.#spend_caps.spending(client_id, this.#clock.now())
      return { ...render((await findRegistered(tx, client_id))!), spending }
    })
  }
}

/** One for a customer or a provider, with its secret, which is not known again afterwards. */
export async function createCredential(
  tx: Transaction,
  { name, contract_ids = [], provider, spend_cap }: CreateCredential,
): Promise<CredentialWithSecret> {
  const client_id = `client.${randomBytes(12).toString('hex')}`
  const client_secret = randomBytes(32).toString('base64url')
  const role: Role = provider === undefined ? 'customer' : 'provider'
  const row = {
    client_id,
    name,
    role,
    provider: provider ?? null,
    secret_sha256: secretDigest(client_secret),
  }
  await saveCredential(tx, row, contract_ids)
  await setSpendCap(tx, client_id, spend_cap)
  return { ...render((await findRegistered(tx, client_id))!), client_secret }
}

export function render(row: RegisteredRow): Credential {
  const { spend_cap_minor, spend_cap_currency, created_at, last_used_at, ...rest } = row
  const spend_cap =
    spend_cap_minor === null ? null : { amount_minor: spend_cap_minor, currency: spend_cap_currency! }
  return {
    ...rest,
    spend_cap,
    created_at: timestamp(created_at),
    last_used_at: timestampOrNull(last_used_at),
  }
}

export function noCredential(client_id: string): SwathError {
  return new SwathError('not_found', `There is no credential ${client_id}`)
}
