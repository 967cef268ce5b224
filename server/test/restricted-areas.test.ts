// Areas in which not everybody may order, as an operator draws them.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { Order } from '@swath/contract/orders'
import type { RestrictedArea } from '@swath/contract/restricted-areas'
import { demo_contracts } from '../src/contracts/demo.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'
import { anItem, openFileHost } from './items.ts'

const areas = '/ops/v1/restricted-areas/'
const organisation_id = demo_contracts.demo.replace('cont.', 'org.')

function box(west: number, south: number, east: number, north: number) {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
}
const polygon = (...rings: number[][][]) => ({ type: 'Polygon', coordinates: rings })
const point = (lon: number, lat: number) => aPointOrder({}, { type: 'Point', coordinates: [lon, lat] })

onEachDatabase((openDatabase) => {
  let swath: TestApp
  let host: Awaited<ReturnType<typeof openFileHost>>
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    host = await openFileHost()
  })
  after(async () => {
    host.close()
    await swath.close()
  })
  beforeEach(async () => {
    const { results } = (await swath.call('operator', 'GET', areas)).body
    for (const { area_id } of results) {
      const { status, body } = await swath.call('operator', 'DELETE', areas + area_id)
      assert.equal(status, 204, JSON.stringify(body))
    }
  })

  async function restrict(geometry: object, more: object = {}): Promise<RestrictedArea> {
    const area = { name: 'Base', reason: 'By law 7', rule: 'refuse', geometry, ...more }
    const { status, body } = await swath.call('operator', 'POST', areas, area)
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const place = (order: object, client: 'demo' | 'demo-two' = 'demo') =>
    swath.call(client, 'POST', '/v2/orders/', order)
  async function requireRefused(order: object) {
    const { status, body } = await place(order)
    assert.deepEqual([status, body.code, body.errors?.[0].pointer], [403, 'area_restricted', '/geometry'])
    return body
  }
  async function requirePlaced(order: object) {
    const { status, body } = await place(order)
    assert.equal(status, 201, JSON.stringify(body))
  }

  test('an order that reaches into an area is refused by whatever way, and is told which part and why', async () => {
    await restrict(polygon(box(10.05, -1, 12, 1)))
    const { detail } = await requireRefused(anAreaOrder())
    assert.match(detail, /Base \(longitudes 10.0500 to 10.1000, latitudes 0.0000 to 0.1000\): By law 7/)
    for (const [url, body] of [
      ['/v2/orders/quote', anAreaOrder()],
      ['/v2/analysis/opportunities', anAreaOrder()],
      ['/tasking/tasks/', aTask],
    ] as const) {
      const refused = await swath.call('demo', 'POST', url, body)
      assert.deepEqual([url, refused.status, refused.body.code], [url, 403, 'area_restricted'])
    }
    const { body } = await swath.call('demo', 'POST', '/v2/orders/validate', anAreaOrder({ sku: 'TSKPOI-M' }))
    const codes = body.errors.map(({ code }: { code: string }) => code)
    assert.deepEqual(
      codes.includes('area_restricted') && codes.length > 1,
      true,
      'with all else that is wrong',
    )
    const bulk = await swath.call('demo', 'POST', '/v2/orders/bulk', { orders: [anAreaOrder()] })
    assert.equal(bulk.body.results[0].error.code, 'area_restricted')
  })

  test('the image round a point counts, a border that only touches does not, and a hole is free', async () => {
    await restrict(polygon(box(10, 0, 12, 2), box(10.5, 0.5, 11.5, 1.5).toReversed()))
    await requireRefused(point(9.99, 1))
    await requirePlaced(point(9.9, 1))
    await requirePlaced(point(11, 1))
    await requireRefused(point(11.49, 1))
    await requirePlaced(anAreaOrder({}, polygon(box(9.9, 1, 10, 1.1))))
  })

  test('an area across the antimeridian is one area', async () => {
    await restrict(polygon(box(179.5, 0, -179.5, 1)))
    for (const lon of [179.9, -179.9, 180]) await requireRefused(point(lon, 0.5))
    for (const lon of [179.4, -179.4, 0]) await requirePlaced(point(lon, 0.5))
  })

  test('a customer for whom it does not hold orders as everywhere, and others do not', async () => {
    const area = await restrict(polygon(box(2, 48, 3, 49)), { except_organisation_ids: [organisation_id] })
    await requirePlaced(aPointOrder())
    assert.equal((await place(aPointOrder(), 'demo-two')).body.code, 'area_restricted')
    const { area_id, created_at, updated_at, ...told } = area
    assert.ok(created_at <= updated_at)
    await swath.call('operator', 'PUT', areas + area_id, { ...told, except_organisation_ids: [] })
    await requireRefused(aPointOrder())
  })

  test('where orders have to be approved they wait for the order desk, and go on with its word', async () => {
    await restrict(polygon(box(2, 48, 3, 49)), { rule: 'approval' })
    const { status, body: order } = await place(aPointOrder())
    assert.deepEqual([status, order.properties.status_report.reason_code], [201, 'AREA_RESTRICTED'])
    assert.match(order.properties.status_report.message, /restricted area Base/)
    await swath.drain()
    assert.equal((await swath.captures(order.id)).length, 0, 'nothing is planned')
    const { results } = (await swath.call('operator', 'GET', '/ops/v1/approvals/')).body
    assert.deepEqual(
      results.map(({ id }: Order) => id),
      [order.id],
    )
    await swath.call('operator', 'POST', `/ops/v1/orders/${order.id}/approve`, { message: 'By letter 5' })
    await swath.drain()
    assert.ok((await swath.captures(order.id)).length > 0)
  })

  test('orders that run go on, and so does an order that a later area would refuse', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    await restrict(polygon(box(2, 48, 3, 49)))
    await swath.collect(captures[0]!)
    assert.equal((await swath.captures(order_id))[0]!.status, 'acquired')
    await requireRefused(aPointOrder())
  })

  test('a download from the archive is refused, also where an order could be approved', async () => {
    const item = anItem('restricted', { assets: { visual: { href: `${host.url}/a.tif` } } })
    await swath.call('operator', 'POST', '/ops/v1/archive/items', {
      collection: 'quickview-visual',
      items: [item],
    })
    const download = () => swath.call('demo', 'GET', '/assets/quickview-visual/restricted/visual')
    for (const rule of ['refuse', 'approval']) {
      const { area_id } = await restrict(polygon(box(10.02, 45, 11, 46)), { rule })
      const { status, body } = await download()
      assert.deepEqual([status, body.code], [403, 'area_restricted'])
      await swath.call('operator', 'DELETE', areas + area_id)
    }
    assert.equal((await download()).status, 200)
  })

  test('an area is named once, sound, not too large, and excepts customers that there are', async () => {
    const made = await restrict(polygon(box(0, 0, 1, 1)))
    const area = { name: 'Other', reason: 'X', rule: 'refuse', geometry: polygon(box(0, 0, 1, 1)) }
    const many = Array.from({ length: 5001 }, (_, at) => [at / 5001, Math.sin(at / 800)])
    for (const [wrong, status, code] of [
      [{ name: 'Base' }, 409, 'name_taken'],
      [{ except_organisation_ids: ['org.no'] }, 400, 'invalid_request'],
      [{ geometry: { type: 'Point', coordinates: [0, 0] } }, 400, 'invalid_request'],
      [{ geometry: polygon(box(0, 0, 1, 1).slice(1)) }, 400, 'invalid_geometry'],
      [{ geometry: polygon([...many, [1, 5], [0, 5], many[0]!]) }, 400, 'invalid_request'],
      [{ rule: 'maybe' }, 400, 'invalid_request'],
    ] as const) {
      const { status: got, body } = await swath.call('operator', 'POST', areas, { ...area, ...wrong })
      assert.deepEqual([got, body.code], [status, code], JSON.stringify(body).slice(0, 300))
    }
    assert.deepEqual((await swath.call('operator', 'GET', areas + made.area_id)).body, made)
    for (const method of ['GET', 'DELETE'] as const)
      assert.equal((await swath.call('operator', method, `${areas}area.no`)).status, 404)
    assert.equal((await swath.call('operator', 'PUT', `${areas}area.no`, area)).status, 404)
    for (const client of ['demo', 'simulator'] as const)
      assert.equal((await swath.call(client, 'GET', areas)).status, 403)
  })
})

const aTask = {
  task_name: 'a point',
  project_name: 'tests',
  product: 169,
  target: { type: 'Point', coordinates: [10.06, 0.05] },
  start: '2026-06-02T10:00:00Z',
  end: '2026-06-05T10:00:00Z',
}
