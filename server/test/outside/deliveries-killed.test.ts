import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { onPostgres, type TestDatabase } from '../databases.ts'
import { DeliveryTests } from '../deliveries.ts'
import { killWorkers } from '../killed-workers.ts'

/** npm run bench -- faults kills fifty. */
const kills = 8

onPostgres((openDatabase) => {
  let tests: DeliveryTests
  let database: TestDatabase
  before(async () => {
    database = await openDatabase()
    tests = await DeliveryTests.open(database)
  })
  after(() => tests.close())

  test('workers that are killed at random bytes lose nothing: another goes on, and all is there in the end', async () => {
    const { deliveries, attempts, ...killed } = await killWorkers(tests, database.url!, kills)
    assert.deepEqual([killed.kills, killed.losses], [kills, []])
    assert.ok(attempts >= deliveries + kills / 2, `${attempts} attempts of ${deliveries} deliveries`)
  })
})
