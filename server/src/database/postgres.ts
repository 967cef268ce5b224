import { SwathError } from '@swath/contract/errors'
import pg from 'pg'
import { codeOf, DatabaseUnavailable } from '../platform/database-unavailable.ts'
import { type Log, openLog } from '../platform/log.ts'
import { postgresListen } from './listen.ts'
import { Outages } from './outage.ts'
import { parsers } from './parsers.ts'
import type { Connection, Patience, Pool } from './pool.ts'

const patient: Patience = { connection_ms: 10_000, statement_ms: 60_000, lock_ms: 30_000 }
/** A server that has not even said by then that the statement took too long is gone. */
const margin_ms = 10_000
/** The server ends the connection, refuses new ones, or has become one that takes no writes. */
const gone = /^(08...|57P0[1235]|53300|25P03|25006)$/

/** PostgreSQL: a pool for everybody and one for the queue. */
export function postgresPool(
  url: string,
  connections: number,
  patience: Patience = patient,
  log: Log = openLog('silent'),
): Pool {
  for (const [oid, parse] of Object.entries(parsers)) pg.types.setTypeParser(Number(oid), parse)
  const base = {
    connectionString: url,
    connectionTimeoutMillis: patience.connection_ms,
    // A server that vanished without a word is noticed after twenty seconds.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  }
  const outages = new Outages(() => askOnce(base), log)
  const everybody = sessions({ ...base, max: connections }, outages, patience)
  const queue = sessions({ ...base, max: 4, application_name: 'pgboss' }, outages)
  const listen = postgresListen(base, (error) => outages.noticed(new DatabaseUnavailable(error)))
  return {
    connect: everybody.connect,
    connectForLong: queue.connect,
    async end() {
      outages.close()
      await Promise.all([everybody.end(), queue.end()])
    },
    listen,
    prepare: (work) => outages.outlive(() => alone(queue.connect, work)),
    patience,
    boss: { backend: 'postgres', db: { executeSql: (text, values) => queue.run(text, values) } },
  }
}

/** One of the processes that begin at once on an empty database creates what all need. */
async function alone<T>(connect: () => Promise<Session>, work: () => Promise<T>): Promise<T> {
  const session = await connect()
  try {
    await session.query('begin; select pg_advisory_xact_lock(7761746802)')
    return await work()
  } finally {
    // With the connection the lock goes.
    session.release(true)
  }
}

async function askOnce(config: pg.ClientConfig) {
  const client = new pg.Client(config)
  client.on('error', ignore)
  try {
    await client.connect()
    await client.query('select 1')
  } finally {
    await client.end()
  }
}

/** A broken connection is replaced at the next use, and whoever has one hears of it when asking something. */
const ignore = () => undefined

/** @param patience absent: statements may take as long as they like */
function sessions(config: pg.PoolConfig, outages: Outages, patience?: Patience) {
  const pool = new pg.Pool(config)
  const known = new WeakMap<pg.PoolClient, Session>()
  pool.on('error', ignore)
  // The pool listens only while a connection is idle; an error that nobody listens to ends the process.
  pool.on('connect', (client) => known.set(client, new Session(client, outages, patience)))

  async function connect(): Promise<Session> {
    try {
      return known.get(await pool.connect())!
    } catch (error) {
      throw refusal(error, config, outages)
    }
  }

  async function run(text: string, values?: readonly unknown[]) {
    const session = await connect()
    try {
      const result = await session.query(text, values)
      session.release()
      return result
    } catch (error) {
      // One of several statements may have begun a transaction.
      session.release(true)
      throw error
    }
  }

  return { connect, run, end: () => pool.end() }
}

function refusal(error: unknown, { max, connectionTimeoutMillis }: pg.PoolConfig, outages: Outages) {
  if ((error as Error).message === 'timeout exceeded when trying to connect') {
    const seconds = connectionTimeoutMillis! / 1000
    return new SwathError(
      'not_ready',
      `All ${max} connections to the database were in use for ${seconds} s`,
      {
        cause: error,
      },
    )
  }
  const unavailable = new DatabaseUnavailable(error)
  outages.noticed(unavailable)
  return unavailable
}

/** The driver would write dates to the millisecond. */
const inFull = (value: unknown) => (value instanceof Date ? value.toISOString() : value)

class Session implements Connection {
  #client: pg.PoolClient
  #outages: Outages
  #patience: Patience | undefined
  #is_broken = false

  constructor(client: pg.PoolClient, outages: Outages, patience: Patience | undefined) {
    this.#client = client
    this.#outages = outages
    this.#patience = patience
    client.on('error', (error) => this.#break(error))
  }

  async query(text: string, values?: readonly unknown[]) {
    const longest_ms = this.#patience && this.#patience.statement_ms + margin_ms
    const impatience = longest_ms && setTimeout(() => this.#hangUp(), longest_ms)
    try {
      return await this.#client.query(text, values?.map(inFull))
    } catch (error) {
      throw this.#failure(error)
    } finally {
      clearTimeout(impatience)
    }
  }

  release(is_spoilt = false) {
    this.#client.release(is_spoilt || this.#is_broken)
  }

  #hangUp() {
    this.#is_broken = true
    // With a query under way this destroys the socket.
    void (this.#client as unknown as pg.Client).end()
  }

  #failure(error: unknown): unknown {
    const code = codeOf(error)
    if (this.#is_broken || gone.test(code)) return this.#break(error)
    if (code === '55P03') {
      return new SwathError('not_ready', 'Somebody else is changing the same; try again', { cause: error })
    }
    if (code === '57014') {
      return new SwathError('not_ready', 'The database took too long and was stopped', { cause: error })
    }
    return error
  }

  #break(error: unknown): DatabaseUnavailable {
    this.#is_broken = true
    const unavailable = new DatabaseUnavailable(error)
    this.#outages.noticed(unavailable)
    return unavailable
  }
}
