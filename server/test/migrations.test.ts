// A database from before the first release goes on from the baseline, or is refused before anything is changed.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { migrate, migrationFiles } from '../src/database/migrate.ts'
import { CannotStart } from '../src/platform/cannot-start.ts'
import { onOneDatabase, type TestDatabase } from './databases.ts'

test('no two migrations have the same number, by which they are run', async () => {
  // Databases remember the names of the two, so they keep them.
  const numbers = (await migrationFiles())
    .filter((name) => name !== '0085_where_files_lie.sql')
    .map((name) => name.slice(0, 4))
  assert.deepEqual(numbers, [...new Set(numbers)])
})

onOneDatabase((openDatabase) => {
  let database: TestDatabase
  let files: string[]
  before(async () => {
    database = await openDatabase()
    files = await migrationFiles()
  })
  beforeEach(() => ask(`delete from migrations`))
  after(() => database.drop())

  async function ask(text: string) {
    const connection = await database.pool.connect()
    try {
      return (await connection.query(text)).rows.map(({ name }) => name)
    } finally {
      connection.release()
    }
  }

  /** As many files as there were, of which only the last has its name. */
  const applied = (count: number, last: string) =>
    ask(`insert into migrations (name) select case n when ${count} then '${last}'
      else format('%s_earlier.sql', lpad(n::text, 4, '0')) end from generate_series(1, ${count}) as n`)

  const recorded = () => ask(`select name from migrations where name !~ 'earlier|^0083' order by name`)

  test('a database that has every migration of before the first release goes on after the baseline', async () => {
    await applied(49, '0083_target_areas.sql')
    await ask(`insert into migrations (name) select name from unnest('{${files.slice(1)}}'::text[]) as name`)
    assert.deepEqual(await migrate(database.pool), [])
    assert.deepEqual(await recorded(), files)
    assert.deepEqual(await migrate(database.pool), [], 'and stays so')
  })

  for (const [count, last] of [
    [48, '0078_default_levels.sql'],
    [48, '0083_target_areas.sql'],
    [1, '0001_orders.sql'],
  ] as const) {
    test(`a database that has ${count} of them, the last ${last}, is refused, and nothing is changed`, async () => {
      await applied(count, last)
      await assert.rejects(
        migrate(database.pool),
        (error) => error instanceof CannotStart && error.message.includes(`its last migration is ${last}`),
      )
      assert.deepEqual(await recorded(), last.startsWith('0083') ? [] : [last])
    })
  }
})
