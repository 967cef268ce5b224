// Everything that holds a connection survives when PostgreSQL is stopped hard. The cluster is its own.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, describe, test } from 'node:test'
import { sql } from 'kysely'
import { Database } from '../src/database/db.ts'
import { postgresPool } from '../src/database/postgres.ts'
import { CannotStart } from '../src/platform/cannot-start.ts'
import { DatabaseUnavailable } from '../src/platform/database-unavailable.ts'
import { type Cluster, startCluster } from './postgres.ts'

const patience = { connection_ms: 10_000, statement_ms: 60_000, lock_ms: 30_000 }
const cluster = await startCluster()
const skip = 'skipped' in cluster && cluster.skipped

describe('a connection', { skip }, () => {
  const { url, crash, start, stop } = cluster as Exclude<Cluster, { skipped: string }>
  after(() => stop())

  test('that somebody holds without asking anything may break off', async () => {
    const pool = postgresPool(url, 2)
    const connection = await pool.connect()
    await connection.query('begin')
    await crash()
    await assert.rejects(connection.query('select 1'), DatabaseUnavailable)
    connection.release()
    await assert.rejects(pool.connect(), DatabaseUnavailable)
    await start()
    const again = await pool.connect()
    assert.deepEqual((await again.query('select 1 as one')).rows, [{ one: 1 }])
    again.release()
    await pool.end()
  })

  test('that waits for news may break off, and is told that it may have missed some', async () => {
    const pool = postgresPool(url, 2)
    const connected = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const heard = Promise.withResolvers<string>()
    let connections = 0
    const listener = await pool.listen('news', heard.resolve, () => connected[connections++]?.resolve())
    await connected[0]!.promise
    await crash()
    await start()
    await connected[1]!.promise
    const connection = await pool.connect()
    await connection.query("notify news, 'hello'")
    assert.equal(await heard.promise, 'hello')
    connection.release()
    await listener.close()
    await pool.end()
  })

  test('of a wrong password is not waited for at a start', async () => {
    const wrong = new URL(url)
    wrong.password = 'wrong'
    const pool = postgresPool(wrong.href, 2)
    await assert.rejects(
      pool.prepare(() => pool.connect()),
      { constructor: CannotStart, message: /password authentication failed/ },
    )
    await pool.end()
  })

  test('is not waited for longer than the setting says', async () => {
    // The first connection has to be there by then, on a loaded machine as well.
    const pool = postgresPool(url, 1, { ...patience, connection_ms: 3000 })
    const connection = await pool.connect()
    await assert.rejects(pool.connect(), { code: 'not_ready', message: /All 1 connections .* for 3 s/ })
    connection.release()
    await pool.end()
  })

  test('to a server that says nothing is not waited for either', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const pool = postgresPool(`postgres://127.0.0.1:${(silent.address() as AddressInfo).port}/swath`, 1, {
      ...patience,
      connection_ms: 50,
    })
    await assert.rejects(pool.connect(), DatabaseUnavailable)
    await pool.end()
    silent.close()
  })

  test('is not held longer than the settings say by a statement, a lock or somebody who went away', async (context) => {
    // Other statements of the test must not take so long on a loaded machine.
    const pool = postgresPool(url, 3, { ...patience, statement_ms: 2000, lock_ms: 1000 })
    context.after(() => pool.end())
    const db = new Database(pool)
    const connection = await pool.connect()
    await connection.query('create role swath_system nologin')
    await assert.rejects(
      db.system((tx) => tx.run(sql`select pg_sleep(60)`)),
      { code: 'not_ready', message: /took too long/ },
    )
    const lock = sql`select pg_advisory_xact_lock(1)`
    await connection.query('begin; select pg_advisory_xact_lock(1)')
    await assert.rejects(
      db.system((tx) => tx.run(lock)),
      { code: 'not_ready', message: /Somebody else/ },
    )
    await connection.query('rollback')
    connection.release()
    // A client that asks for nothing is forgotten by its server, which frees what it holds.
    const { promise: end, resolve } = Promise.withResolvers<void>()
    const forgotten = db.system(async (tx) => {
      await tx.run(lock)
      await end
      await tx.run(lock)
    })
    const patient = new Database(postgresPool(url, 1))
    await patient.system((tx) => tx.run(lock))
    resolve()
    await assert.rejects(forgotten, DatabaseUnavailable)
    await patient.close()
  })
})
