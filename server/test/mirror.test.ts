import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Event } from '@swath/contract/events'
import fc from 'fast-check'
import { sql } from 'kysely'
import { captureMachine } from '../src/captures/machine.ts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { deliverableMachine } from '../src/deliverables/machine.ts'
import { isAllowed, type Machine } from '../src/lib/machine.ts'
import { orderMachine } from '../src/orders/machine.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase, type TestDatabase } from './databases.ts'
import { anItem } from './items.ts'

type Line = Record<string, unknown>
const machines: Record<string, Machine> = {
  order: orderMachine,
  capture: captureMachine,
  deliverable: deliverableMachine,
}
const square = (lon: number, size = 0.1) => ({
  type: 'Polygon',
  coordinates: [
    [
      [lon, 0],
      [lon + size, 0],
      [lon + size, size],
      [lon, size],
      [lon, 0],
    ],
  ],
})

let last_id = 200_000
const aTask = (more: Line = {}): Line => ({
  task_id: ++last_id,
  task_name: 'an old task',
  project_name: 'old',
  product: 169,
  target: { type: 'Point', coordinates: [10.05, 0.05, 0] },
  start: '2025-01-01T00:00:00Z',
  end: '2025-01-08T00:00:00',
  created_time: '2024-12-30T12:00:00.000000Z',
  status: 'received',
  ...more,
})
const aCapture = (task: Line, more: Line = {}): Line => ({
  capture_id: `c${++last_id}`,
  task_id: task.task_id,
  start: '2025-01-03T10:00:00Z',
  end: '2025-01-03T10:00:10Z',
  satellite_name: 'newsat30',
  status: 'published',
  sceneset_id: crypto.randomUUID(),
  cloud_cover: 3,
  footprint: square(10),
  ...more,
})
const aScene = (capture: Line, more: Line = {}): Line => ({
  scene_id: `scene_${++last_id}`,
  sceneset_id: capture.sceneset_id,
  processing_level: 'L1D',
  delivered_at: '2025-01-04T08:00:00Z',
  footprint: square(10),
  ...more,
})
const aConsumption = (more: Line = {}): Line => ({
  item_id: `item_${++last_id}`,
  collection: 'l1d',
  outcome_id: crypto.randomUUID(),
  processing_level: 'L1D',
  downloaded_at: '2025-02-01T00:00:00Z',
  acquired_at: '2025-01-20T00:00:00Z',
  geometry: square(20, 0.02),
  ...more,
})

onOneDatabase((openDatabase) => {
  let database: TestDatabase
  let swath: TestApp
  before(async () => {
    database = await openDatabase()
    swath = await TestApp.open(database)
  })
  after(() => swath.close())

  const importAll = async (kind: string, lines: Line[], more: Line = {}) => {
    const body = { contract_id: demo_contracts.demo, source: 'old', kind, lines, ...more }
    const answer = await swath.call('operator', 'POST', '/ops/v1/imports', body)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const counts = ({ created, updated, unchanged, refused }: Record<string, number>) => [
    created,
    updated,
    unchanged,
    refused,
  ]
  const query = <Row>(text: ReturnType<typeof sql<Row>>) => swath.app.db.system((tx) => tx.rows(text))
  const orderOf = (task: Line) => swath.order(String(task.task_id))

  /** Everything that an import may write, and what follows from it. */
  async function everything() {
    const counted = await query(sql<Record<string, unknown>>`
      select (select count(*) from orders) as orders, (select count(*) from captures) as captures,
        (select count(*) from deliverables) as deliverables, (select count(*) from events) as events,
        (select count(*) from ledger_entries) as entries, (select count(*) from projects) as projects,
        (select max(updated_at)::text from orders) as changed_at, (select count(*) from pgboss.job) as jobs`)
    return counted[0]!
  }

  /** The tables in which a text is, in whatever column. */
  async function tablesWith(text: string): Promise<string[]> {
    const tables = await query(sql<{ name: string }>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema', 'tiger', 'topology') and tablename <> 'spatial_ref_sys'
      order by name`)
    const connection = await database.pool.connect()
    try {
      const found: string[] = []
      for (const { name } of tables) {
        const { rows } = await connection.query(
          `select from ${name} t where t::text like '%${text}%' limit 1`,
        )
        if (rows.length > 0) found.push(name)
      }
      return found
    } finally {
      connection.release()
    }
  }

  test('of a geometry nothing is stored but its type and its coordinates, whatever door it comes by', async () => {
    const more = (geometry: object) => ({
      ...geometry,
      bbox: [0, 0, 1, 1],
      smuggled_in: { a: 'smuggled along' },
    })
    const area = more(square(10))
    const point = more({ type: 'Point', coordinates: [10.05, 0.05] })
    const sent = async (
      client: 'demo' | 'operator' | 'simulator',
      method: 'POST',
      path: string,
      body: object,
    ) => {
      const { status, body: answer } = await swath.call(client, method, path, body)
      assert.ok(status < 300, `${path}: ${JSON.stringify(answer)}`)
      return answer
    }
    const order = aPointOrder({ order_name: 'smuggled order' }, point)
    await sent('demo', 'POST', '/v2/orders/validate', order)
    await sent('demo', 'POST', '/v2/orders/quote', order)
    await sent('demo', 'POST', '/v2/orders/bulk', { orders: [order] })
    const { captures } = await swath.placeAndPlan(aPointOrder({}, point))
    const start = new Date(swath.clock.now().getTime() + 3_600_000).toISOString()
    const end = new Date(swath.clock.now().getTime() + 9 * 86_400_000).toISOString()
    const task = { task_name: 'v1', project_name: 'v1', product: 169, target: point, start, end }
    await sent('demo', 'POST', '/tasking/tasks/', task)
    await sent('demo', 'POST', '/v2/analysis/opportunities', order)
    await swath.collect(captures[0]!, 'acquired', area as never)
    const old = aTask({ target: area })
    const capture = aCapture(old, { footprint: area })
    await importAll('tasks', [old])
    await importAll('captures', [capture])
    await importAll('scenes', [aScene(capture, { footprint: area })])
    await importAll('consumptions', [aConsumption({ geometry: more(square(20, 0.02)) })])
    const item = anItem('smuggled-item', { geometry: more(square(10, 0.02)) })
    await sent('operator', 'POST', '/collections/l1d/items', item)
    await sent('operator', 'POST', '/ops/v1/archive/items', {
      collection: 'l1d',
      items: [anItem('second', { geometry: area })],
    })
    await swath.drain()
    assert.deepEqual(await tablesWith('smuggled order'), ['public.analyses', 'public.orders'])
    assert.deepEqual(await tablesWith('smuggled along'), [])
  })

  /** Replays the events of an order, step by step, and compares with what is stored. */
  async function checkReplay(order_id: string) {
    const events: Event[] = (await swath.call('demo', 'GET', `/v2/orders/${order_id}/events?limit=1000`)).body
      .results
    for (const [id, of_it] of Map.groupBy(events, ({ data }) => data.entity_id)) {
      const { entity } = of_it[0]!.data
      const machine = machines[entity]!
      let status: string | undefined
      let fields: Record<string, unknown> = {}
      for (const { data } of of_it) {
        const { from, to } = machine.steps[data.action]!
        if (status === undefined) assert.equal(from.length, 0, data.action)
        else assert.ok(isAllowed(machine, status, data.action), `${data.action} from ${status}`)
        status = to ?? status
        fields = { ...fields, ...data.changes }
      }
      const [row] = await query(sql<{ row: Record<string, unknown> }>`
        select to_jsonb(t) as row from ${sql.table(`${entity}s`)} t where ${sql.ref(`${entity}_id`)} = ${id}`)
      assert.equal(row!.row.status, status)
      for (const [name, value] of Object.entries(fields)) {
        if (name === 'footprint') continue
        const is_time = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
        const found = is_time ? new Date(row!.row[name] as string).toISOString() : row!.row[name]
        assert.deepEqual(found, value, `${id} ${name}`)
      }
    }
  }

  describe('a task', () => {
    const expected: [Line, string, string | null, string | null][] = [
      [{ status: 'received' }, 'in_progress', null, null],
      [{ status: 'completed' }, 'closed', 'fulfilled', 'ALL_DELIVERED'],
      [
        { status: 'completed', outcome: 'partially_fulfilled' },
        'closed',
        'partially_fulfilled',
        'PARTLY_DELIVERED',
      ],
      [{ status: 'failed' }, 'closed', 'failed', 'FAILED_ELSEWHERE'],
      [{ status: 'failed', reason: 'CLOUD_COVER_EXCEEDED' }, 'closed', 'unfulfilled', 'CLOUD_COVER_EXCEEDED'],
      [{ status: 'rejected' }, 'closed', 'rejected', 'NOT_FEASIBLE'],
      [{ status: 'canceled' }, 'closed', 'canceled', 'CANCELED_BY_CUSTOMER'],
    ]
    for (const [more, status, outcome, reason_code] of expected) {
      test(`${JSON.stringify(more)} is an order that is ${status}, ${outcome}`, async () => {
        const task = aTask({ ...more, closed_time: '2025-01-05T00:00:00Z' })
        assert.deepEqual(counts(await importAll('tasks', [task])), [1, 0, 0, 0])
        const { properties, id, geometry } = await orderOf(task)
        assert.deepEqual(
          [properties.status, properties.outcome, properties.status_report.reason_code],
          [status, outcome, reason_code],
        )
        assert.equal(properties.parameters.task_id, task.task_id)
        assert.equal(properties.created_at, '2024-12-30T12:00:00.000000Z')
        assert.equal(properties.closed_at, outcome && '2025-01-05T00:00:00.000000Z')
        assert.ok(properties.updated_at >= swath.clock.now().toISOString().replace('Z', ''))
        assert.deepEqual(geometry, { type: 'Point', coordinates: [10.05, 0.05] })
        assert.deepEqual([properties.actions, properties.cancellation.allowed], [[], false])
        const [first] = await swath.events(id)
        assert.equal(first!.data.occurred_at, '2024-12-30T12:00:00.000000Z')
        await checkReplay(id)
      })
    }

    test('has the SKU that the contract has for its product, or the one that the line names', async () => {
      const area = aTask({ product: '178', target: 'POLYGON((10 0, 10.1 0, 10.1 0.1, 10 0.1, 10 0))' })
      const rush = aTask({ product: undefined, sku: 'TSKRSH-M.NN.NN', priority: '99' })
      await importAll('tasks', [area, rush])
      assert.equal((await orderOf(area)).properties.sku, 'TSKARE-M')
      assert.ok(Math.abs((await orderOf(area)).properties.area_km2 - 123.1) < 0.1)
      const { sku, priority } = (await orderOf(rush)).properties
      assert.deepEqual([sku, priority], ['TSKRSH-M.NN.NN', 99])
    })

    test('with expected_age and max_captures is an order that recurs', async () => {
      const task = aTask({ expected_age: '2 days, 00:00:00', max_captures: 3 })
      await importAll('tasks', [task])
      const { parameters, status_report, area_km2 } = (await orderOf(task)).properties
      assert.deepEqual([parameters.revisit_period, parameters.max_captures], ['P2D', 3])
      assert.equal(status_report.progress.requested_km2, 3 * area_km2)
    })

    test('that has gone on since takes its order along; what is final is never taken back', async () => {
      const task = aTask()
      await importAll('tasks', [task])
      assert.deepEqual(
        counts(await importAll('tasks', [{ ...task, task_name: 'another name' }])),
        [0, 1, 0, 0],
      )
      assert.deepEqual(counts(await importAll('tasks', [{ ...task, status: 'completed' }])), [0, 1, 0, 0])
      const { id, properties } = await orderOf(task)
      assert.deepEqual([properties.outcome, properties.status], ['fulfilled', 'closed'])
      for (const status of ['received', 'failed', 'canceled']) {
        assert.deepEqual(counts(await importAll('tasks', [{ ...task, status }])), [0, 0, 1, 0])
      }
      assert.deepEqual(await orderOf(task), await swath.order(id))
      assert.equal((await orderOf(task)).properties.outcome, 'fulfilled')
      await checkReplay(id)
    })

    test('that was rejected only after it had been seen is rejected all the same', async () => {
      const task = aTask()
      await importAll('tasks', [task, { ...task, status: 'rejected' }])
      const { id, properties } = await orderOf(task)
      assert.equal(properties.outcome, 'rejected')
      await checkReplay(id)
    })

    test('is partially fulfilled when a capture of it had failed for good before it completed', async () => {
      const whole = aTask()
      const partial = aTask()
      await importAll('tasks', [whole, partial])
      const failed = { status: 'failed', start: '2025-01-02T00:00:00Z', end: '2025-01-02T00:00:10Z' }
      await importAll('captures', [aCapture(whole, failed), aCapture(whole)])
      await importAll('captures', [
        aCapture(partial),
        aCapture(partial, { ...failed, start: '2025-01-06T00:00:00Z' }),
      ])
      await importAll(
        'tasks',
        [whole, partial].map((task) => ({ ...task, status: 'completed' })),
      )
      assert.equal((await orderOf(whole)).properties.outcome, 'fulfilled')
      assert.equal((await orderOf(partial)).properties.outcome, 'partially_fulfilled')
    })
  })

  describe('a capture', () => {
    const way = ['queued', 'scheduled', 'collecting', 'acquired', 'published', 'failed', 'canceled']
    for (const status of way) {
      test(`that is ${status} is a capture that is ${status}, from wherever it was before`, async () => {
        const task = aTask()
        await importAll('tasks', [task])
        const direct = aCapture(task, { status })
        const by_stages = aCapture(task, { status: 'queued' })
        assert.deepEqual(counts(await importAll('captures', [direct, by_stages])), [2, 0, 0, 0])
        await importAll('captures', [{ ...by_stages, status }])
        const { id, properties } = await orderOf(task)
        const captures = await swath.captures(id)
        assert.deepEqual(
          captures.map((one) => one.status),
          [status, status],
        )
        if (['acquired', 'published'].includes(status)) {
          assert.equal(captures[0]!.acquired_at, '2025-01-03T10:00:10.000000Z')
          assert.equal(captures[0]!.outcome_id, direct.sceneset_id)
          assert.equal(captures[0]!.access!.satellite_name, 'newsat30')
        }
        assert.deepEqual(properties.status_report.progress.captures, { [status]: 2 })
        assert.equal(properties.status, 'in_progress')
        assert.deepEqual(counts(await importAll('captures', [{ ...direct, status: 'queued' }])), [0, 0, 1, 0])
        await checkReplay(id)
      })
    }

    test('without a pass can be queued, failed or canceled, and gets its pass later', async () => {
      const task = aTask()
      await importAll('tasks', [task])
      const lines = way.map((status) => aCapture(task, { status, start: null, end: null }))
      const { created, results } = await importAll('captures', lines)
      assert.deepEqual([created, results.length], [3, 4])
      assert.ok(results.every((one: { problems: Line[] }) => one.problems[0]!.pointer === '/start'))
      const [queued] = lines
      const scheduled = aCapture(task, {
        ...queued,
        status: 'scheduled',
        start: '2025-01-05T00:00:00Z',
        end: null,
      })
      assert.deepEqual(counts(await importAll('captures', [scheduled])), [0, 1, 0, 0])
      const moved = { ...scheduled, start: '2025-01-06T00:00:00Z' }
      assert.deepEqual(counts(await importAll('captures', [moved, moved])), [0, 1, 1, 0])
      const { id } = await orderOf(task)
      const captures = await swath.captures(id)
      assert.deepEqual(captures.map((one) => one.access?.start).filter(Boolean), ['2025-01-06T00:00:00.000Z'])
      await checkReplay(id)
    })

    test('of a task that is not represented is refused', async () => {
      const { results } = await importAll('captures', [aCapture(aTask())])
      assert.equal(results[0].problems[0].code, 'task_unknown')
    })

    test('of an area covers no more than was ordered', async () => {
      const task = aTask({ product: 178, target: square(10) })
      await importAll('tasks', [task])
      await importAll('captures', [aCapture(task, { footprint: square(10.05, 0.2) })])
      const { area_km2, status_report } = (await orderOf(task)).properties
      assert.ok(Math.abs(status_report.progress.delivered_km2 / area_km2 - 0.5) < 0.01)
    })
  })

  describe('a scene', () => {
    test('is a deliverable with its charge, booked when it was delivered', async () => {
      const task = aTask({ status: 'completed' })
      const capture = aCapture(task)
      await importAll('tasks', [task])
      await importAll('captures', [capture])
      const computed = aScene(capture)
      const told = aScene(capture, { area_km2: '12.5', amount_minor: '777', footprint: '' })
      const by_capture = aScene(capture, {
        sceneset_id: undefined,
        capture_id: capture.capture_id,
        area_km2: 10,
      })
      assert.deepEqual(counts(await importAll('scenes', [computed, told, by_capture])), [3, 0, 0, 0])
      const { id } = await orderOf(task)
      const of_scene = Map.groupBy(await swath.deliverables(id), (one) => one.scene_id)
      const deliverable = of_scene.get(String(computed.scene_id))![0]!
      assert.deepEqual(
        [deliverable.status, deliverable.delivered_at],
        ['DELIVERED', '2025-01-04T08:00:00.000000Z'],
      )
      assert.ok(Math.abs(deliverable.quantity! - 123.1) < 0.1)
      assert.equal(deliverable.charge!.amount_minor, Math.round(deliverable.quantity! * 800))
      const other = of_scene.get(String(told.scene_id))![0]!
      assert.deepEqual([other.quantity, other.charge!.amount_minor], [12.5, 777])
      const booked = await query(sql<{ booked_at: Date; amount_minor: number }>`
        select booked_at, amount_minor from ledger_entries
        where deliverable_id = ${other.deliverable_id} order by amount_minor`)
      assert.deepEqual(
        booked.map((entry) => [entry.booked_at.toISOString(), entry.amount_minor]),
        [
          ['2025-01-04T08:00:00.000Z', -777],
          ['2025-01-04T08:00:00.000Z', 777],
        ],
      )
      const period = 'delivered_at__gte=2025-01-04T00:00:00Z&delivered_at__lt=2025-01-05T00:00:00Z'
      const { body } = await swath.call('demo', 'GET', `/v2/orders/${id}/deliverables?${period}`)
      assert.equal(body.count, 3)
      await checkReplay(id)
    })

    test('of a capture that is not represented is refused', async () => {
      const { results } = await importAll('scenes', [aScene({ sceneset_id: crypto.randomUUID() })])
      assert.equal(results[0].problems[0].code, 'capture_unknown')
    })
  })

  describe('a download from the archive', () => {
    const archiveOrders = async (outcome_id: unknown) =>
      query(sql<{ order_id: string }>`
        select distinct order_id from captures join orders using (order_id)
        where outcome_id = ${outcome_id}::uuid order by order_id`)

    test('is one closed order for each capture and collection, with a deliverable for each item', async () => {
      const first = aConsumption()
      const second = { ...first, item_id: 'another', downloaded_at: '2025-02-02T00:00:00Z' }
      const elsewhere = { ...first, collection: 'l1c', processing_level: 'L1C' }
      assert.deepEqual(
        counts(await importAll('consumptions', [first, second, elsewhere, first])),
        [3, 0, 1, 0],
      )
      const orders = await archiveOrders(first.outcome_id)
      assert.equal(orders.length, 2)
      const order = await swath.order(orders[0]!.order_id)
      assert.deepEqual(
        [order.properties.sku, order.properties.status, order.properties.outcome],
        ['ARCLGD-M.NN.NN', 'closed', 'fulfilled'],
      )
      for (const { order_id } of orders) await checkReplay(order_id)
    })

    test('that is taken at once, in the transaction of the caller, is charged once and never again', async () => {
      const mirror = swath.app.features.mirror.service
      const line = {
        collection: 'l1d-sr',
        item_id: 'x',
        outcome_id: crypto.randomUUID(),
        processing_level: 'L1D_SR' as const,
        acquired_at: new Date('2025-01-01'),
        downloaded_at: new Date('2025-03-01'),
        satellite_name: 'newsat31',
        cloud_cover_pct: 1,
        footprint: square(30, 0.02) as never,
      }
      const { demo } = demo_contracts
      const taken = await Promise.all([1, 2, 3].map(() => mirror.consume('demo', demo, line)))
      assert.deepEqual(taken.map((one) => one.is_new).toSorted(), [false, false, true])
      assert.equal(new Set(taken.map((one) => one.deliverable_id)).size, 1)
      const more = await mirror.consume('demo', demo, { ...line, item_id: 'y' })
      assert.deepEqual([more.is_new, more.order_id], [true, taken[0]!.order_id])
      const { properties } = await swath.order(more.order_id)
      assert.deepEqual(properties.status_report.progress.deliverables, { DELIVERED: 2 })
      const before = await everything()
      const undone = swath.app.db.tenant(demo, async () => {
        await mirror.consume('demo', demo, { ...line, item_id: 'z' })
        throw new Error('the caller fails')
      })
      await assert.rejects(undone, /the caller fails/)
      assert.deepEqual(await everything(), before)
      const { results } = await importAll('consumptions', [
        { ...aConsumption(), ...line, geometry: line.footprint, satellite_name: 'newsat31' },
      ])
      assert.deepEqual(results, [])
      assert.deepEqual((await everything()).deliverables, before.deliverables)
    })

    test('and a scene are charged by the counting terms of their SKU, also when many come at once', async () => {
      const setCounting = async (sku: string, min_quantity: number) => {
        const path = `/ops/v1/contracts/${demo_contracts.demo}/skus/${sku}/counting`
        const counting = {
          min_quantity,
          overlap: 'once',
          levels: min_quantity > 0 ? 'once' : 'each',
          uplifts: [],
        }
        assert.equal((await swath.call('operator', 'PUT', path, counting)).status, 200)
      }
      await setCounting('ARCLGD-M.NN.NN', 50)
      await setCounting('TSKPOI-M', 50)
      const first = aConsumption()
      const second = { ...first, collection: 'l1c', processing_level: 'L1C' }
      const task = aTask()
      const capture = aCapture(task)
      const scene = aScene(capture, { area_km2: 10 })
      const other = { ...scene, processing_level: 'L1B' }
      await importAll('consumptions', [first, second])
      await importAll('tasks', [task])
      await importAll('captures', [capture])
      await importAll('scenes', [scene, other])
      await setCounting('ARCLGD-M.NN.NN', 0)
      await setCounting('TSKPOI-M', 0)
      const orders = [...(await archiveOrders(first.outcome_id)), { order_id: (await orderOf(task)).id }]
      const delivered = await Promise.all(orders.map(({ order_id }) => swath.deliverables(order_id)))
      const quantities = delivered.flat().map(({ quantity }) => quantity)
      const { price, area_km2 } = (await orderOf(task)).properties
      assert.deepEqual(quantities.toSorted(), [0, 0, 50, (50 / area_km2) * 10].toSorted())
      assert.equal(price.quoted_minor, 50 * 800)
    })

    test('needs a SKU for it in the contract, and cannot be ordered', async () => {
      const { results } = await importAll('consumptions', [aConsumption()], {
        contract_id: demo_contracts['demo-two'],
      })
      assert.equal(results[0].problems[0].code, 'not_entitled')
      const order = aPointOrder({ sku: 'ARCLGD-M.NN.NN' }, square(10))
      const { status, body } = await swath.call('demo', 'POST', '/v2/orders/', order)
      assert.deepEqual([status, body.code], [400, 'sku_not_orderable'])
    })
  })

  test('what was imported is nothing for Swath to do, and nothing for its customer to change', async () => {
    await swath.drain()
    const planned = swath.provider.planned.length
    const task = aTask({ end: '2026-06-02T00:00:00Z' })
    const capture = aCapture(task, { status: 'scheduled' })
    const failed = aCapture(task, { status: 'failed', reason: 'Clouds, sadly' })
    await importAll('tasks', [task])
    await importAll('captures', [capture, failed])
    const { id } = await orderOf(task)
    for (const [method, body] of [
      ['DELETE', undefined],
      ['PATCH', { properties: { order_name: 'x' } }],
    ] as const) {
      const answer = await swath.call('demo', method, `/v2/orders/${id}`, body)
      assert.deepEqual([answer.status, answer.body.code], [409, 'managed_elsewhere'])
      assert.match(answer.body.message, /import:old/)
    }
    const events = (await swath.events(id)).length
    swath.advance({ hours: 72 })
    await swath.app.queue.trigger('captures.close_windows')
    await swath.drain()
    assert.ok((await swath.captures(id)).some((one) => one.status === 'scheduled'))
    const orders = swath.app.features.orders.service
    const { planning } = swath.app.features.captures
    await orders.assess(demo_contracts.demo, id)
    await planning.plan(demo_contracts.demo, id, new AbortController().signal)
    const without_captures = aTask({ end: '2030-01-01T00:00:00Z' })
    await importAll('tasks', [without_captures])
    const { id: other_id } = await orderOf(without_captures)
    await planning.plan(demo_contracts.demo, other_id, new AbortController().signal)
    assert.deepEqual(await swath.captures(other_id), [])
    await importAll('captures', [{ ...capture, status: 'canceled' }])
    await orders.progress(demo_contracts.demo, id)
    await swath.drain()
    assert.equal((await orderOf(task)).properties.status, 'in_progress')
    assert.equal((await swath.events(id)).length, events + 1)
    assert.equal(swath.provider.planned.length, planned)
    assert.ok((await swath.captures(id)).some((one) => one.reason_code === 'FAILED_ELSEWHERE'))
  })

  test('a bad line is refused with all that is wrong with it, and refuses no other', async () => {
    const good = aTask()
    const bad = [
      aTask({ status: 'done', end: 'tomorrow', target: undefined }),
      aTask({ product: 1 }),
      aTask({ product: 178 }),
      aTask({ end: '2024-01-01T00:00:00Z' }),
      aTask({ target: 'POINT(200 95)' }),
      aTask({ status: 'completed', outcome: 'failed' }),
      'not a line' as never,
    ]
    const { created, refused, results } = await importAll('tasks', [
      ...bad.slice(0, 3),
      good,
      ...bad.slice(3),
    ])
    assert.deepEqual([created, refused], [1, bad.length])
    assert.deepEqual(
      results.map((one: { index: number }) => one.index),
      [0, 1, 2, 4, 5, 6, 7],
    )
    assert.deepEqual(
      results[0].problems.map((one: { pointer: string }) => one.pointer),
      ['/target', '/end', '/status'],
    )
    assert.equal((await swath.call('demo', 'GET', `/v2/orders/${bad[1]!.task_id}`)).status, 404)
    assert.equal((await orderOf(good)).properties.order_name, 'an old task')
    const unstorable = [aTask({ task_name: 'a\0b' }), aTask()]
    const mirror = swath.app.features.mirror.service
    const told = await mirror.take('operator', demo_contracts.demo, 'import:old', 'tasks', unstorable)
    assert.deepEqual(
      told.map((one) => one.result),
      ['refused', 'created'],
    )
  })

  test('a dry run says the same and stores nothing', async () => {
    const lines = [aTask({ project_name: 'a new project' }), aTask({ product: 1 })]
    const before = await everything()
    const dry = await importAll('tasks', lines, { dry_run: true })
    assert.deepEqual(await everything(), before)
    assert.deepEqual(await importAll('tasks', lines), dry)
  })

  test('two contracts have nothing to do with each other', async () => {
    const task = aTask()
    const capture = aCapture(task)
    await importAll('tasks', [task])
    await importAll('captures', [capture])
    const two = { contract_id: demo_contracts['demo-two'] }
    assert.equal((await importAll('tasks', [task], two)).results[0].problems[0].code, 'task_id_taken')
    assert.equal((await importAll('captures', [capture], two)).results[0].problems[0].code, 'task_unknown')
    assert.equal(
      (await importAll('scenes', [aScene(capture)], two)).results[0].problems[0].code,
      'capture_unknown',
    )
    assert.equal((await swath.call('demo-two', 'GET', `/v2/orders/${task.task_id}`)).status, 404)
    const other_source = await importAll('captures', [capture], { source: 'another' })
    assert.equal(other_source.results[0].problems[0].code, 'task_unknown')
    const of_another = await importAll('scenes', [aScene(capture)], { source: 'another' })
    assert.equal(of_another.results[0].problems[0].code, 'capture_unknown')
    const nobody = { contract_id: 'cont.nobody', source: 'old', kind: 'tasks', lines: [task] }
    assert.equal((await swath.call('operator', 'POST', '/ops/v1/imports', nobody)).status, 404)
    assert.equal((await swath.call('demo', 'POST', '/ops/v1/imports', nobody)).status, 403)
  })

  test('the same lines from several sides at once are represented once', async () => {
    const lines = Array.from({ length: 20 }, () => aTask())
    const answers = await Promise.all([1, 2, 3].map(() => importAll('tasks', lines)))
    assert.deepEqual(
      answers.map((one) => one.created + one.refused).toSorted((a, b) => a - b),
      [0, 0, 20],
    )
    const items = Array.from({ length: 10 }, () => aConsumption())
    const shuffled = [items, items.toReversed(), items.toSorted(() => 1)]
    const taken = await Promise.all(shuffled.map((some) => importAll('consumptions', some)))
    assert.equal(
      taken.reduce((sum, one) => sum + one.created, 0),
      10,
    )
  })

  const History = fc.array(
    fc.record({
      status: fc.constantFrom('received', 'completed', 'failed', 'rejected', 'canceled'),
      captures: fc.array(fc.constantFrom('queued', 'scheduled', 'acquired', 'published', 'failed'), {
        maxLength: 3,
      }),
      scenes: fc.nat({ max: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  )

  test('any history, in batches of any size and again and again, gives the same orders as once', async () => {
    await fc.assert(
      fc.asyncProperty(History, fc.integer({ min: 1, max: 4 }), async (history, size) => {
        const before = await ledgerTotal()
        const once = await importHistory(history, 1000, 'once')
        const again = await importHistory(history, size, 'again')
        assert.deepEqual(again.orders, once.orders)
        const settled = await everything()
        for (const { kind, lines } of again.files) {
          assert.equal((await importAll(kind, lines, { source: 'again' })).unchanged, lines.length)
        }
        assert.deepEqual(await everything(), settled)
        for (const order_id of again.order_ids) await checkReplay(order_id)
        const after = await ledgerTotal()
        assert.equal(after.balance, 0)
        assert.equal(after.consumed - before.consumed, 2 * once.delivered_minor)
      }),
      { numRuns: 8 },
    )
  })

  async function ledgerTotal() {
    const [row] = await query(sql<{ balance: number; consumed: number }>`
      select coalesce(sum(amount_minor), 0)::float8 as balance,
        coalesce(sum(amount_minor) filter (where account = 'consumed'), 0)::float8 as consumed from ledger_entries`)
    return row!
  }

  interface Told {
    status: string
    captures: string[]
    scenes: number
  }

  async function importHistory(history: readonly Told[], size: number, source: string) {
    const tasks = history.map(({ status }) => aTask({ status }))
    const captures = history.flatMap(({ captures }, at) =>
      captures.map((status) => aCapture(tasks[at]!, { status })),
    )
    const acquired = captures.filter(({ status }) => status === 'acquired' || status === 'published')
    const scenes = acquired.flatMap((capture, at) =>
      Array.from({ length: history[at % history.length]!.scenes }, () => aScene(capture)),
    )
    const files = [
      { kind: 'tasks', lines: tasks },
      { kind: 'captures', lines: captures },
      { kind: 'scenes', lines: scenes },
    ].filter(({ lines }) => lines.length > 0)
    for (const { kind, lines } of files) {
      for (let at = 0; at < lines.length; at += size) {
        assert.equal(
          (await importAll(kind, lines.slice(at, at + size), { source })).created,
          Math.min(size, lines.length - at),
        )
      }
    }
    const found = await Promise.all(tasks.map(orderOf))
    const order_ids = found.map((order) => order.id)
    const deliverables = (await Promise.all(order_ids.map((id) => swath.deliverables(id)))).flat()
    return {
      files,
      order_ids,
      delivered_minor: deliverables.reduce((sum, one) => sum + one.charge!.amount_minor, 0),
      orders: found.map(({ properties: { status, outcome, created_at, closed_at, status_report } }) => {
        const { reason_code, progress } = status_report
        return { status, outcome, created_at, closed_at, reason_code, progress }
      }),
    }
  }
})
