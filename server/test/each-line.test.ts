import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { anItem } from './items.ts'
import { asOwner } from './tables.ts'

type Line = Record<string, unknown>
type Results = { index: number; problems: { pointer: string; code: string; message: string }[] }[]

const deep = '['.repeat(100_000) + ']'.repeat(100_000)
/** Texts that are odd as JSON, with the place of the fault and its words. */
const odd: [string, string, RegExp][] = [
  ['"a\\u0000b"', '', /NUL/],
  ['"half \\ud800"', '', /surrogate/],
  [deep, '/0/0', /Nested more than 100 deep/],
  ['{"__proto__": {"admin": true}}', '/__proto__', /no such field/],
  ['{"a\\u0000": 1}', '', /NUL/],
]

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  let last_id = 300_000
  const aTask = (more: Line = {}): Line => ({
    task_id: ++last_id,
    task_name: 'an old task',
    product: 169,
    target: { type: 'Point', coordinates: [10.05, 0.05] },
    start: '2025-01-01T00:00:00Z',
    end: '2025-01-08T00:00:00Z',
    created_time: '2024-12-30T12:00:00Z',
    status: 'completed',
    ...more,
  })
  const importAll = async (kind: string, lines: Line[] | string, headers = {}) => {
    const body = JSON.stringify({ contract_id: demo_contracts.demo, source: 'old', kind, lines: 'LINES' })
    const text = body.replace('"LINES"', () => (typeof lines === 'string' ? lines : JSON.stringify(lines)))
    const answer = await swath.call('operator', 'POST', '/ops/v1/imports', text, headers)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body as { created: number; refused: number; results: Results }
  }

  test('an odd line of an import is refused alone', async () => {
    const good = aTask()
    const texts = odd.map(([text]) => JSON.stringify(aTask({ task_name: '?' })).replace('"?"', () => text))
    const lines = `[${[...texts.slice(0, 3), JSON.stringify(good), ...texts.slice(3), 'null', '7'].join()}]`
    const told = await importAll('tasks', lines, { 'idempotency-key': 'odd' })
    assert.deepEqual([told.created, told.refused], [1, odd.length + 2])
    const of_odd = told.results.slice(0, odd.length)
    for (const [at, { problems }] of of_odd.entries()) {
      const [, place, words] = odd[at]!
      assert.ok(problems[0]!.pointer.startsWith(`/task_name${place}`), problems[0]!.pointer)
      assert.match(problems[0]!.message, words)
    }
    assert.equal((await swath.call('demo', 'GET', `/v2/orders/?task_id=${good.task_id}`)).body.count, 1)
    assert.deepEqual(await importAll('tasks', lines, { 'idempotency-key': 'odd' }), told)
  })

  test('a line of an import with a time that is none, or cannot have come, is refused alone', async () => {
    const good = aTask()
    const wrong = [
      '2025-02-30T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '9999-12-31T00:00:00Z',
      '2027-01-01T00:00:00Z',
    ]
    for (const name of ['created_time', 'closed_time']) {
      const told = await importAll('tasks', [...wrong.map((time) => aTask({ [name]: time })), good])
      assert.deepEqual(
        told.results.map(({ problems }) => problems.map(({ pointer }) => pointer)),
        wrong.map(() => [`/${name}`]),
      )
    }
    const windows = wrong.slice(0, 3).flatMap((time) => [aTask({ start: time }), aTask({ end: time })])
    assert.equal((await importAll('tasks', windows)).refused, windows.length)
    const sceneset_id = crypto.randomUUID()
    const capture = { capture_id: 'c', task_id: good.task_id, status: 'published', sceneset_id }
    const passes = wrong.slice(0, 3).map((start) => ({ ...capture, start }))
    assert.equal((await importAll('captures', passes)).refused, passes.length)
    const start = '2025-01-03 10:00:00.123456+00'
    assert.equal((await importAll('captures', [{ ...capture, start }])).created, 1)
    const scene = { scene_id: 's', sceneset_id, processing_level: 'L1D' }
    const scenes = [...wrong, '2025-01-04t08:00z'].map((delivered_at) => ({ ...scene, delivered_at }))
    const { created, refused } = await importAll('scenes', scenes)
    assert.deepEqual([created, refused], [1, wrong.length])
    const downloads = wrong.map((downloaded_at) => ({
      item_id: 'i',
      collection: 'l1d',
      outcome_id: sceneset_id,
      processing_level: 'L1D',
      acquired_at: '2025-01-20T00:00:00Z',
      geometry: { type: 'Point', coordinates: [1, 2] },
      downloaded_at,
    }))
    assert.equal((await importAll('consumptions', downloads)).refused, wrong.length)
    const orders = await swath.call('demo', 'GET', `/v2/orders/?task_id=${good.task_id}`)
    const [order] = orders.body.features
    assert.equal((await swath.captures(order.id))[0]!.acquired_at, '2025-01-03T10:00:00.123456Z')
    assert.equal((await swath.deliverables(order.id))[0]!.delivered_at, '2025-01-04T08:00:00.000000Z')
  })

  test('an odd order of many is refused alone, with what it would have been told alone', async () => {
    const texts = odd.map(([text]) =>
      JSON.stringify(aPointOrder({ order_name: '?' })).replace('"?"', () => text),
    )
    const lines = [...texts.slice(0, 3), JSON.stringify(aPointOrder()), ...texts.slice(3), 'null', '7']
    const path = '/v2/orders/bulk'
    const key = { 'idempotency-key': 'odd-orders' }
    const { status, body } = await swath.call('demo', 'POST', path, `{"orders": [${lines.join()}]}`, key)
    assert.deepEqual([status, body.placed, body.refused], [200, 1, lines.length - 1])
    for (const [at, text] of lines.entries()) {
      if (at === 3) continue
      const alone = await swath.call('demo', 'POST', '/v2/orders/', text)
      const { code, errors } = alone.body
      assert.partialDeepStrictEqual(body.results[at], { status: alone.status, error: { code, errors } })
    }
    const all = await swath.call(
      'demo',
      'POST',
      path,
      `{"orders": [${lines.join()}], "all_or_nothing": true}`,
    )
    assert.deepEqual([all.status, all.body.code], [400, 'bulk_refused'])
    assert.equal(new Set(all.body.errors.map(({ pointer }: Line) => String(pointer).split('/')[2])).size, 7)
  })

  test('an odd item of many for the archive is refused alone', async () => {
    const texts = odd.map(([text]) => JSON.stringify(anItem('odd', { note: '?' })).replace('"?"', () => text))
    const items = [...texts, JSON.stringify(anItem('even')), 'null', '7']
    const body = `{"collection": "l1d", "dry_run": true, "items": [${items.join()}]}`
    const told = await swath.call('operator', 'POST', '/ops/v1/archive/items', body)
    assert.equal(told.status, 200, JSON.stringify(told.body))
    assert.deepEqual(
      told.body.results.map(({ result }: Line) => result),
      [...odd.map(() => 'refused'), 'created', 'refused', 'refused'],
    )
  })

  test('a line that only the database refuses is refused alone', async () => {
    await asOwner(swath, "alter table orders add constraint cursed check (order_name <> 'cursed')")
    const names = ['a', 'b', 'cursed', 'c', 'd']
    const told = await importAll(
      'tasks',
      names.map((task_name) => aTask({ task_name })),
    )
    assert.deepEqual([told.created, told.results.map(({ index }) => index)], [4, [2]])
    assert.match(told.results[0]!.problems[0]!.message, /cursed/)
    const orders = names.map((order_name) => aPointOrder({ order_name }))
    const { body } = await swath.call('demo', 'POST', '/v2/orders/bulk', { orders })
    assert.deepEqual(
      body.results.map(({ status }: Line) => status),
      [201, 201, 500, 201, 201],
    )
    assert.match(swath.errors.join(), /cursed/)
  })
})
