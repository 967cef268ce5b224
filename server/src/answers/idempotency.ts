import { createHash } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import { sql } from 'kysely'
import type { Caller } from '../access/auth.ts'
import {
  type Columns,
  columns,
  insertInto,
  json,
  type Narrow,
  type Selected,
  update,
} from '../database/columns.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import { canonicalJson } from '../lib/json.ts'
import type { Clock } from '../platform/clock.ts'

/** An answer is kept so long for repeats. */
const kept_hours = 48

export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

export interface IdempotentRequest {
  caller: Caller
  key: string
  /** The request, in whatever spelling: the endpoint, the values in its path, the query, the body. */
  asked: readonly unknown[]
  /** The answer is kept encrypted. */
  shows_secret: boolean
  /** Not where the work waits for somebody else's server or is large: no transaction may be open meanwhile. */
  in_one_transaction: boolean
}

/** Does a numbered part of a large work in a transaction of its own, once for all repeats of the request. */
export type Slice = <T>(number: number, work: () => Promise<T>) => Promise<T>

/** The work is one slice, if nobody repeats it or one transaction holds all of it. */
export const unsliced: Slice = (_number, work) => work()

/** A request with what tells it from others. */
interface Marked extends IdempotentRequest {
  fingerprint: string
}

const answer_columns = columns('idempotent_answers', 'fingerprint, status, headers, body, is_encrypted')
type AnswerRow = Narrow<Selected<typeof answer_columns>, Pick<Answer, 'headers'>>

type Once = Answer & { is_repeat: boolean }

/** The answers to requests with an Idempotency-Key, kept for repeats. */
export class KeptAnswers {
  #db: Database
  #clock: Clock
  #secrets: Secrets

  constructor(db: Database, clock: Clock, secrets: Secrets) {
    this.#db = db
    this.#clock = clock
    this.#secrets = secrets
  }

  /**
   * Answers a request once per key: a repeat gets the stored answer and runs nothing. The answer is stored in
   * the transaction of the work itself, so there is no moment at which one exists without the other; of many
   * repeats at once, one works and the others wait for its answer. An error undoes everything, the key included.
   *
   * Work that waits for others, or is large, runs before that transaction. Of two at once both may work, and both get
   * the answer of the one that ended first; what is done in slices is done by one of them, and a repeat of a request
   * that broke off goes on behind its last slice.
   *
   * @param prepare - runs first, for repeats as well, while no transaction is open
   * @throws SwathError `invalid_filter` for an unusable key, `idempotency_conflict` for a key that was used for
   *   another request
   */
  async once<Prepared>(
    request: IdempotentRequest,
    prepare: () => Promise<Prepared>,
    work: (prepared: Prepared, slice: Slice) => Promise<Answer>,
  ): Promise<Once> {
    if (!/^[\x21-\x7e]{1,255}$/.test(request.key)) {
      throw new SwathError('invalid_filter', 'An Idempotency-Key has 1 to 255 visible ASCII characters')
    }
    const marked = { ...request, fingerprint: fingerprintOf(request) }
    try {
      const prepared = await prepare()
      if (request.in_one_transaction) return await this.#locked(marked, () => work(prepared, unsliced))
      const seen = await this.#db.system((tx) => this.#find(tx, marked))
      if (seen) return seen
      const answer = await work(prepared, (number, part) => this.#slice(marked, number, part))
      return await this.#locked(marked, async () => answer)
    } catch (error) {
      // An earlier answer stands, also if it could not be given again; and another request under the same key may have
      // done meanwhile what is in the way of this one.
      const done = await this.#db.system((tx) => this.#find(tx, marked))
      if (done) return done
      throw error
    }
  }

  /** No key that somebody sends has a blank. */
  async #slice<T>(request: Marked, number: number, work: () => Promise<T>): Promise<T> {
    const key = `${request.key} ${number}`
    const { body } = await this.#locked({ ...request, key }, async () => ({
      status: 200,
      headers: {},
      body: JSON.stringify(await work()),
    }))
    return JSON.parse(body)
  }

  /** Forgets what is old, and encrypts the rest anew after a change of key. */
  async tidy(): Promise<void> {
    const limit = new Date(this.#clock.now().getTime() - kept_hours * 3_600_000)
    await this.#db.system((tx) => tx.run(sql`delete from idempotent_answers where answered_at < ${limit}`))
    await this.#secrets.encryptAnew(this.#db, secretAnswers, async (tx, { body, ...answer }, anew) => {
      const { client_id, contract_id, key } = answer
      await storeBody(tx, answer, await anew(body, placeOf(client_id, contract_id, key)))
    })
  }

  #locked(request: Marked, work: () => Promise<Answer>): Promise<Once> {
    return this.#db.system(async (tx) => {
      await tx.run(sql`select pg_advisory_xact_lock(${lockOf(request)}::bigint)`)
      const seen = await this.#find(tx, request)
      if (seen) return seen
      const answer = await work()
      await this.#store(tx, request, answer)
      return { ...answer, is_repeat: false }
    })
  }

  async #find(tx: Transaction, request: Marked): Promise<Once | undefined> {
    const { caller, key, fingerprint } = request
    const seen = await tx.first(sql<AnswerRow>`
      select ${answer_columns} from idempotent_answers
      where client_id = ${caller.client_id} and contract_id = ${caller.contract_id} and key = ${key}`)
    if (!seen) return undefined
    if (seen.fingerprint !== fingerprint) {
      throw new SwathError('idempotency_conflict', `The Idempotency-Key ${key} was used for another request`)
    }
    const { status, headers, is_encrypted } = seen
    const body = is_encrypted
      ? await this.#secrets.decrypt(seen.body, placeOf(caller.client_id, caller.contract_id, key))
      : seen.body
    return { status, headers, body, is_repeat: true }
  }

  async #store(tx: Transaction, request: Marked, { status, headers, body }: Answer) {
    const { caller, key, shows_secret, fingerprint } = request
    const { client_id, contract_id } = caller
    const kept = shows_secret ? await this.#secrets.encrypt(body, placeOf(client_id, contract_id, key)) : body
    const insert = insertInto('idempotent_answers', {
      client_id,
      contract_id,
      key,
      fingerprint,
      status,
      headers: json(headers),
      body: kept,
      is_encrypted: shows_secret,
      answered_at: this.#clock.now(),
    })
    await tx.run(insert)
  }
}

type AnswerKey = Columns<'idempotent_answers', 'client_id' | 'contract_id' | 'key'>

function secretAnswers(tx: Transaction, prefix: string) {
  return tx.rows(sql<AnswerKey & Columns<'idempotent_answers', 'body'>>`
    select client_id, contract_id, key, body from idempotent_answers
    where is_encrypted and not starts_with(body, ${prefix}) limit 100 for update`)
}

function storeBody(tx: Transaction, { client_id, contract_id, key }: AnswerKey, body: string) {
  return tx.run(sql`
    ${update('idempotent_answers', { body })}
    where client_id = ${client_id} and contract_id = ${contract_id} and key = ${key}`)
}

function fingerprintOf({ asked }: IdempotentRequest): string {
  return createHash('sha256').update(canonicalJson(asked)).digest('hex')
}

const placeOf = (...parts: [client_id: string, contract_id: string, key: string]) =>
  JSON.stringify(['answer', ...parts])

function lockOf({ caller: { client_id, contract_id }, key }: IdempotentRequest): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([client_id, contract_id, key]))
    .digest()
  return digest.readBigInt64BE().toString()
}
