import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { openApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { CannotStart } from '../src/platform/cannot-start.ts'
import { onPostgres, type TestDatabase } from './databases.ts'

const newKey = () => randomBytes(32).toString('base64')

onPostgres((openDatabase) => {
  let database: TestDatabase
  let folder: string
  before(async () => {
    database = await openDatabase()
    folder = await mkdtemp(path.join(tmpdir(), 'swath-keys-'))
  })
  after(async () => {
    await database.drop()
    await rm(folder, { recursive: true })
  })

  /** As a process of its own would; on a pool of the test, so that a refused one leaves none behind. */
  async function start(machine: string, keys: Record<string, string> = {}) {
    const config = readConfig({
      DATABASE_URL: database.url,
      SWATH_DATA_DIR: path.join(folder, machine),
      ...keys,
    })
    const pool = { ...database.pool, end: async () => undefined }
    const app = await openApp(config, pino({ level: 'silent' }), { pool })
    await app.close()
  }
  const refused = { constructor: CannotStart, message: /shared folder/ }

  test('a process with another key than the database knows does not start and says what is needed', async () => {
    await start('one')
    await start('one')
    await assert.rejects(start('two'), refused)
    await assert.rejects(start('one', { SWATH_ENCRYPTION_KEY: newKey() }), refused)
    await start('one')
  })

  test('a key may follow its former one, which then is none any more', async () => {
    const [former, present] = [newKey(), newKey()]
    await database.pool.connect().then(async (connection) => {
      await connection.query('delete from encryption_key')
      connection.release()
    })
    await start('one', { SWATH_ENCRYPTION_KEY: former })
    await start('one', { SWATH_ENCRYPTION_KEY: present, SWATH_ENCRYPTION_KEYS_OLD: former })
    await start('two', { SWATH_ENCRYPTION_KEY: present })
    await assert.rejects(start('one', { SWATH_ENCRYPTION_KEY: former }), refused)
  })
})
