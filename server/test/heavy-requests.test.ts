import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { anAreaOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const post = (path: string, body: unknown) => swath.call('demo', 'POST', path, body)
  const countOrders = async () => (await swath.call('demo', 'GET', '/v2/orders/')).body.count
  const square = (x: number, y: number, size: number) => [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ]
  const circle = (positions: number) => {
    const corners = Array.from({ length: positions - 1 }, (_, index) => {
      const angle = (2 * Math.PI * index) / (positions - 1)
      return [2 + 0.2 * Math.cos(angle), 48 + 0.2 * Math.sin(angle)]
    })
    return { ...anAreaOrder(), geometry: { type: 'Polygon', coordinates: [[...corners, corners[0]]] } }
  }

  const history = { contract_id: demo_contracts.demo, source: 'old', kind: 'tasks' }
  const old_task = {
    task_id: 900_001,
    task_name: 'old',
    product: 178,
    start: '2026-01-01T00:00:00Z',
    end: '2026-01-08T00:00:00Z',
    created_time: '2026-01-01T00:00:00Z',
    status: 'completed',
  }
  const acquired = (footprint: unknown) => ({
    report_id: 'a',
    occurred_at: '2026-06-01T08:00:00Z',
    status: 'acquired',
    access: swath.access,
    cloud_cover_pct: 2,
    outcome_id: '00000000-0000-4000-8000-000000000001',
    footprint,
  })

  describe('a request costs no more than is looked at', () => {
    test('so an object of too many fields is refused as one, and in an import alone', async () => {
      const many = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`name${at}`, at]))
      const { id } = (await post('/v2/orders/', anAreaOrder())).body
      for (const [method, path, body, pointer] of [
        ['POST', '/v2/webhooks/', many, ''],
        ['PATCH', `/v2/orders/${id}`, { properties: { metadata: many } }, '/properties/metadata'],
        ['POST', '/search', { query: many }, '/query'],
      ] as const) {
        const { status, body: problem } = await swath.call('demo', method, path, body)
        const told = problem.errors.map((one: { pointer: string; code: string }) => [one.pointer, one.code])
        assert.deepEqual([status, told], [400, [[pointer, 'too_many_fields']]], path)
      }
      const line = { ...old_task, target: anAreaOrder().geometry }
      const lines = [line, { ...line, task_id: 900_002, ...many }]
      const { body } = await swath.call('operator', 'POST', '/ops/v1/imports', {
        ...history,
        lines,
        dry_run: true,
      })
      assert.deepEqual(
        body.results.map(({ index, problems }: { index: number; problems: { code: string }[] }) => [
          index,
          problems[0]!.code,
        ]),
        [[1, 'too_many_fields']],
      )
    })

    test('so nobody waits for a thread while a transaction is open', async () => {
      const { db, parts } = swath.app
      const wait = () => parts.shapes.requireSound(circle(1000).geometry, '/geometry')
      await wait()
      await assert.rejects(db.system(wait), /^Error: A thread was called while a transaction is open/)
    })

    test('so of large bodies that come together, one piece is read in each turn of the event loop', async (t) => {
      let turn = 0
      let is_over = false
      const count = () => {
        turn += 1
        if (!is_over) setImmediate(count)
      }
      setImmediate(count)
      const path = '/v2/orders/validate'
      const schema = swath.app.endpoints.find((one) => one.path === path)!.body!
      const { parse } = JSON
      const pieces: string[] = []
      t.mock.method(JSON, 'parse', (text: string, ...more: []) => {
        if (text.length > 40_000) pieces.push(`text ${turn}`)
        return parse(text, ...more)
      })
      const { safeParse } = schema
      t.mock.method(schema, 'safeParse', (value: unknown) => {
        pieces.push(`fields ${turn}`)
        return safeParse(value)
      })
      const large = JSON.stringify(anAreaOrder()) + ' '.repeat(40_000)
      await Promise.all(Array.from({ length: 8 }, () => post(path, large)))
      is_over = true
      const turns = new Set(pieces.map((one) => one.split(' ')[1]))
      assert.deepEqual([pieces.length, turns.size], [16, 16], pieces.join())
    })

    test('so a geometry of too many parts, holes or positions is refused before its shape is checked', async () => {
      const squares = Array.from({ length: 1001 }, (_, at) => square((at % 50) / 100, 48 + at / 5000, 0.001))
      const parts = { type: 'MultiPolygon', coordinates: squares.map((ring) => [ring]) }
      const holes = { type: 'Polygon', coordinates: [square(-1, 47, 3), ...squares] }
      for (const [geometry, words] of [
        [parts, /1001 parts; at most 1000/],
        [holes, /1001 holes; at most 1000/],
        [circle(20_001).geometry, /20001 positions; at most 20000/],
      ] as const) {
        const { status, body } = await post('/v2/orders/', { ...anAreaOrder(), geometry })
        assert.deepEqual([status, body.code], [400, 'invalid_geometry'])
        assert.match(body.detail, words)
      }
    })

    test('so an order of 20,000 positions is judged, and many of them together are not', async () => {
      const judged = await post('/v2/orders/validate', circle(20_000))
      assert.deepEqual([judged.status, judged.body.errors], [200, []])
      const before = await countOrders()
      const bulk = await post('/v2/orders/bulk', { orders: Array.from({ length: 4 }, () => circle(20_000)) })
      assert.deepEqual([bulk.status, bulk.body.code], [413, 'too_large'])
      assert.match(bulk.body.detail, /heavier than 250000/)
      assert.equal(await countOrders(), before)
    })

    test('so what would take long to read is refused before it is read, however few bytes it has', async () => {
      const names = Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`n${at}`, 0]))
      for (const heavy of [
        JSON.stringify(names),
        `[${'[],'.repeat(90_000)}]`,
        `[${'"",'.repeat(70_000)} none`,
      ]) {
        const { status, body } = await post('/v2/webhooks', heavy)
        assert.deepEqual([status, body.code], [413, 'too_large'], heavy.slice(0, 20))
        assert.match(body.detail, /a name 8/)
      }
    })

    test('so an area of many positions is judged by another thread, before a transaction, whichever way it comes', async () => {
      const { captures } = await swath.placeAndPlan()
      // It is refused everywhere, and nothing but its check takes a thread: it has no strips.
      const ring = circle(500).geometry.coordinates[0] as number[][]
      const geometry = { type: 'Polygon', coordinates: [ring.with(250, ring[149]!)] }
      const text = JSON.stringify(geometry)
      const order = { ...anAreaOrder(), geometry }
      const wkt = `POLYGON((${geometry.coordinates[0]!.map(([lon, lat]) => `${lon} ${lat}`).join()}))`
      const intersects = encodeURIComponent(text)
      const item = {
        type: 'Feature',
        id: 'a',
        geometry,
        properties: { datetime: '2026-01-01T00:00:00Z' },
        assets: {},
      }
      const task = {
        project_name: 'a',
        product: 178,
        target: geometry,
        start: '2026-06-02T00:00:00Z',
        end: '2026-06-09T00:00:00Z',
      }
      const lineOf = (target: unknown) => ({ ...history, lines: [{ ...old_task, target }] })
      const { threads } = swath.app.parts
      for (const [client, method, path, body] of [
        ['demo', 'POST', '/v2/orders/', order],
        ['demo', 'POST', '/v2/orders/quote', order],
        ['demo', 'POST', '/v2/orders/validate', order],
        ['demo', 'POST', '/v2/orders/bulk', { orders: [order] }],
        ['demo', 'POST', '/v2/orders/bulk', { orders: [order], all_or_nothing: true }],
        ['demo', 'POST', '/v2/analysis/opportunities', order],
        ['demo', 'POST', '/tasking/tasks/', { ...task, task_name: 'a' }],
        ['demo', 'POST', '/tasking/analysis/can-add-order/', { ...task, task_name: 'a' }],
        [
          'demo',
          'POST',
          '/v2/deliverables/none/reject',
          { category: 'haze', comment: 'a', evidence: geometry },
        ],
        ['demo', 'GET', `/v2/orders/?intersects=${intersects}`],
        ['demo', 'GET', `/search?intersects=${intersects}`],
        ['demo', 'POST', '/search', { intersects: geometry }],
        ['demo', 'POST', '/aggregate', { intersects: geometry, aggregations: ['total_count'] }],
        ['operator', 'POST', '/ops/v1/archive/items', { collection: 'l1d', items: [item] }],
        ['operator', 'POST', '/collections/l1d/items', item],
        ['operator', 'POST', '/ops/v1/imports', lineOf(geometry)],
        ['operator', 'POST', '/ops/v1/imports', { ...lineOf(geometry), dry_run: true }],
        ['operator', 'POST', '/ops/v1/imports', lineOf(text)],
        ['operator', 'POST', '/ops/v1/imports', lineOf(wkt)],
        ['simulator', 'POST', `/ops/v1/captures/${captures[0]!.capture_id}/reports`, acquired(geometry)],
      ] as const) {
        const before = threads.answering.count
        // With a key for repeats, most of the work is done in the transaction that keeps its answer.
        const keyed = { 'idempotency-key': `judged-${before}` }
        const answer = await swath.call(client, method, path, body, keyed)
        assert.match(
          JSON.stringify(answer.body),
          /itself/,
          `${method} ${path}: ${JSON.stringify(answer.body)}`,
        )
        assert.equal(threads.answering.count, before + 1, `${method} ${path}`)
      }
    })

    test('so also sound areas of many positions wait for their thread before a transaction', async () => {
      const order = circle(200)
      const orders = [order, order]
      for (const [path, body, status] of [
        ['/v2/orders/', order, 201],
        ['/v2/orders/quote', order, 201],
        ['/v2/orders/validate', order, 200],
        ['/v2/orders/bulk', { orders }, 200],
        ['/v2/orders/bulk', { orders, all_or_nothing: true }, 200],
        ['/v2/analysis/opportunities', order, 202],
      ] as const) {
        const key = { 'idempotency-key': `${path}-${Object.keys(body)}` }
        const send = () => swath.call('demo', 'POST', path, body, key)
        const [first, again] = [await send(), await send()]
        assert.equal(first.status, status, `${path}: ${JSON.stringify(first.body)}`)
        assert.deepEqual(again.body, first.body, path)
      }
    })

    test('so bodies may be as large as what they are for, and the refusal tells how large', async () => {
      const long = { filler: 'x'.repeat(1.5 * 2 ** 20) }
      const project = await post('/v2/webhooks', long)
      assert.deepEqual([project.status, project.body.code], [413, 'too_large'])
      assert.match(project.body.detail, /at most 1048576 bytes/)
      assert.equal((await post('/v2/orders/', long)).status, 400)
      const order = await post('/v2/orders/', { filler: 'x'.repeat(5 * 2 ** 20) })
      assert.match(order.body.detail, /at most 4194304 bytes/)
    })
  })
})
