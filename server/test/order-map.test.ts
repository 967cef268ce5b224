import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { OrderCluster, OrderMap, OrderOnMap } from '@swath/contract/order-map'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { cellsOf, countOrders } from '../src/orders/map.store.ts'
import { gridOf } from '../src/orders/map-grid.ts'
import { anAreaOrder, aPointOrder, type Client, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { overwrite } from './tables.ts'

const many = 1500

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    const { id } = await swath.place(aPointOrder({ order_name: 'grid' }))
    await overwrite(
      swath,
      'a contract has thousands of orders all over the world, and a third of them is closed',
      `insert into orders (contract_id, project_id, order_name, sku, message, window_start, window_end, parameters,
        terms, limits, processing_levels, metadata, requested_geometry, geometry, area_km2, created_at, updated_at,
        status, outcome, closed_at)
      select contract_id, project_id, 'grid ' || n, sku, message, window_start, window_end, parameters,
        terms, limits, processing_levels, metadata, st_asgeojson(place)::jsonb, place, area_km2, created_at, updated_at,
        case when n % 3 = 0 then 'closed' else status end, case when n % 3 = 0 then 'fulfilled' end,
        case when n % 3 = 0 then created_at end
      from orders, generate_series(1, $1::int) as n,
        st_point(n * 137.50776 - 360 * floor(n * 137.50776 / 360) - 180, n * 120.0 / $1::int - 60, 4326) as place
      where order_id = $2`,
      [many - 1, id],
    )
  })
  after(() => swath.close())

  async function map(query: string, client: Client = 'demo'): Promise<OrderMap> {
    const { status, body } = await swath.call(client, 'GET', `/v2/orders/map?${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    return body
  }
  const clusters = ({ features }: OrderMap) =>
    features.filter((one): one is OrderCluster => one.properties.kind === 'cluster')
  const alone = ({ features }: OrderMap) =>
    features.filter((one): one is OrderOnMap => one.properties.kind === 'order')
  const total = (shown: OrderMap) =>
    clusters(shown).reduce((sum, { properties }) => sum + properties.count, alone(shown).length)

  test('every order is on the map of the world, in few features that tell how they stand', async () => {
    const world = await map('query=grid&zoom=1')
    assert.deepEqual([world.count, world.in_view, total(world)], [many, many, many])
    assert.ok(world.count_exact && world.in_view_exact)
    assert.ok(world.features.length < 200, String(world.features.length))
    const closed = clusters(world).reduce((sum, one) => sum + (one.properties.states.fulfilled ?? 0), 0)
    assert.equal(closed, Math.floor((many - 1) / 3))
    for (const { geometry, properties } of clusters(world)) {
      const [west, south, east, north] = properties.bbox as [number, number, number, number]
      const [lon, lat] = geometry.coordinates as [number, number]
      assert.ok(lon >= west && lon <= east && lat >= south && lat <= north)
    }
    const places = clusters(world).map(({ geometry: { coordinates } }) => coordinates as [number, number])
    for (const [at, one] of places.entries())
      for (const other of places.slice(at + 1)) {
        const up = ([, lat]: [number, number]) => Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)
        const apart =
          Math.hypot((one[0] - other[0]) / 360, up(one) - up(other)) * gridOf(1, undefined).cells_around
        assert.ok(apart > 0.7, `${one} and ${other} cover each other`)
      }
  })

  test('what is in view is what the list finds in that box, with the same filters', async () => {
    for (const query of [
      'bbox=-10,30,40,60',
      'bbox=170,-40,-170,10&status=closed',
      'bbox=0,0,1,1&query=grid',
      'bbox=0,0,40,40&area_km2__gt=0.25&total_minor__gte=1',
      'bbox=-180,-90,180,90&outcome=fulfilled&order_name__contains=grid 1',
    ]) {
      const [shown, listed] = await Promise.all([
        map(`${query}&zoom=4`),
        swath.call('demo', 'GET', `/v2/orders/?limit=1&${query}`),
      ])
      assert.equal(listed.body.count_exact ? listed.body.count : shown.in_view, shown.in_view, query)
      assert.equal(total(shown), shown.in_view, query)
    }
  })

  test('nearer by, each order is there by itself, and where there are few they are from the start', async () => {
    const near = await map('bbox=0,0,20,20&zoom=9&query=grid')
    assert.deepEqual([clusters(near).length, alone(near).length], [0, near.in_view])
    assert.ok(near.in_view > 6 && near.in_view < near.count)
    const together = await map('bbox=0,0,20,20&zoom=-1&query=grid')
    assert.deepEqual([clusters(together).length, alone(together).length], [0, near.in_view])
    const few = await map('query=grid&order_name__in=grid 1,grid 2,grid 3')
    assert.deepEqual(
      alone(few)
        .map(({ properties }) => properties.order_name)
        .sort(),
      ['grid 1', 'grid 2', 'grid 3'],
    )
    assert.deepEqual([few.count, few.in_view], [3, 3])
  })

  test('no more orders are counted or drawn than there is time for', async () => {
    const grid = gridOf(1, undefined)
    const [count, cells] = await swath.app.db.tenant(demo_contracts.demo, async (tx) => {
      const counted = await countOrders(tx, [], 10)
      return [counted, await cellsOf(tx, [], grid, { most: 11, few: 0 })] as const
    })
    assert.equal(count, 11)
    assert.equal(
      cells.reduce((sum, cell) => sum + cell.count, 0),
      11,
    )
  })

  test('a shape of many corners is told as it looks from afar, and as it is from near', async () => {
    const ring = Array.from({ length: 400 }, (_, at) => {
      const angle = (at / 400) * 2 * Math.PI
      return [-100 + Math.cos(angle) / 4, 50 + Math.sin(angle) / 4].map((one) => Number(one.toFixed(6)))
    })
    ring.push(ring[0]!)
    await swath.place(anAreaOrder({ order_name: 'round' }, { type: 'Polygon', coordinates: [ring] }))
    const cornersAt = async (zoom: number) => {
      const [round] = alone(await map(`order_name=round&bbox=-101,49,-99,51&zoom=${zoom}`))
      return (round!.geometry.coordinates as number[][][])[0]!.length
    }
    const [far, near] = [await cornersAt(4), await cornersAt(24)]
    assert.ok(far >= 4 && far < 40, String(far))
    assert.ok(near > far && near <= 401, String(near))
  })

  test('a box of the whole world has no more features than anybody can see, however near the zoom', async () => {
    const { features } = await map('bbox=-180,-85,180,85&zoom=22')
    assert.ok(features.length < 64 * 64)
  })

  test('an area across the antimeridian is one shape with its middle there, alone and in a cluster', async () => {
    const ring = [
      [179.9, -17],
      [-179.98, -17],
      [-179.98, -16.9],
      [179.9, -16.9],
      [179.9, -17],
    ]
    const fiji = { type: 'Polygon', coordinates: [ring] }
    await swath.place(anAreaOrder({ order_name: 'Fiji' }, fiji))
    const shown = await map('bbox=179,-18,-179,-16&order_name=Fiji')
    assert.deepEqual(
      alone(shown).map(({ geometry }) => geometry),
      [fiji],
    )
    const near_it = clusters(await map('zoom=0')).filter(({ properties }) => properties.bbox[2]! > 180)
    assert.equal(near_it.length, 1)
    const [west, , east] = near_it[0]!.properties.bbox as [number, number, number]
    assert.ok(west > 90 && Math.abs(east - 180.02) < 1e-9, `${west} ${east}`)
    assert.ok(near_it[0]!.geometry.coordinates[0]! > 90)

    const shifted = ring.map(([lon, lat]) => [((((lon! + 180.08) % 360) + 360) % 360) - 180, lat! + 60])
    await swath.place(anAreaOrder({ order_name: 'Chukotka' }, { type: 'Polygon', coordinates: [shifted] }))
    const far_west = clusters(await map('zoom=0')).filter(({ properties }) => properties.bbox[0]! < -180)
    assert.equal(far_west.length, 1)
    const { bbox } = far_west[0]!.properties
    assert.ok(Math.abs(bbox[0]! + 180.02) < 1e-9 && bbox[2]! < -90, String(bbox))
    const lon = far_west[0]!.geometry.coordinates[0]!
    assert.ok(lon >= -180 && lon < -90, String(lon))
  })

  test('nobody else sees them, and what is asked in a wrong way is said', async () => {
    assert.equal((await map('query=grid&zoom=1', 'demo-two')).count, 0)
    for (const [query, words] of [
      ['bbox=0,0,1', /4 or 6 numbers/],
      ['zoom=near', /zoom/],
      ['sort=order_name', /sort/],
      ['colour=red', /colour/],
    ] as const) {
      const { status, body } = await swath.call('demo', 'GET', `/v2/orders/map?${query}`)
      assert.equal(status, 400)
      assert.match(JSON.stringify(body), words)
    }
  })

  test('the orders of a small box are found in the index of places', async () => {
    const plan = await swath.app.db.tenant(demo_contracts.demo, async (tx) => {
      // The planner would always read all of so few rows.
      await tx.run(sql`set local enable_seqscan = off`)
      return tx.rows(sql`explain select order_id from listed_orders
        where st_intersects(geometry, st_makeenvelope(0, 0, 1, 1, 4326)) limit 50001`)
    })
    assert.match(JSON.stringify(plan), /orders_geometry/)
  })
})
