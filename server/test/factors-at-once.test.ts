// Factors on both kinds of database: what comes several times at once counts once, and nothing is kept in clear.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'
import { careful } from './second-factor.ts'

onEachDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const { codeAt, aCarefulPerson, halfWay, outcome } = careful(() => swath)

  test('of one code that comes several times at once, one is taken: of the app, and for recovery', async () => {
    const { secret, codes } = await aCarefulPerson('races@example.com')
    for (const code of [codeAt(secret), codes[0]!]) {
      const browsers = await Promise.all([1, 2, 3, 4].map(() => halfWay('races@example.com')))
      const outcomes = await Promise.all(browsers.map((browser) => outcome(browser, code)))
      assert.deepEqual(outcomes.sort(), [...Array(3).fill('second_factor_refused'), 'signed in'], code)
    }
  })

  test('neither secrets of apps nor codes nor what the cookie of a step holds stand in the database', async () => {
    const { secret, codes } = await aCarefulPerson('kept@example.com')
    const browser = await halfWay('kept@example.com')
    const tokens = [...browser.cookies.values()].map((cookie) => cookie.split('=')[1]!)
    const secrets = [secret, ...codes, ...codes.map((code) => code.replaceAll('-', '')), ...tokens]
    for (const table of ['authenticators', 'recovery_codes', 'challenges', 'sessions']) {
      const rows = await swath.app.db.system((tx) =>
        tx.rows(sql<{ row: string }>`select to_json(t)::text as row from ${sql.table(table)} t`),
      )
      assert.ok(rows.length > 0, table)
      for (const one of secrets) assert.ok(!rows.some(({ row }) => row.includes(one)), table)
    }
  })
})
