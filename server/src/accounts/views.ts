import { SwathError } from '@swath/contract/errors'
import { scopesOfView } from '@swath/contract/permissions'
import type { ContractView, StartView } from '@swath/contract/views'
import type { Caller } from '../access/auth.ts'
import type { Database } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import { type Accounts, view_seconds } from './service.ts'
import { existingContracts } from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  accounts: Accounts
}

/** Operators look at the system as a customer sees it: they read, change nothing, and all that they look at is in the audit. */
export class Views {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @throws SwathError `not_found` */
  async start(caller: Caller, contract_id: string, { reason }: StartView): Promise<ContractView> {
    const { db, clock, accounts } = this.#parts
    const [known] = await db.system((tx) => existingContracts(tx, [contract_id]))
    if (!known) throw new SwathError('not_found', `There is no contract ${contract_id}`)
    const now = clock.now()
    const view = { view_id: newId('view', now), contract_id }
    const scopes = scopesOfView(caller.scopes)
    const access_token = await accounts.issueView(caller, view, scopes.join(' '))
    const ends_at = Math.min(
      now.getTime() + view_seconds * 1000,
      caller.good_until ?? Number.POSITIVE_INFINITY,
    )
    return { ...view, reason, scopes, access_token, expires_at: timestamp(new Date(ends_at)) }
  }
}
