// The providers that the database has: they come, change and go while servers run.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { pino } from 'pino'
import { type App, openApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { onEachDatabase } from './databases.ts'

onEachDatabase((openDatabase) => {
  let app: App
  let close: () => Promise<void>
  before(async () => {
    const { pool, drop } = await openDatabase()
    app = await openApp(readConfig({}), pino({ level: 'silent' }), { pool })
    close = async () => {
      await app.http.close()
      await app.queue.stop()
      await drop()
    }
  })
  after(() => close())

  test('an installation without a provider begins with the simulator, once', async () => {
    await app.features.registry.providers.begin()
    const rows = await app.db.system((tx) => tx.rows(sql`select name, kind, settings from providers`))
    assert.deepEqual(rows, [{ name: 'simulator', kind: 'protocol', settings: {} }])
    const fleet = await app.features.registry.providers.current()
    assert.equal(fleet.named('simulator').name, 'simulator')
  })
})
