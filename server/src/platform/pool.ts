import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { postgis } from '@electric-sql/pglite-postgis'
import { withPrecision } from '@swath/contract/times'
import pg from 'pg'
import type { ConstructorOptions } from 'pg-boss'
import { lockFolder } from './folder-lock.ts'
import type { Listen } from './listen.ts'

/** What the migrations create in an embedded database. */
export const extensions = { postgis, pg_trgm }

/** One session of the database. `query` runs one statement with values, or several without. */
export interface Connection {
  query(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>
  release(): void
}

/** How long somebody waits for the database, in milliseconds. */
export interface Patience {
  connection_ms: number
  statement_ms: number
  lock_ms: number
}

/** The part of `pg.Pool` that Kysely and pg-boss need, which the embedded database offers as well. */
export interface Pool {
  connect(): Promise<Connection>
  /** For migrations: statements may take as long as they like. */
  connectForLong(): Promise<Connection>
  end(): Promise<void>
  listen: Listen
  /**
   * Does what a process cannot start without, one process after the other, and again after each time that the
   * database was away meanwhile.
   * @throws CannotStart where waiting would not help
   */
  prepare<T>(work: () => Promise<T>): Promise<T>
  /** Absent where nobody else has a connection. */
  patience?: Patience
  /** How pg-boss reaches the same database. */
  boss: ConstructorOptions
}

// int8 and numeric fit a JavaScript number here: sequences, square kilometres, minor units of money.
const readDate = pg.types.getTypeParser(1184) as (text: string) => Date
export const parsers = {
  20: Number,
  1700: Number,
  1184: (text: string) => withPrecision(readDate(text), text),
}

/** The embedded database: PostgreSQL and PostGIS in this process, kept in `folder`, which nobody else may open. */
export async function openEmbedded(folder: string): Promise<Pool> {
  const unlock = await lockFolder(folder)
  const database = await PGlite.create({ dataDir: path.join(folder, 'pgdata'), extensions })
  const pool = embeddedPool(database)
  return { ...pool, end: () => pool.end().then(unlock) }
}

/**
 * The embedded database has one session, so whoever connects waits for the one before to release it; that
 * makes a transaction as exclusive as on a server.
 */
export function embeddedPool(database: PGlite): Pool {
  const session = singleSession(database)
  // In turn like everything else: a rollback of somebody's transaction would undo a `listen` inside it.
  const listen: Listen = async (channel, onNotification, onConnect) => {
    const unlisten = await session.use(() => database.listen(channel, onNotification))
    onConnect()
    return { close: () => session.use(() => unlisten()) }
  }
  return {
    connect: session.connect,
    connectForLong: session.connect,
    prepare: (work) => work(),
    end: async () => {
      await session.connect()
      await database.close()
    },
    listen,
    boss: {
      backend: 'pglite',
      db: { executeSql: (text, values) => session.use((connection) => connection.query(text, values)) },
    },
  }
}

function singleSession(database: PGlite) {
  let last: Promise<void> = Promise.resolve()
  async function connect(): Promise<Connection> {
    const before = last
    const { promise, resolve } = Promise.withResolvers<void>()
    last = promise
    await before
    return { query: (text, values) => run(database, text, values), release: resolve }
  }
  async function use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await connect()
    try {
      return await work(connection)
    } catch (error) {
      // A failed multi-statement block may leave its transaction open; a server would discard the session.
      await connection.query('rollback')
      throw error
    } finally {
      connection.release()
    }
  }
  return { connect, use }
}

async function run(database: PGlite, text: string, values?: readonly unknown[]) {
  if (values?.length) return database.query<Record<string, unknown>>(text, [...values], { parsers })
  return { rows: rowsOf(await database.exec(text, { parsers })) }
}

/** Several statements give several results; what they return is read as one. */
function rowsOf(result: { rows: unknown[] } | { rows: unknown[] }[]): Record<string, unknown>[] {
  const rows = Array.isArray(result) ? result.flatMap((one) => one.rows) : result.rows
  return rows as Record<string, unknown>[]
}
