import { AsyncLocalStorage } from 'node:async_hooks'
import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'
import { isDatabaseUnavailable } from '../platform/database-unavailable.ts'
import type { Job } from '../reactions.ts'
import type { Pool } from './pool.ts'

/**
 * A transaction with a role. Everything that reads or writes takes one; there is no other way to the
 * database, so no statement can run outside the reach of row-level security.
 */
export class Transaction {
  readonly connection: Kysely<unknown>
  /** Jobs to enqueue when this transaction commits; see `enqueue`. */
  readonly jobs: Job[] = []
  /** To do when it has committed; see `afterCommit`. */
  readonly after: (() => void)[]
  is_open = true

  constructor(connection: Kysely<unknown>, after: (() => void)[]) {
    this.connection = connection
    this.after = after
  }

  async rows<Row>(query: RawBuilder<Row>): Promise<Row[]> {
    return (await query.execute(this.connection)).rows
  }

  async first<Row>(query: RawBuilder<Row>): Promise<Row | undefined> {
    return (await this.rows(query))[0]
  }

  /** For a query that always has a row, such as an aggregate or an insert with returning. */
  async one<Row>(query: RawBuilder<Row>): Promise<Row> {
    const row = await this.first(query)
    if (row === undefined) throw new Error('The query gave no row')
    return row
  }

  async run(query: RawBuilder<unknown>): Promise<void> {
    await query.execute(this.connection)
  }

  /** Enqueues a job in this transaction: it exists if, and only if, the transaction commits. */
  enqueue(job: Job) {
    this.jobs.push(job)
  }
}

interface Scope {
  role: 'swath_tenant' | 'swath_system'
  contract_id: string
}
/** For the session that is alone in its database. */
const endless = { statement_ms: 0, lock_ms: 0 }

const system: Scope = { role: 'swath_system', contract_id: '' }

interface Current {
  db: Database
  tx: Transaction
  scope: Scope
}

/** The transaction that the running code is in, so that what it calls joins it. */
const current = new AsyncLocalStorage<Current>()

/**
 * Code that waits for another machine, or for a thread, holds no connection and no lock meanwhile: one that is slow
 * would stop everybody.
 * @throws Error where the running code is in a transaction
 */
export function requireNoTransaction(call: string) {
  if (!isInTransaction()) return
  throw new Error(`${call} was called while a transaction is open; do it before or after`)
}

export function isInTransaction(): boolean {
  return current.getStore()?.tx.is_open ?? false
}

type Work<T> = (tx: Transaction) => Promise<T>
type Flush = (tx: Transaction, jobs: readonly Job[]) => Promise<void>

/**
 * The database, seen through two roles, neither of which owns a table:
 * - `tenant`: the rows of one contract and nothing else, whatever the SQL says;
 * - `system`: all rows, for workers and operators.
 */
export class Database {
  readonly pool: Pool
  #kysely: Kysely<unknown>
  #last_snapshot: Promise<unknown> = Promise.resolve()
  #next_snapshot: Promise<string> | undefined
  #flush: Flush = async (_tx, jobs) => {
    if (jobs.length > 0) throw new Error('Jobs were enqueued before the queue was started')
  }

  constructor(pool: Pool) {
    this.pool = pool
    // The cast: Kysely asks for pg's own overloads of query, of which it uses the one that Pool has.
    const dialect = new PostgresDialect({ pool: pool as never })
    this.#kysely = new Kysely({ dialect })
  }

  tenant<T>(contract_id: string, work: Work<T>): Promise<T> {
    return this.#transact({ role: 'swath_tenant', contract_id }, work)
  }

  system<T>(work: Work<T>): Promise<T> {
    return this.#transact(system, work)
  }

  /** The queue says here how jobs are written at the end of a transaction. */
  onCommit(flush: Flush) {
    this.#flush = flush
  }

  /** In the transaction that is open, whose end it shares, else in one of its own. */
  joined<T>(work: Work<T>): Promise<T> {
    const outer = current.getStore()
    const is_open = outer?.db === this && outer.tx.is_open && outer.scope === system
    return is_open ? work(outer.tx) : this.system(work)
  }

  /** Does it when everybody can see what the open transaction has changed; at once where none is open. */
  afterCommit(work: () => void) {
    const outer = current.getStore()
    if (outer?.db === this && outer.tx.is_open) outer.tx.after.push(work)
    else work()
  }

  /** Throws when the database cannot be reached. */
  ping(): Promise<void> {
    return this.system((tx) => tx.run(sql`select 1`))
  }

  /**
   * Names the state of the database: while the name is the same, every query finds the same. It is asked for
   * after the call, but those who call while it is being asked for share the next question.
   */
  snapshot(): Promise<string> {
    this.#next_snapshot ??= this.#last_snapshot.then(() => {
      this.#next_snapshot = undefined
      const asked = this.#askSnapshot()
      this.#last_snapshot = asked.catch(() => undefined)
      return asked
    })
    return this.#next_snapshot
  }

  async #askSnapshot(): Promise<string> {
    const connection = await this.pool.connect()
    try {
      const { rows } = await connection.query('select pg_current_snapshot()::text as snapshot')
      return String(rows[0]!.snapshot)
    } finally {
      connection.release()
    }
  }

  close(): Promise<void> {
    return this.pool.end()
  }

  async #transact<T>(scope: Scope, work: Work<T>): Promise<T> {
    const outer = current.getStore()
    if (outer?.db === this && outer.tx.is_open) return this.#nest(outer, scope, work)
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(scope, work)
      } catch (error) {
        if (attempt === 5 || !isSerialisationConflict(error)) throw error
      }
    }
  }

  async #attempt<T>(scope: Scope, work: Work<T>): Promise<T> {
    const after: (() => void)[] = []
    const result = await this.#kysely.transaction().execute(async (connection) => {
      const tx = new Transaction(connection, after)
      try {
        await this.#setScope(tx, scope)
        const result = await current.run({ db: this, tx, scope }, () => work(tx))
        if (tx.jobs.length > 0) {
          if (scope !== system) await this.#setScope(tx, system)
          await this.#flush(tx, tx.jobs)
        }
        return result
      } finally {
        tx.is_open = false
      }
    })
    for (const one of after) one()
    return result
  }

  /** A transaction inside a transaction is a savepoint of it, with a scope of its own. */
  async #nest<T>(outer: Current, scope: Scope, work: Work<T>): Promise<T> {
    const { tx } = outer
    const [jobs_before, after_before] = [tx.jobs.length, tx.after.length]
    await tx.run(sql`savepoint nested`)
    try {
      await this.#setScope(tx, scope)
      const result = await current.run({ db: this, tx, scope }, () => work(tx))
      await this.#setScope(tx, outer.scope)
      await tx.run(sql`release savepoint nested`)
      return result
    } catch (error) {
      if (isSerialisationConflict(error) || isDatabaseUnavailable(error)) throw error
      tx.jobs.length = jobs_before
      tx.after.length = after_before
      // This also takes back the scope.
      await tx.run(sql`rollback to savepoint nested`)
      throw error
    }
  }

  /** Our statements are short: to compile them, or to start workers for them, takes longer than to run them. */
  async #setScope(tx: Transaction, { role, contract_id }: Scope) {
    const { statement_ms, lock_ms } = this.pool.patience ?? endless
    await tx.run(sql`
      select set_config('role', ${role}, true), set_config('swath.contract_id', ${contract_id}, true),
        set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
        set_config('statement_timeout', ${String(statement_ms)}, true),
        set_config('idle_in_transaction_session_timeout', ${String(statement_ms)}, true),
        set_config('lock_timeout', ${String(lock_ms)}, true)`)
  }
}

/** The database takes no such values, and will not at another time: data, integrity, its limits, or PostGIS. */
export function isDataError(error: unknown): boolean {
  return /^(22|23|54|XX)...$/.test(String((error as { code?: unknown }).code))
}

/** Deadlock or serialisation failure: PostgreSQL undid the transaction and asks to run it again. */
function isSerialisationConflict(error: unknown) {
  const { code } = error as { code?: string }
  return code === '40P01' || code === '40001'
}
