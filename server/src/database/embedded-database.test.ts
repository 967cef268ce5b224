import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { dateOf } from '@swath/contract/times'
import { preparedFile } from '../../test/prepared.ts'
import { EmbeddedDatabase } from './embedded-database.ts'

describe('an embedded database', () => {
  let database: EmbeddedDatabase
  before(async () => {
    database = new EmbeddedDatabase({ archive: await preparedFile() })
    await database.query('select 1')
  })
  after(() => database.close())

  test('computes in a thread of its own: whoever asks goes on meanwhile', async () => {
    const asked = 'select count(*) as n from generate_series(1, 1000000)'
    let turns = 0
    let is_done = false
    const before = process.threadCpuUsage()
    const answer = database.query(asked).finally(() => (is_done = true))
    for (; !is_done; turns++) await turn()
    const { user, system } = process.threadCpuUsage(before)
    assert.deepEqual(await answer, [{ n: 1_000_000 }])
    assert.ok(turns > 100, `${turns} turns of the event loop in ${(user + system) / 1000} ms`)
  })

  test('lets a chain of statements wait for turns of the event loop, so that it starves nobody', async () => {
    let turns = 0
    const counting = setImmediate(function count() {
      turns++
      setImmediate(count).unref()
    })
    for (let statement = 0; statement < 50; statement++) await database.query('select $1::int', [statement])
    clearImmediate(counting)
    assert.ok(turns > 25, `${turns} turns of the event loop during 50 statements`)
  })

  test('says of an error what PostgreSQL says of it', async () => {
    const error = await database.query('select 1 / $1::int', [0]).catch((thrown) => thrown)
    assert.ok(error instanceof Error)
    assert.deepEqual([error.message, Reflect.get(error, 'code')], ['division by zero', '22012'])
  })

  test('gives what was stored: times, bytes, numbers and JSON', async () => {
    const at = new Date('2026-03-04T05:06:07.089Z')
    const [row] = await database.query(
      `select $1::timestamptz as at, $2::bytea as bytes, 5::int8 as int8, 1.5::numeric as numeric, $3::jsonb as json`,
      [at, Buffer.from([0, 255]), { a: [1, null] }],
    )
    assert.deepEqual(row, {
      at,
      bytes: Uint8Array.from([0, 255]),
      int8: 5,
      numeric: 1.5,
      json: { a: [1, null] },
    })
  })

  test('keeps microseconds of times, on the way in and out', async () => {
    const time = '2026-03-04T05:06:07.089123Z'
    const asked = 'select $1::timestamptz as at, ($2::timestamptz[])[1]::text as first'
    const [row] = await database.query(asked, [dateOf(time), [dateOf(time)]])
    assert.equal((row!.at as Date).toISOString(), time)
    assert.match(String(row!.first), /07\.089123/)
  })

  test('tells listeners what was notified until they end it', async () => {
    const heard: string[] = []
    const unlisten = await database.listen('news', (payload) => void heard.push(payload))
    await database.query(`select pg_notify('news', 'first')`)
    await unlisten()
    await database.query(`select pg_notify('news', 'second')`)
    assert.deepEqual(heard, ['first'])
  })
})
