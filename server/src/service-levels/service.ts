import type { ServiceLevel } from '@swath/contract/service-levels'
import type { Database } from '../database/db.ts'
import type { Condition } from '../lists/filters.ts'
import { requirePeriod } from '../lists/periods.ts'
import { listLevels } from './store.ts'

/** The time that orders take, stage by stage, from their events. */
export class ServiceLevels {
  #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** @throws SwathError `period_inverted` */
  async ofContract(contract_id: string, conditions: readonly Condition[]): Promise<ServiceLevel[]> {
    requirePeriod('ended_at', conditions)
    return this.#db.tenant(contract_id, (tx) => listLevels(tx, 'own_stages', conditions))
  }

  /** @throws SwathError `period_inverted` */
  async ofAll(conditions: readonly Condition[]): Promise<ServiceLevel[]> {
    requirePeriod('ended_at', conditions)
    return this.#db.system((tx) => listLevels(tx, 'stages', conditions))
  }
}
