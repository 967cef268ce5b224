import path from 'node:path'
import type { ConstructorOptions } from 'pg-boss'
import { type DatabasePlace, EmbeddedDatabase } from './embedded-database.ts'
import { lockFolder } from './folder-lock.ts'
import type { Listen } from './listen.ts'

/** One session of the database. `query` runs one statement with values, or several without. */
export interface Connection {
  query(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>
  release(): void
}

/** The longest waits for the database, in milliseconds. */
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
  /** The settings with which pg-boss reaches the same database. */
  boss: ConstructorOptions
}

/**
 * The embedded database: PostgreSQL and PostGIS in a thread of this process, kept in `folder`, which nobody else may
 * open.
 */
export async function openEmbedded(folder: string): Promise<Pool> {
  const unlock = await lockFolder(folder)
  const pool = embeddedPool({ folder: path.join(folder, 'pgdata') })
  return { ...pool, end: () => pool.end().then(unlock) }
}

/**
 * The embedded database has one session, so whoever connects waits for the one before to release it; that
 * makes a transaction as exclusive as on a server.
 */
export function embeddedPool(place: DatabasePlace): Pool {
  const database = new EmbeddedDatabase(place)
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

function singleSession(database: EmbeddedDatabase) {
  let last: Promise<void> = Promise.resolve()
  async function connect(): Promise<Connection> {
    const before = last
    const { promise, resolve } = Promise.withResolvers<void>()
    last = promise
    await before
    const query: Connection['query'] = async (text, values) => ({ rows: await database.query(text, values) })
    return { query, release: resolve }
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
