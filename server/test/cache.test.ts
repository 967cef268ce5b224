import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase, onPglite, type TestDatabase } from './databases.ts'
import { statementsOf } from './statements.ts'
import { overwrite } from './tables.ts'

let swath: TestApp
let database: TestDatabase

function open(openDatabase: () => Promise<TestDatabase>) {
  before(async () => {
    database = await openDatabase()
    swath = await TestApp.open(database)
  })
  after(() => swath.close())
}

const list = async (client: 'demo' | 'demo-two', headers = {}) =>
  swath.call(client, 'GET', '/v2/orders/?limit=1', undefined, headers)

onOneDatabase((openDatabase) => {
  open(openDatabase)

  /** As another process would, past everything that this one knows. */
  const writeAside = (name: string) =>
    overwrite(
      swath,
      'another process changed orders',
      `update orders set document = jsonb_set(document::jsonb, '{properties,order_name}', to_jsonb($1::text))::text`,
      [name],
    )

  test('a list shows every change that was committed before it was asked for, whoever made it', async () => {
    await swath.place(aPointOrder({ order_name: 'number 0' }))
    let committed = 0
    const writer = (async () => {
      for (let n = 1; n <= 60; n++) {
        await writeAside(`number ${n}`)
        committed = n
      }
    })()
    let is_written = false
    void writer.then(() => {
      is_written = true
    })
    const reader = async () => {
      while (!is_written) {
        const least = committed
        const { body } = await list('demo')
        const seen = Number(body.features[0].properties.order_name.split(' ')[1])
        assert.ok(seen >= least, `${least} was committed, the list showed ${seen}`)
      }
    }
    await Promise.all([writer, reader(), reader(), reader(), reader()])
    assert.equal((await list('demo')).body.features[0].properties.order_name, 'number 60')
  })
})

// Writes of others in the same cluster of PostgreSQL count as a change, and so does the cleanup of the queue, which
// looks after itself every five seconds.
onPglite((openDatabase) => {
  open(openDatabase)
  before(async () => {
    await swath.place(aPointOrder())
    await swath.drain()
    await swath.app.queue.stop()
  })

  test('an unchanged list is not read again, and a contract never sees what was kept for another', async () => {
    await list('demo')
    const first = await list('demo')
    const statements = await statementsOf(database.pool, () => list('demo'))
    assert.deepEqual(statements, ['select pg_current_snapshot()::text as snapshot'])
    assert.equal((await list('demo', { 'if-none-match': first.headers.etag })).status, 304)
    assert.deepEqual((await list('demo-two')).body.features, [])
  })

  test('a credential that is looked at again within a minute of its last use is not written', async () => {
    await list('demo')
    const { db } = swath.app
    const unchanged = await db.snapshot()
    swath.advance({ hours: 30 / 3600 })
    const statements = await statementsOf(database.pool, () => list('demo'))
    assert.ok(statements.some((text) => text.includes('from credentials')))
    assert.equal(await db.snapshot(), unchanged)
    swath.advance({ hours: 40 / 3600 })
    await list('demo')
    assert.notEqual(await db.snapshot(), unchanged)
  })
})
