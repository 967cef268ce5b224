import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

// Clients of all kinds send things that mean nothing, and are no fault.

const feature = JSON.parse(
  await readFile(new URL('requests/feature-with-bbox-and-id.json', import.meta.url), 'utf8'),
)

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const place = (body: object) => swath.call('demo', 'POST', '/v2/orders/', body)

  test('null where it means nothing is as good as absent, in bodies of v2', async () => {
    const nothing = { quote_id: null, client_reference: null, metadata: null, project_name: null }
    const parameters = { start: null, end: null, max_ona: null, nei: null, uplifts: null, max_captures: null }
    const order = aPointOrder({ ...nothing, parameters })
    const { status, body } = await place(order)
    assert.deepEqual([status, body.properties?.project_name], [201, 'default'], JSON.stringify(body))
    assert.equal('destination_id' in body.properties, false)
    const nowhere = await place(aPointOrder({ destination_id: null }))
    assert.equal(nowhere.body.properties.destination_id, null)
    const valid = await swath.call('demo', 'POST', '/v2/orders/validate', order)
    assert.equal(valid.body.valid, true, JSON.stringify(valid.body))
    const many = await swath.call('demo', 'POST', '/v2/orders/bulk', {
      orders: [order],
      all_or_nothing: null,
    })
    assert.equal(many.body.placed, 1, JSON.stringify(many.body))
    assert.equal((await swath.call('demo', 'POST', '/v2/orders/quote', order)).status, 201)
    const change = {
      properties: { order_name: 'renamed', project_name: null, metadata: null, parameters: null },
    }
    const changed = await swath.call('demo', 'PATCH', `/v2/orders/${body.id}`, change)
    assert.deepEqual([changed.status, changed.body.properties?.order_name], [200, 'renamed'])
  })

  test('null where something is needed is missing, and a list has no absent items', async () => {
    const missing = await place(aPointOrder({ order_name: null }))
    assert.deepEqual(
      missing.body.errors.map(({ pointer, code }: Record<string, string>) => [pointer, code]),
      [['/properties/order_name', 'missing_field']],
    )
    assert.equal((await place(aPointOrder({ parameters: { uplifts: [null] } }))).status, 400)
    assert.equal((await place(aPointOrder({ unheard_of: null }))).status, 400)
  })

  test('a provider may report null for what it leaves out', async () => {
    const { captures } = await swath.placeAndPlan()
    const report = await swath.report(captures[0]!.capture_id, 'failed', { cloud_cover_pct: null })
    assert.deepEqual([report.status, report.body.result], [202, 'applied'])
  })

  test('v1 takes what v1 answered, of a point, an area and an object in space', async () => {
    const base = {
      task_name: 'again',
      project_name: 'tests',
      start: '2026-06-02T10:00:00Z',
      end: '2026-06-05T10:00:00Z',
    }
    const { geometry } = anAreaOrder()
    const space = {
      mode: 'spotlight',
      satellite: 'newsat33',
      first_point_time: '2026-06-03T10:15:30.25Z',
      first_point: [10, 20, 550_000],
    }
    const { start: _, end: __, ...named } = base
    for (const task of [
      { ...base, product: 169, target: { type: 'Point', coordinates: [2.35, 48.85] } },
      { ...base, product: 178, target: geometry, expected_age: '1 day, 00:00:00' },
      { ...named, ...space, product: 190 },
    ]) {
      const first = await swath.call('demo', 'POST', '/tasking/tasks/', task)
      assert.equal(first.status, 201, JSON.stringify(first.body))
      const again = await swath.call('demo', 'POST', '/tasking/tasks/', first.body)
      assert.equal(again.status, 201, JSON.stringify(again.body))
      const { task_id, order_id, created_time, ...same } = first.body
      assert.partialDeepStrictEqual(again.body, same)
      assert.notEqual(again.body.task_id, task_id)
    }
  })

  test('a Feature may have id, bbox, crs and members of others, and its geometry as well', async () => {
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } }
    const { geometry } = feature
    for (const body of [
      feature,
      { ...feature, id: 7, crs, title: 'a field', links: [], bbox: null },
      { ...feature, geometry: { ...geometry, bbox: feature.bbox, crs, note: 'as PostGIS writes it' } },
      { ...feature, crs: { type: 'name', properties: { name: 'EPSG:4326' } } },
      { ...feature, crs: null },
    ]) {
      const { status, body: order } = await place(body)
      assert.equal(status, 201, JSON.stringify(order))
      assert.deepEqual(order.geometry, geometry)
      assert.notEqual(order.id, String(body.id))
      const valid = await swath.call('demo', 'POST', '/v2/orders/validate', body)
      assert.equal(valid.body.valid, true)
    }
    const analysis = await swath.call('demo', 'POST', '/v2/analysis/opportunities', feature)
    assert.equal(analysis.status, 202, JSON.stringify(analysis.body))
    const { id } = (await place(feature)).body
    const patch = { type: 'Feature', id, properties: { order_name: 'by a Feature' } }
    assert.equal((await swath.call('demo', 'PATCH', `/v2/orders/${id}`, patch)).status, 200)
    const moved = await swath.call('demo', 'PATCH', `/v2/orders/${id}`, { ...patch, geometry })
    assert.deepEqual([moved.status, moved.body.errors[0].pointer], [400, '/geometry'])
  })

  test('coordinates of another reference system are refused, not taken for degrees', async () => {
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3857' } }
    const on_feature = await place({ ...feature, crs })
    assert.deepEqual([on_feature.status, on_feature.body.errors[0].pointer], [400, '/crs'])
    const on_geometry = await place({ ...feature, geometry: { ...feature.geometry, crs } })
    assert.deepEqual([on_geometry.status, on_geometry.body.errors[0].pointer], [400, '/geometry/crs'])
  })

  test('a filter without a value is no filter, in v2 and v1; a filter that does not exist is none', async () => {
    const { id } = await swath.place()
    const count = async (path: string) => {
      const { status, body } = await swath.call('demo', 'GET', path)
      assert.equal(status, 200, `${path} ${JSON.stringify(body)}`)
      return body.count
    }
    const empty = [
      'status=',
      'status=""',
      'status__in=',
      'order_name=',
      'order_name__contains=%20',
      'created_at__gte=',
    ]
    const all = await count('/v2/orders/')
    for (const filter of [
      ...empty,
      'sort=',
      'limit=',
      'offset=',
      'cursor=',
      'query=',
      'bbox=',
      'intersects=',
    ]) {
      assert.equal(await count(`/v2/orders/?${filter}`), all, filter)
    }
    assert.equal(await count(`/v2/orders/?status=&order_id=${id}`), 1)
    assert.equal(await count('/v2/orders/?status=&status=closed'), 0)
    const tasks = await count('/tasking/tasks/')
    for (const filter of ['status=', 'task_name=', 'start__gte=', 'limit=', 'offset=']) {
      assert.equal(await count(`/tasking/tasks/?${filter}`), tasks, filter)
    }
    assert.equal(await count('/telluric/scenes/?sceneset_id='), await count('/telluric/scenes/'))
    for (const list of ['captures', 'deliverables', 'projects', 'deliveries', 'statements', 'webhooks']) {
      await count(`/v2/${list}/?limit=&offset=`)
    }
    assert.equal((await swath.call('demo', 'GET', '/v2/orders/?colour=')).body.code, 'unknown_filter')
  })
})
