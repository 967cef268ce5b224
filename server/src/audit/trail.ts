import { randomBytes } from 'node:crypto'
import { personalSha256, writtenForm } from '@swath/contract/audit-chain'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../access/actor.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import { type AuditedRequest, type AuditTrail, actEntry } from '../http/audit.ts'
import { newId } from '../lib/ids.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { findActing } from './acting.ts'
import { insertEntry } from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  log: Log
  secrets: Secrets
}

/** Writes down who did what, and who read what is money or secret. */
export class Trail implements AuditTrail {
  #db: Database
  #clock: Clock
  #log: Log
  #secrets: Secrets

  constructor({ db, clock, log, secrets }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#log = log
    this.#secrets = secrets
  }

  async record(entry: AuditedRequest): Promise<void> {
    await this.#db.joined((tx) => this.#write(tx, entry))
    this.#db.afterCommit(() => this.#say(entry))
  }

  recordWith<T>(work: () => Promise<T>, entryOf: (result: T) => AuditedRequest): Promise<T> {
    return this.#db.joined(async () => {
      const result = await work()
      await this.record(entryOf(result))
      return result
    })
  }

  async recordAct(request: FastifyRequest, actor: Actor, ids?: Record<string, string>): Promise<void> {
    await this.record(actEntry(request, actor, ids))
  }

  /** One for each contract whose customer has to see it; one without where there is none. */
  async #write(tx: Transaction, { actor, address, agent, ...entry }: AuditedRequest) {
    const { name, seen_by, ...acting } = await findActing(tx, actor, entry.ids)
    for (const { contract_id, role } of seen_by) {
      const at = this.#clock.now()
      const personal = { salt: randomBytes(16).toString('base64url'), name, address, agent }
      const personal_sha256 = await personalSha256(personal)
      const who = { ...acting, role, view_id: actor.view?.view_id ?? null, contract_id }
      const row = { entry_id: newId('audit', at), ...who, ...entry, personal_sha256 }
      const signature = await this.#secrets.sign(writtenForm({ ...row, at: timestamp(at) }))
      await insertEntry(tx, { ...row, at, signature }, personal)
    }
  }

  /** An operator who keeps the log elsewhere can show with it that an entry was there before it was sealed. */
  #say({
    actor: { client_id, person_id, contract_id },
    operation,
    ids,
    fields,
    result,
    status,
    code,
  }: AuditedRequest) {
    if (result !== 'done') return
    const told = { ...(contract_id && { contract_id }), ...ids, named: fields, status, ...(code && { code }) }
    this.#log.info({ audit: operation, actor: client_id ?? person_id, ...told }, 'it is in the audit')
  }
}
