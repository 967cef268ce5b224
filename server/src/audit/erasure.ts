import type { AuditErasure } from '@swath/contract/audit'
import { erasing } from '@swath/contract/audit-verification'
import type { Database } from '../database/db.ts'
import type { AuditTrail } from '../http/audit.ts'
import type { Clock } from '../platform/clock.ts'
import { eraseAudited, forgetAudited } from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  trail: AuditTrail
  /** The number of days for which entries tell of people. */
  days: number
}

/** Erases what entries tell of people. The entries stay, and an entry says that it was an erasure. */
export class Erasure {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async erase(client_id: string): Promise<AuditErasure> {
    const erased = await this.#parts.db.system((tx) => eraseAudited(tx, client_id))
    return { client_id, erased }
  }

  /** By the clock. */
  forget(): Promise<void> {
    const { db, clock, trail, days } = this.#parts
    const before = new Date(clock.now().getTime() - days * 86_400_000)
    return db.system(async (tx) => {
      for (const { contract_id, last_sequence } of await forgetAudited(tx, before)) {
        await trail.record(forgotten(contract_id ?? '', last_sequence))
      }
    })
  }
}

const forgotten = (contract_id: string, last_sequence: number) => ({
  actor: { client_id: 'retention', role: 'operator' as const, contract_id },
  ...{
    operation: erasing.of_old,
    subject: null,
    ids: { before: String(last_sequence) },
    fields: [],
    reason: null,
  },
  ...{ result: 'done' as const, status: 200, code: null, request_id: '', address: '', agent: '' },
})
