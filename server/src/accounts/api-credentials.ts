import type {
  CreateApiCredential,
  Credential,
  CredentialWithSecret,
  SpendCap,
} from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import type { Caller } from '../platform/auth.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Transaction } from '../platform/db.ts'
import type { Page } from '../platform/pages.ts'
import { createCredential, noCredential, type Revocations, render } from './register.ts'
import { findRegistered, listContracts, listWithin, revoke, setSpendCap } from './store.ts'

/**
 * The credentials that a customer manages: those that reach nothing but contracts of the credential that asks.
 * One with a spend cap manages none, or it would make itself one without.
 */
export class ApiCredentials {
  #db: Database
  #clock: Clock
  #revocations: Revocations

  constructor(db: Database, clock: Clock, revocations: Revocations) {
    this.#db = db
    this.#clock = clock
    this.#revocations = revocations
  }

  /** @throws SwathError `credential_capped` */
  list(caller: Caller, page: Page): Promise<{ count: number; credentials: Credential[] }> {
    return this.#manage(caller, async (tx) => {
      const { rows, count } = await listWithin(tx, caller.client_id, page)
      return { count, credentials: rows.map(render) }
    })
  }

  /** @throws SwathError `credential_capped`, `contract_forbidden` */
  create(caller: Caller, { contract_ids, ...given }: CreateApiCredential): Promise<CredentialWithSecret> {
    return this.#manage(caller, async (tx) => {
      const own = (await listContracts(tx, caller.client_id)).map(({ contract_id }) => contract_id)
      const foreign = contract_ids?.filter((contract_id) => !own.includes(contract_id)) ?? []
      if (foreign.length > 0) {
        throw new SwathError('contract_forbidden', `You have no access to the contract ${foreign.join(', ')}`)
      }
      return createCredential(tx, { ...given, contract_ids: contract_ids ?? own })
    })
  }

  /** @throws SwathError `credential_capped`, `not_found` */
  limit(caller: Caller, client_id: string, spend_cap: SpendCap | null): Promise<Credential> {
    return this.#manage(caller, async (tx) => {
      await requireWithin(tx, caller, client_id)
      await setSpendCap(tx, client_id, spend_cap)
      return render((await findRegistered(tx, client_id))!)
    })
  }

  /** Its tokens end with it. It may be the one that asks. @throws SwathError `credential_capped`, `not_found` */
  async revoke(caller: Caller, client_id: string): Promise<void> {
    await this.#manage(caller, async (tx) => {
      await requireWithin(tx, caller, client_id)
      await revoke(tx, client_id, this.#clock.now())
    })
    this.#revocations.forget(client_id)
  }

  #manage<T>({ client_id }: Caller, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#db.system(async (tx) => {
      const own = await findRegistered(tx, client_id)
      if (own?.spend_cap_minor == null) return work(tx)
      const detail = 'A credential with a spend cap manages none; GET /v2/my/credential tells of itself'
      throw new SwathError('credential_capped', detail)
    })
  }
}

/** @throws SwathError `not_found` */
async function requireWithin(tx: Transaction, caller: Caller, client_id: string): Promise<void> {
  const { count } = await listWithin(tx, caller.client_id, { limit: 1, offset: 0 }, client_id)
  if (count === 0) throw noCredential(client_id)
}
