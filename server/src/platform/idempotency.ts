import { createHash } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import { sql } from 'kysely'
import type { Caller } from './auth.ts'
import type { Database } from './db.ts'

/** How long an answer is kept for repeats. */
const kept_hours = 48

export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

export interface IdempotentRequest {
  caller: Caller
  key: string
  method: string
  url: string
  body: unknown
}

/**
 * Answers a request once per key: a repeat gets the stored answer and runs nothing. The answer is stored in
 * the transaction of the work itself, so there is no moment at which one exists without the other; of many
 * repeats at once, one works and the others wait for its answer. An error undoes everything, the key included.
 *
 * @throws SwathError `invalid_filter` for an unusable key, `idempotency_conflict` for a key that was used for
 *   another request
 */
export function answerOnce(db: Database, request: IdempotentRequest, now: Date, work: () => Promise<Answer>) {
  const { caller, key } = request
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new SwathError('invalid_filter', 'An Idempotency-Key has 1 to 255 visible ASCII characters')
  }
  const fingerprint = fingerprintOf(request)
  return db.system(async (tx): Promise<Answer & { is_repeat: boolean }> => {
    await tx.run(sql`select pg_advisory_xact_lock(${lockOf(caller, key)}::bigint)`)
    const seen = await tx.first(sql<Answer & { fingerprint: string }>`
      select fingerprint, status, headers, body from idempotent_answers
      where client_id = ${caller.client_id} and contract_id = ${caller.contract_id} and key = ${key}`)
    if (seen && seen.fingerprint !== fingerprint) {
      throw new SwathError('idempotency_conflict', `The Idempotency-Key ${key} was used for another request`)
    }
    if (seen) return { ...seen, is_repeat: true }
    const answer = await work()
    await tx.run(sql`
      insert into idempotent_answers (client_id, contract_id, key, fingerprint, status, headers, body, answered_at)
      values (${caller.client_id}, ${caller.contract_id}, ${key}, ${fingerprint}, ${answer.status},
        ${JSON.stringify(answer.headers)}::jsonb, ${answer.body}, ${now})`)
    return { ...answer, is_repeat: false }
  })
}

export function forgetOldAnswers(db: Database, now: Date): Promise<void> {
  const limit = new Date(now.getTime() - kept_hours * 3_600_000)
  return db.system((tx) => tx.run(sql`delete from idempotent_answers where answered_at < ${limit}`))
}

function fingerprintOf({ method, url, body }: IdempotentRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, body]))
    .digest('hex')
}

function lockOf({ client_id, contract_id }: Caller, key: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([client_id, contract_id, key]))
    .digest()
  return digest.readBigInt64BE().toString()
}
