import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import type { Geometry } from '@swath/contract/geometry'
import { tileAt } from '@swath/imagery/tiles/tiles.testing'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { type Answer, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type SceneServer, serveScenes } from './scenes.ts'

interface Recorded {
  orders: number
  deliverables: number
  entries: number
  files: number
}

/** In the middle of the captures, which are larger: a few tiles are enough. */
const shown: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [2.33, 48.84],
      [2.37, 48.84],
      [2.37, 48.86],
      [2.33, 48.86],
      [2.33, 48.84],
    ],
  ],
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let scenes: SceneServer
  /** The tiles of a capture that nobody has downloaded anything of. */
  let tiles: string[]
  let outcome_id: string
  let data_dir: string
  before(async () => {
    data_dir = await mkdtemp(path.join(tmpdir(), 'swath-download-'))
    swath = await TestApp.open(await openDatabase(), { SWATH_DATA_DIR: data_dir })
    scenes = await serveScenes()
  })
  after(async () => {
    await scenes.close()
    await swath.close()
    await rm(data_dir, { recursive: true })
  })

  const system = <Row>(query: ReturnType<typeof sql<Row>>) => swath.app.db.system((tx) => tx.rows(query))

  const includeDownloads = (contract_id: string) =>
    system(sql`
      insert into contract_skus (contract_id, sku, unit, price_minor, max_area_km2, max_cloud_pct, default_window_days,
        max_window_days, processing_levels)
      values (${contract_id}, 'ARCLGD-M', 'km2', 100, 100000, 100, 1, 1, '{L1B,L1D}') on conflict do nothing`)

  beforeEach(async () => {
    const { captures, order_id } = await swath.placeAndPlan(aPointOrder())
    await swath.deliver(captures[0]!, (name, level) => scenes.announce(name, level, {}, shown))
    outcome_id = (await swath.captures(order_id))[0]!.outcome_id!
    tiles = (
      await system(sql<{ item_id: string }>`
        select item_id from archive_items where outcome_id = ${outcome_id} and collection = 'l1d' order by item_id`)
    ).map((row) => row.item_id)
  })

  const get = (url: string, headers = {}): Promise<Answer> =>
    swath.call('demo', 'GET', url, undefined, headers)
  const urlOf = (item_id: string, key = 'visual') => `/assets/l1d/${item_id}/${key}`

  /** The records of downloads of the capture. */
  async function recorded(contract_id: string = demo_contracts.demo): Promise<Recorded> {
    const [row] = await system(sql<Recorded>`
      with o as (select order_id from orders where contract_id = ${contract_id} and sku like 'ARCLGD%'
          and order_id in (select order_id from captures where outcome_id = ${outcome_id})),
        d as (select deliverable_id from deliverables join o using (order_id))
      select (select count(*)::int from o) as orders, (select count(*)::int from d) as deliverables,
        (select count(*)::int from ledger_entries join d using (deliverable_id)) as entries,
        (select count(*)::int from files join d using (deliverable_id)) as files`)
    return row!
  }
  const nothing: Recorded = { orders: 0, deliverables: 0, entries: 0, files: 0 }
  /** The records of one tile: five files, a debit and a credit. */
  const times = (orders: number, deliverables: number): Recorded => ({
    orders,
    deliverables,
    entries: 2 * deliverables,
    files: 5 * deliverables,
  })

  test('a download gives the bytes, and is an order with a deliverable whose files are those bytes', async () => {
    const got = await get(`${urlOf(tiles[0]!)}?s=s3%3A%2F%2Fx%2Fy&s=z`)
    assert.equal(got.status, 200)
    assert.match(String(got.headers['content-type']), /^image\/tiff/)
    assert.deepEqual(await recorded(), times(1, 1))
    const { properties } = await swath.order(String(got.headers['x-order-id']))
    assert.deepEqual([properties.status, properties.outcome], ['closed', 'fulfilled'])
    assert.match(properties.sku, /^ARCLGD/)
    const deliverable_id = String(got.headers['x-deliverable-id'])
    const { body } = await get(`/v2/deliverables/${deliverable_id}`)
    assert.equal(body.order_id, got.headers['x-order-id'])
    assert.equal(got.headers.etag, `"${body.assets.visual.sha256}"`)
    for (const key of ['analytic', 'cloud', 'preview', 'thumbnail', 'visual']) {
      const of_deliverable = await get(body.assets[key].href.replace('http://swath.test', ''))
      assert.equal(of_deliverable.status, 200, key)
      assert.deepEqual(of_deliverable.body, (await get(urlOf(tiles[0]!, key))).body, key)
    }
    assert.deepEqual(await recorded(), times(1, 1))
  })

  test('an item is drawn as map tiles by its links, and the first tile is its consumption', async () => {
    const item_id = tiles[0]!
    const { body } = await get(`/archive/stac/collections/l1d/items/${item_id}`)
    const [west, south, east, north] = body.bbox as [number, number, number, number]
    const { x, y, z } = tileAt(10, [(west + east) / 2, (south + north) / 2])
    const cogOf = (url: string) => `/raster/cog/tiles/${z}/${x}/${y}?url=${encodeURIComponent(url)}`
    const far = cogOf(body.assets.visual.href).replace(/\d+\/\d+\?/, '0/0?')
    assert.equal((await get(far)).status, 404)
    const picture = await get(cogOf(body.assets.preview.href))
    assert.deepEqual([picture.status, picture.body.code], [422, 'raster_not_drawable'])
    assert.equal((await swath.call('demo-two', 'GET', cogOf(body.assets.visual.href))).status, 404)
    const { delivery } = swath.app.features.legacy
    const contract_id = demo_contracts.demo
    const reader = {
      client_id: 'reader',
      role: 'customer',
      scopes: ['read', 'deliveries'],
      contract_id,
    } as const
    await assert.rejects(delivery.rasterAt(reader, body.assets.visual.href), { code: 'insufficient_scope' })
    const by_name = `/telluric/scenes/${item_id}/rasters/visual/get_tile/?x=${x}&y=${y}&z=${z}`
    const headers = await swath.headers('demo')
    for (const url of [cogOf(body.assets.visual.href), by_name]) {
      assert.equal((await swath.app.http.inject({ method: 'HEAD', url, headers })).statusCode, 200)
    }
    assert.deepEqual(await recorded(), nothing)
    const tile = await get(cogOf(body.assets.visual.href))
    assert.deepEqual([tile.status, tile.headers['content-type']], [200, 'image/png'])
    assert.deepEqual(await recorded(), times(1, 1))
    for (const url of [
      cogOf(`${body.assets.visual.href}?s=s3%3A//x/y`),
      cogOf(`${item_id}_visual.tif`),
      by_name,
    ]) {
      assert.equal((await get(url)).headers.etag, tile.headers.etag, url)
    }
    assert.deepEqual(await recorded(), times(1, 1))
  })

  test('the same item is recorded once, however often and by whatever parts it is downloaded', async () => {
    const url = urlOf(tiles[0]!)
    const first = await get(url, { range: 'bytes=0-3' })
    assert.equal(first.status, 206)
    const whole = await get(url)
    assert.deepEqual(first.body, whole.body.subarray(0, 4))
    const last = await get(url, { range: 'bytes=-5' })
    assert.deepEqual(last.body, whole.body.subarray(-5))
    assert.equal((await get(url, { 'if-none-match': String(whole.headers.etag) })).status, 304)
    assert.equal((await get(url, { range: 'bytes=99999999-' })).status, 416)
    assert.equal((await get(urlOf(tiles[0]!, 'analytic'))).headers['x-order-id'], first.headers['x-order-id'])
    assert.equal(whole.headers['x-deliverable-id'], first.headers['x-deliverable-id'])
    assert.deepEqual(await recorded(), times(1, 1))
  })

  test('fifty downloads at once are recorded once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => get(urlOf(tiles[0]!))))
    assert.ok(answers.every(({ status }) => status === 200))
    assert.equal(new Set(answers.map(({ headers }) => headers['x-deliverable-id'])).size, 1)
    assert.deepEqual(await recorded(), times(1, 1))
  })

  test('downloads of all tiles at once are one order with a deliverable for each', async () => {
    const answers = await Promise.all([...tiles, ...tiles].map((item) => get(urlOf(item))))
    assert.equal(new Set(answers.map(({ headers }) => headers['x-order-id'])).size, 1)
    assert.deepEqual(await recorded(), times(1, tiles.length))
  })

  /** The figures of an order, and the sums over its deliverables. */
  async function figuresOf(order_id: string) {
    const { properties, geometry } = await swath.order(order_id)
    const { price, area_km2, parameters, status_report } = properties
    const deliverables = await swath.deliverables(order_id)
    const sum = (of: (one: (typeof deliverables)[number]) => number) =>
      deliverables.reduce((total, one) => total + of(one), 0)
    return {
      order: { price, area_km2, parameters, progress: status_report.progress, geometry },
      amount_minor: sum(({ charge }) => charge!.amount_minor),
      quantity: sum(({ quantity }) => quantity!),
      delivered_at: deliverables.map((one) => one.delivered_at!).toSorted(),
    }
  }

  test('an order of downloads tells the figures of all its deliverables, whenever one is added', async () => {
    let order_id = ''
    for (const tile of tiles.slice(0, 3)) {
      const { headers } = await get(urlOf(tile))
      order_id = String(headers['x-order-id'])
      const { order, amount_minor, quantity, delivered_at } = await figuresOf(order_id)
      const { total_minor, quoted_minor, charged_minor } = order.price
      assert.deepEqual([total_minor, quoted_minor, charged_minor], [amount_minor, amount_minor, amount_minor])
      assert.ok(Math.abs(order.area_km2 - quantity) < 1e-3)
      assert.ok(Math.abs(order.progress.requested_km2 - order.progress.delivered_km2) < 1e-3)
      assert.equal(order.progress.remaining_geometry, null)
      assert.equal(order.parameters.end, delivered_at.at(-1))
      swath.advance({ hours: 1 })
    }
    const [shown] = await system(sql<{ is_whole: boolean; captures: number }>`
      select bool_and(st_covers(st_buffer(o.geometry, 1e-7), d.footprint)
        and st_covers(st_buffer(c.footprint, 1e-7), d.footprint)) as is_whole, count(distinct capture_id)::int as captures
      from orders o join captures c using (order_id) join deliverables d using (capture_id)
      where o.order_id = ${order_id}`)
    assert.deepEqual(shown, { is_whole: true, captures: 1 })
    const [capture] = await swath.captures(order_id)
    assert.deepEqual(capture!.target, (await figuresOf(order_id)).order.geometry)
  })

  test('what an order of downloads grows by counts for quotas of area', async () => {
    const contract = `/ops/v1/contracts/${demo_contracts.demo}`
    const first = await get(urlOf(tiles[0]!))
    const { quantity } = await figuresOf(String(first.headers['x-order-id']))
    const quota = { measure: 'km2', period: 'contract', sku: 'ARCLGD-M.NN.NN', at_limit: 'refuse' }
    const limitTo = (limit?: number) =>
      swath.call('operator', 'PUT', `${contract}/limits`, {
        at_limit: 'refuse',
        quotas: limit === undefined ? [] : [{ ...quota, limit }],
      })
    const { used } = (await limitTo(1e6)).body.quotas[0]
    await limitTo(used + quantity / 100)
    const refused = await get(urlOf(tiles[1]!))
    assert.deepEqual([refused.status, refused.body.code], [409, 'quota_exceeded'])
    assert.deepEqual(await recorded(), times(1, 1))
    await limitTo(used + 10)
    assert.equal((await get(urlOf(tiles[1]!))).status, 200)
    await limitTo()
  })

  test('downloads are charged by the counting terms of the contract', async () => {
    const path = `/ops/v1/contracts/${demo_contracts.demo}/skus/ARCLGD-M.NN.NN/counting`
    const counting = { min_quantity: 0, overlap: 'each', levels: 'each', uplifts: [] }
    const count = async (more = {}) => {
      const { status } = await swath.call('operator', 'PUT', path, { ...counting, ...more })
      assert.equal(status, 200)
    }
    const quantityOf = async (url: string) => {
      const { headers } = await get(url)
      const { body } = await get(`/v2/deliverables/${headers['x-deliverable-id']}`)
      return body.quantity as number
    }
    const [first, second, third] = tiles as [string, string, string]
    assert.ok(third)
    const [quickview] = await system(sql<{ item_id: string }>`
      select item_id from archive_items where outcome_id = ${outcome_id} and collection = 'quickview-visual'`)
    await system(sql`
      update archive_items set geometry = (select geometry from archive_items where item_id = ${first})
      where item_id = ${third}`)
    const [{ both_km2 } = { both_km2: 0 }] = await system(sql<{ both_km2: number }>`
      select sum(geodesic_km2(geometry)) as both_km2 from archive_items where item_id in (${first}, ${second})`)
    await count({ min_quantity: 5, overlap: 'once', levels: 'once' })
    assert.equal(await quantityOf(urlOf(first)), 5)
    assert.ok(Math.abs((await quantityOf(urlOf(second))) - (both_km2 - 5)) < 1e-3)
    assert.equal(await quantityOf(urlOf(third)), 0)
    const [{ rest_km2 } = { rest_km2: 0 }] = await system(sql<{ rest_km2: number }>`
      select geodesic_km2(st_difference(q.geometry, (
        select st_union(geometry) from archive_items where item_id in (${first}, ${second})))) as rest_km2
      from archive_items q where item_id = ${quickview!.item_id}`)
    const quickview_km2 = await quantityOf(`/assets/quickview-visual/${quickview!.item_id}/visual`)
    assert.ok(Math.abs(quickview_km2 - rest_km2) < 1e-3, `${quickview_km2} ${rest_km2}`)
    await count({ overlap: 'once' })
  })

  test('another collection of the same capture is another order', async () => {
    const one = await get(urlOf(tiles[0]!))
    const [item] = await system(sql<{ item_id: string }>`
      select item_id from archive_items where outcome_id = ${outcome_id} and collection = 'quickview-visual'`)
    const other = await get(`/assets/quickview-visual/${item!.item_id}/visual`)
    assert.notEqual(other.headers['x-order-id'], one.headers['x-order-id'])
    assert.equal((await recorded()).orders, 2)
    assert.equal((await recorded()).deliverables, 2)
  })

  test('what was downloaded from the archive does not get into it again', async () => {
    const [stored] = await system(sql<{ key: string }>`
      select assets -> 'visual' ->> 'storage_key' as key from archive_items where item_id = ${tiles[0]!}`)
    const item = {
      type: 'Feature',
      id: 'imported',
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [1, 1],
            [1.01, 1],
            [1.01, 1.01],
            [1, 1.01],
            [1, 1],
          ],
        ],
      },
      properties: { datetime: '2026-01-01T00:00:00Z' },
      assets: { visual: { href: `storage:${stored!.key}` } },
    }
    await swath.call('operator', 'POST', '/ops/v1/archive/items', { collection: 'l1d', items: [item] })
    const { headers, body } = await get(urlOf('imported'))
    assert.equal(body.subarray(0, 3).toString(), 'II*')
    const count = () => system(sql`select count(*)::int as items from archive_items`)
    const before = await count()
    const [capture] = await system(sql<{ capture_id: string }>`
      select capture_id from captures where order_id = ${String(headers['x-order-id'])}`)
    const job = { contract_id: '', order_id: '', entity_id: capture!.capture_id }
    await swath.app.db.system(async (tx) => tx.enqueue({ name: 'archive.publish', data: job }))
    await swath.drain()
    assert.deepEqual(await count(), before)
  })

  test('previews, thumbnails, and questions that give no bytes are not recorded', async () => {
    for (const key of ['preview', 'thumbnail']) {
      const { status, headers } = await get(urlOf(tiles[0]!, key))
      assert.deepEqual([status, headers['x-order-id']], [200, undefined], key)
    }
    const headers = await swath.headers('demo')
    const head = await swath.app.http.inject({ method: 'HEAD', url: urlOf(tiles[0]!), headers })
    assert.deepEqual([head.statusCode, head.rawPayload.length], [200, 0])
    assert.ok(Number(head.headers['content-length']) > 0)
    const known = await get(urlOf(tiles[0]!), { 'if-none-match': String(head.headers.etag) })
    assert.equal(known.status, 304)
    assert.deepEqual(await recorded(), nothing)
  })

  test('who does not see the collection gets nothing and is charged nothing', async () => {
    await includeDownloads(demo_contracts['demo-two'])
    for (const key of ['visual', 'preview']) {
      const { status, body } = await swath.call('demo-two', 'GET', urlOf(tiles[0]!, key))
      assert.deepEqual([status, body.code], [404, 'not_found'])
    }
    assert.deepEqual(await recorded(demo_contracts['demo-two']), nothing)
  })

  test('a download that breaks off before its transaction is whole leaves no order, charge or deliverable', async () => {
    await swath.app.db.pool.connect().then(async (connection) => {
      await connection.query(`
        create function break_off() returns trigger language plpgsql as 'begin raise exception ''broken''; end';
        create trigger break_off before insert on files execute function break_off()`)
      connection.release()
    })
    assert.equal((await get(urlOf(tiles[0]!))).status, 500)
    assert.deepEqual(await recorded(), nothing)
    await swath.app.db.pool.connect().then(async (connection) => {
      await connection.query('drop trigger break_off on files; drop function break_off')
      connection.release()
    })
    assert.equal((await get(urlOf(tiles[0]!))).status, 200)
    assert.deepEqual(await recorded(), times(1, 1))
  })

  test('a range behind the end, and a version that is not there, are not charged', async () => {
    assert.equal((await get(urlOf(tiles[0]!), { range: 'bytes=99999999-' })).status, 416)
    assert.equal((await get(urlOf(tiles[0]!), { 'if-match': '"another"' })).status, 412)
    assert.deepEqual(await recorded(), nothing)
  })

  test('files are kept by their customer alone, be it their bytes or the news that they are the same', async () => {
    const first = await get(urlOf(tiles[0]!))
    const same = await get(urlOf(tiles[0]!), { 'if-none-match': String(first.headers.etag) })
    const delivered = await get(`/v2/deliverables/${first.headers['x-deliverable-id']}/files/visual`)
    for (const { headers } of [first, same, delivered]) {
      assert.equal(headers['cache-control'], 'private, no-cache')
    }
  })

  test('what was rejected and refunded is given no more, neither by the archive nor at its deliverable', async () => {
    const first = await get(urlOf(tiles[0]!))
    const deliverable = `/v2/deliverables/${first.headers['x-deliverable-id']}`
    const { body: link } = await swath.call('demo', 'POST', `${deliverable}/files/visual/link`, {})
    const rejection = { category: 'artifacts', comment: 'Stripes' }
    assert.equal((await swath.call('demo', 'POST', `${deliverable}/reject`, rejection)).status, 200)
    assert.equal((await get(urlOf(tiles[0]!))).status, 200)
    const accept = `/ops/v1/rejections/${first.headers['x-deliverable-id']}/accept`
    assert.equal((await swath.call('operator', 'POST', accept, {})).body.status, 'REJECTED')
    const asked = [
      get(urlOf(tiles[0]!)),
      get(urlOf(tiles[0]!, 'cloud')),
      get(`${deliverable}/files/visual`),
      get(link.href.replace('http://swath.test', '')),
      swath.call('demo', 'POST', `${deliverable}/files/visual/link`, {}),
    ]
    for (const { status, body } of await Promise.all(asked)) {
      assert.deepEqual([status, body.code], [410, 'files_withdrawn'])
    }
    assert.equal((await get(urlOf(tiles[0]!, 'preview'))).status, 200)
    assert.equal((await get(urlOf(tiles[1]!))).status, 200)
    assert.deepEqual((await recorded()).deliverables, 2)
  })

  test('a file that the storage has lost is not charged', async () => {
    const [row] = await system(sql<{ key: string }>`
      select assets -> 'visual' ->> 'storage_key' as key from archive_items where item_id = ${tiles[0]!}
        and outcome_id = ${outcome_id}`)
    await rm(path.join(data_dir, 'files', row!.key))
    assert.equal((await get(urlOf(tiles[0]!))).status, 500)
    assert.deepEqual(await recorded(), nothing)
  })
})
