import { SwathError } from '@swath/contract/errors'
import type { SecondFactorRule } from '@swath/contract/factors'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import { hasRule, insertRule, removeRule } from './factors.store.ts'
import type { Members } from './members.ts'
import { listOwners } from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  members: Members
}

/** Which customers want a second factor of their people. Of the staff the configuration says it. */
export class SecondFactorRules {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get(caller: Caller): Promise<SecondFactorRule> {
    return this.#withCustomer(caller, async (tx, organisation_id) => ({
      is_required: await hasRule(tx, organisation_id),
    }))
  }

  /** It holds from the next request on, also for whoever has signed in. */
  set(caller: Caller, rule: SecondFactorRule): Promise<SecondFactorRule> {
    const set_at = this.#parts.clock.now()
    return this.#withCustomer(caller, async (tx, organisation_id) => {
      if (rule.is_required) await insertRule(tx, { organisation_id, set_by: caller.client_id, set_at })
      else await removeRule(tx, organisation_id)
      return rule
    })
  }

  async #withCustomer<T>(caller: Caller, work: (tx: Transaction, organisation_id: string) => Promise<T>) {
    const { db, members } = this.#parts
    const { contract_ids } = await members.seenBy(caller)
    return db.system(async (tx) => {
      const owners = await listOwners(tx, contract_ids ?? [])
      const organisation_id = owners.length === 1 ? owners[0]!.organisation_id : null
      if (organisation_id !== null) return work(tx, organisation_id)
      throw new SwathError('contract_forbidden', 'This is said by whoever acts for one customer')
    })
  }
}
