import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import type { LedgerEntry } from '@swath/contract/ledger'
import type { Order } from '@swath/contract/orders'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { geodesicAreaKm2 } from '../src/lib/geo/area.ts'
import type { Polygon } from '../src/lib/geo/geometry.ts'
import { aPointOrder, type Client, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type SceneServer, serveScenes } from './scenes.ts'

interface Item {
  properties: Record<string, unknown>
  geometry: Polygon
}

const at = '/properties/parameters'

/** A square about a place, so many degrees wide. */
function square(lon: number, lat: number, width_deg = 0.02): Polygon {
  const half = width_deg / 2
  const [west, east, south, north] = [lon - half, lon + half, lat - half, lat + half]
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}

function anArchiveOrder(geometry: unknown, parameters: Record<string, unknown> = {}, more = {}) {
  return aPointOrder({ order_name: 'from the archive', sku: 'ARCIMG-M.NN.NN', parameters, ...more }, geometry)
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let scenes: SceneServer
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    scenes = await serveScenes()
  })
  after(async () => {
    await scenes.close()
    await swath.close()
  })

  const system = <Row>(query: ReturnType<typeof sql<Row>>) => swath.app.db.system((tx) => tx.rows(query))

  /**
   * Has a capture of 5 km by 10 km made, delivered as L1B and L1D, and so in the archive, with the tiles of its
   * middle.
   */
  async function publish(lon: number, lat: number, datetime = '2026-06-02T10:00:10.123Z'): Promise<Capture> {
    const { order_id, captures } = await swath.placeAndPlan(
      aPointOrder({}, { type: 'Point', coordinates: [lon, lat] }),
    )
    await swath.collect(captures[0]!)
    await swath.produce(captures[0]!.capture_id, (name, level) =>
      scenes.announce(name, level, { datetime }, square(lon, lat)),
    )
    return (await swath.captures(order_id))[0]!
  }

  const includeCollection = (contract_id: string, collection: string) =>
    system(
      sql`insert into contract_collections values (${contract_id}, ${collection}) on conflict do nothing`,
    )

  /** The places and the codes for which an order is refused. */
  async function problems(order: unknown): Promise<[pointer: string, code: string][]> {
    const { body } = await swath.call('demo', 'POST', '/v2/orders/validate', order)
    return body.errors.map((one: { pointer: string; code: string }) => [one.pointer, one.code])
  }

  async function rejection(order: unknown) {
    const { id } = await swath.place(order)
    await swath.drain()
    const { outcome, status_report } = (await swath.order(id)).properties
    return [outcome, status_report.reason_code]
  }

  async function chargesOf(order_id: string): Promise<number[]> {
    const { results } = (await swath.call('demo', 'GET', '/v2/ledger/?limit=1000')).body
    return results
      .filter((entry: LedgerEntry) => entry.order_id === order_id && entry.account === 'consumed')
      .map((entry: LedgerEntry) => entry.amount_minor)
  }

  const near = (value: number, expected: number) =>
    assert.ok(Math.abs(value - expected) < 1e-4 * expected, `${value}, not ${expected}`)

  describe('an order of a part of an image that is there', () => {
    test('is cut from the capture without any satellite, charged by its area, and is an item of the customer', async () => {
      const original = await publish(20, 10)
      const wanted = square(20, 10)
      const planned_before = swath.provider.planned.length
      const { order_id, captures } = await swath.placeAndPlan(
        anArchiveOrder(wanted, { outcome_id: original.outcome_id, processing_level: 'L1D' }),
      )
      assert.equal(captures.length, 1)
      const [capture] = captures
      assert.deepEqual(
        [capture!.status, capture!.outcome_id, capture!.access!.satellite_name],
        ['acquired', original.outcome_id, 'newsat40'],
      )
      assert.equal(capture!.acquired_at, '2026-06-02T10:00:10.123000Z')
      assert.equal(capture!.cloud_cover_pct, 3.2)
      assert.equal(swath.provider.planned.length, planned_before)
      const asked = swath.provider.produced.filter((one) => one.capture_id === capture!.capture_id)
      assert.equal(asked.length, 1)
      assert.deepEqual(asked[0]!.products, [{ processing_level: 'L1D', is_present: true }])
      near(geodesicAreaKm2(asked[0]!.target as Polygon), geodesicAreaKm2(wanted))
      assert.equal(asked[0]!.source.outcome_id, original.outcome_id)

      await swath.produce(capture!.capture_id, scenes.announce, ['L1D'])
      const { outcome, price, status_report, product_name } = (await swath.order(order_id)).properties
      assert.deepEqual([outcome, product_name], ['fulfilled', 'Archive Imagery, Standard'])
      assert.equal(status_report.progress.remaining_geometry, null)
      const [deliverable] = await swath.deliverables(order_id)
      near(deliverable!.quantity!, geodesicAreaKm2(wanted))
      assert.equal(deliverable!.charge!.amount_minor, Math.round(deliverable!.quantity! * 400))
      assert.equal(price.total_minor, deliverable!.charge!.amount_minor)
      assert.deepEqual(await chargesOf(order_id), [price.total_minor])
      assert.deepEqual(
        (await swath.eventTypes(order_id)).filter((type) => type.startsWith('Capture')),
        ['CaptureQueued', 'CaptureRetrieved', 'CapturePublished'],
      )
    })

    test('is one STAC item of the customer, which names the order and the tiles, and costs nothing more', async () => {
      const original = await publish(21, 10)
      const { order_id, captures } = await swath.placeAndPlan(
        anArchiveOrder(square(21, 10, 0.002), { processing_level: 'L1D' }),
      )
      await swath.produce(captures[0]!.capture_id, scenes.announce, ['L1D'])
      const job = { contract_id: demo_contracts.demo, order_id, entity_id: captures[0]!.capture_id }
      await swath.app.db.system(async (tx) => tx.enqueue({ name: 'archive.publish', data: job }))
      await swath.drain()
      const found = await system(sql<{ item_id: string }>`
        select item_id from archive_items where collection = 'delivered' and outcome_id = ${original.outcome_id}`)
      assert.equal(found.length, 1)
      const path = `/archive/stac/collections/delivered/items/${found[0]!.item_id}`
      const item = (await swath.call('demo', 'GET', path)).body
      const { created_at } = (await swath.order(order_id)).properties
      assert.equal(item.properties['order:status'], 'succeeded')
      assert.deepEqual([item.properties['order:id'], item.properties['order:date']], [order_id, created_at])
      assert.equal(item.properties['satl:outcome_id'], original.outcome_id)
      assert.ok(item.stac_extensions.includes('https://stac-extensions.github.io/order/v1.1.0/schema.json'))
      const origins = item.links.filter((link: { rel: string }) => link.rel === 'derived_from')
      const tiles = await system(sql`
        select from archive_items where collection = 'l1d' and outcome_id = ${original.outcome_id}`)
      assert.ok(
        origins.length > 0 && origins.length < tiles.length,
        `${origins.length} of ${tiles.length} tiles`,
      )
      for (const { href } of origins) {
        const origin = (await swath.call('demo', 'GET', href.replace('http://swath.test', ''))).body
        assert.equal(origin.properties['satl:outcome_id'], original.outcome_id)
        assert.equal(origin.collection, 'l1d')
      }
      const orders_before = (await swath.call('demo', 'GET', '/v2/orders/?limit=1')).body.count
      const { href } = item.assets.analytic
      assert.match(href, /\/assets\/deliverables\/[^/]+\/deliv\.[^/]+\/[^/]+_analytic\.tif$/)
      assert.equal((await swath.call('demo', 'GET', href.replace('http://swath.test', ''))).status, 200)
      const asset = `/assets/delivered/${item.id}/analytic`
      assert.equal((await swath.call('demo', 'GET', asset)).status, 200)
      assert.equal((await swath.call('demo', 'GET', '/v2/orders/?limit=1')).body.count, orders_before)
      // Nobody else sees it, nor where anything was ordered.
      assert.equal((await swath.call('demo-two', 'GET', path)).status, 404)
      assert.equal((await swath.call('demo-two', 'GET', asset)).status, 404)
      const collection = await swath.call('demo-two', 'GET', '/archive/stac/collections/delivered')
      assert.deepEqual(collection.body.extent.spatial.bbox, [[-180, -90, 180, 90]])
      assert.deepEqual(collection.body.extent.temporal.interval, [[null, null]])
    })

    test('is placed by the link that the item of the archive carries, and by no link of what was delivered', async () => {
      const original = await publish(44, 10)
      const filter = encodeURIComponent(`"satl:outcome_id" = '${original.outcome_id}'`)
      const search = `/archive/stac/search?filter=${filter}&limit=100`
      const { features } = (await swath.call('demo', 'GET', search)).body
      const levels = { l1d: 'L1D', 'quickview-visual': 'L1B', 'quickview-visual-thumb': undefined }
      for (const [collection, level] of Object.entries(levels)) {
        const item = features.find((one: { collection: string }) => one.collection === collection)
        assert.equal(item.properties['order:status'], 'orderable')
        const link = item.links.find(({ rel }: { rel: string }) => rel === 'order')
        assert.equal(link.href, 'http://swath.test/v2/orders/')
        const { status, body } = await swath.call('demo', link.method, '/v2/orders/', link.body)
        assert.equal(status, 201, JSON.stringify(body))
        const { outcome_id, processing_level } = body.properties.parameters
        assert.deepEqual([outcome_id, processing_level], [original.outcome_id, level])
      }
      const { order_id, captures } = await swath.placeAndPlan(
        anArchiveOrder(square(44, 10), { outcome_id: original.outcome_id, processing_level: 'L1D' }),
      )
      await swath.produce(captures[0]!.capture_id, scenes.announce, ['L1D'])
      const [deliverable] = await swath.deliverables(order_id)
      const mine = `/archive/stac/collections/delivered/items/${deliverable!.deliverable_id}`
      const { links } = (await swath.call('demo', 'GET', mine)).body
      assert.ok(links.length > 0 && !links.some(({ rel }: { rel: string }) => rel === 'order'))
    })

    test('appears as tiles of a missing level, where its contract waits for them and nobody else sees them', async () => {
      const original = await publish(61, 10)
      const wanted = square(61, 10)
      const parameters = { outcome_id: original.outcome_id, processing_level: 'L1D_SR' }
      const { order_id, captures } = await swath.placeAndPlan(anArchiveOrder(wanted, parameters))
      const filter = { op: '=', args: [{ property: 'satl:outcome_id' }, original.outcome_id] }
      const search = async (collection: string, client: Client = 'demo') => {
        const body = { collections: [collection], filter, limit: 100 }
        return (await swath.call(client, 'POST', '/v2/archive/search', body)).body.features
      }
      assert.deepEqual(await search('l1d-sr'), [])
      const files = await scenes.announce(`${captures[0]!.capture_id}_L1D_SR`, 'L1D_SR', {}, wanted)
      await swath.reportProduct(captures[0]!.capture_id, 'L1D_SR', 'ready', { files })
      await swath.drain()
      const tiles = await search('l1d-sr')
      const codes = tiles.map((one: Item) => one.properties['grid:code'])
      assert.ok(tiles.length > 1 && new Set(codes).size === tiles.length, codes.join(' '))
      const shown = tiles.reduce((sum: number, one: Item) => sum + geodesicAreaKm2(one.geometry), 0)
      assert.ok(shown > 0.995 * geodesicAreaKm2(wanted), `${shown} km2`)
      for (const { properties, links, assets } of tiles) {
        assert.deepEqual([properties['order:status'], properties['order:id']], ['succeeded', order_id])
        assert.ok(!links.some(({ rel }: { rel: string }) => rel === 'order'))
        const got = await swath.call('demo', 'GET', assets.visual.href.replace('http://swath.test', ''))
        assert.deepEqual([got.status, got.headers['x-order-id']], [200, undefined])
      }
      // A customer who sees the image sees no result of others in it, neither now nor by its name.
      await includeCollection(demo_contracts['demo-two'], 'l1d-sr')
      assert.deepEqual(await search('l1d-sr', 'demo-two'), [])
      const of_others = `/archive/stac/collections/l1d-sr/items/${tiles[0].id}`
      assert.equal((await swath.call('demo-two', 'GET', of_others)).status, 404)
      const extent = (await swath.call('demo-two', 'GET', '/archive/stac/collections/l1d-sr')).body.extent
      assert.deepEqual(extent.spatial.bbox, [[-180, -90, 180, 90]])
      // The image has the level as little as before; and what is there already appears once.
      await swath.placeAndPlan(anArchiveOrder(wanted, parameters))
      assert.equal(swath.provider.produced.at(-1)!.products[0]!.is_present, false)
      const known = await search('l1d')
      const present = { ...parameters, processing_level: 'L1D' }
      const again = await swath.placeAndPlan(anArchiveOrder(square(61, 10, 0.01), present))
      await swath.produce(again.captures[0]!.capture_id, scenes.announce, ['L1D'])
      assert.equal((await search('l1d')).length, known.length)
    })

    test('has each level of the contract made, and tells which of them are missing', async () => {
      await publish(22, 10)
      const { order_id, captures } = await swath.placeAndPlan(anArchiveOrder(square(22, 10)))
      const { products } = swath.provider.produced.at(-1)!
      assert.deepEqual(
        products.map((one) => [one.processing_level, one.is_present]),
        [
          ['L1B', true],
          ['L1C', false],
          ['L1D', true],
          ['L1D_SR', false],
        ],
      )
      await swath.produce(captures[0]!.capture_id, scenes.announce, ['L1B', 'L1D'])
      assert.equal((await swath.order(order_id)).properties.status, 'in_progress')
      await swath.produce(captures[0]!.capture_id, scenes.announce, ['L1C', 'L1D_SR'])
      assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')
      const items = await system(sql<{ links: string }>`
        select document::jsonb ->> 'links' as links from archive_items
        where collection = 'delivered' and properties ->> 'order:id' = ${order_id} and properties ->> 'satl:product_name' = 'L1C'`)
      assert.match(items[0]!.links, /derived_from.*quickview-visual-thumb/)
    })
  })

  describe('what is not in the archive', () => {
    test('is refused with NOT_IN_ARCHIVE: no image there, none of that capture, none of that time', async () => {
      const original = await publish(23, 10)
      const wanted = square(23, 10)
      const refused = ['rejected', 'NOT_IN_ARCHIVE']
      assert.deepEqual(await rejection(anArchiveOrder(square(23, 40))), refused)
      const beside = { outcome_id: original.outcome_id }
      assert.deepEqual(await rejection(anArchiveOrder(square(23, 40), beside)), refused)
      assert.deepEqual(await rejection(anArchiveOrder(wanted, { outcome_id: crypto.randomUUID() })), refused)
      assert.deepEqual(
        await rejection(anArchiveOrder(wanted, { datetime: '../2026-06-01T00:00:00Z' })),
        refused,
      )
      const open = anArchiveOrder(wanted, { datetime: '2026-06-02T10:00:00Z/..' })
      assert.deepEqual(await rejection(open), [null, null])
    })

    test('is refused likewise when the contract does not see it; what it sees of it is enough to order it', async () => {
      const original = await publish(24, 10)
      await system(sql`
        insert into contract_skus (contract_id, sku, unit, price_minor, max_area_km2, max_cloud_pct,
          default_window_days, max_window_days, processing_levels)
        select ${demo_contracts['demo-two']}, sku, unit, price_minor, max_area_km2, max_cloud_pct,
          default_window_days, max_window_days, processing_levels from contract_skus where sku = 'ARCIMG-M.NN.NN'`)
      const order = anArchiveOrder(square(24, 10), { processing_level: 'L1D' })
      const statusOf = async () => {
        const { body } = await swath.call('demo-two', 'POST', '/v2/orders/', order)
        await swath.drain()
        return (await swath.call('demo-two', 'GET', `/v2/orders/${body.id}`)).body as Order
      }
      await system(sql`delete from contract_collections where contract_id = ${demo_contracts['demo-two']}`)
      assert.equal((await statusOf()).properties.status_report.reason_code, 'NOT_IN_ARCHIVE')
      await system(sql`
        insert into contract_collections values (${demo_contracts['demo-two']}, 'quickview-visual-thumb')`)
      assert.equal((await statusOf()).properties.status, 'in_progress')
      const { source, products } = swath.provider.produced.at(-1)!
      assert.equal(source.outcome_id, original.outcome_id)
      assert.deepEqual(products, [{ processing_level: 'L1D', is_present: true }])
    })

    test('is left over of an order that asks for more, which is charged for what was delivered', async () => {
      await publish(25, 10)
      // The image is 5 km wide: of 11 km most is missing.
      const wanted = square(25, 10, 0.1)
      const { order_id, captures } = await swath.placeAndPlan(
        anArchiveOrder(wanted, { processing_level: 'L1D' }),
      )
      assert.deepEqual(captures.map((one) => [one.status, one.reason_code]).sort(), [
        ['acquired', null],
        ['failed', 'NOT_IN_ARCHIVE'],
      ])
      const there = captures.find((one) => one.status === 'acquired')!
      await swath.produce(there.capture_id, scenes.announce, ['L1D'])
      const { outcome, status_report, price } = (await swath.order(order_id)).properties
      assert.deepEqual([outcome, status_report.reason_code], ['partially_fulfilled', 'PARTLY_DELIVERED'])
      const { remaining_geometry, delivered_km2 } = status_report.progress
      const [deliverable] = await swath.deliverables(order_id)
      near(delivered_km2, deliverable!.quantity!)
      near(delivered_km2 + geodesicAreaKm2(remaining_geometry as Polygon), geodesicAreaKm2(wanted))
      assert.deepEqual(await chargesOf(order_id), [Math.round(deliverable!.quantity! * 400)])
      assert.deepEqual(
        [price.total_minor, price.charged_minor],
        [deliverable!.charge!.amount_minor, price.total_minor],
      )
      assert.ok(price.quoted_minor > 2 * price.total_minor)
    })
  })

  test('images that overlap are used newest first, and no part is delivered or charged twice', async () => {
    const older = await publish(26, 10, '2026-05-01T10:00:00Z')
    const newer = await publish(26.02, 10, '2026-05-20T10:00:00Z')
    const hidden = await publish(26.02, 10, '2026-05-10T10:00:00Z')
    const wanted = square(26.01, 10, 0.03)
    const { order_id, captures } = await swath.placeAndPlan(
      anArchiveOrder(wanted, { processing_level: 'L1D' }),
    )
    const by_strip = captures.toSorted((a, b) => a.strip - b.strip)
    assert.deepEqual(
      by_strip.map((one) => one.outcome_id),
      [newer.outcome_id, older.outcome_id],
    )
    for (const capture of captures) await swath.produce(capture.capture_id, scenes.announce, ['L1D'])
    const quantities = (await swath.deliverables(order_id)).map((one) => one.quantity!)
    near(quantities[0]! + quantities[1]!, geodesicAreaKm2(wanted))
    assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')

    const until = { datetime: '2026-05-05T00:00:00Z/2026-05-15T00:00:00Z' }
    const narrow = await swath.placeAndPlan(anArchiveOrder(square(26.02, 10), until))
    assert.deepEqual(
      narrow.captures.map((one) => one.outcome_id),
      [hidden.outcome_id],
    )
  })

  test('Rush differs from Standard in price, priority and promised time, as the products tell', async () => {
    await publish(27, 10)
    // Not as long as any number of days.
    await system(sql`update contract_skus set promised_delivery_hours = 20 where sku = 'ARCIMG-M.01.NN'`)
    for (const [sku, name, price_minor, hours, priority] of [
      ['ARCIMG-M.NN.NN', 'Standard', 400, 72, 5],
      ['ARCIMG-M.01.NN', 'Rush', 700, 20, 14],
    ] as const) {
      const product = (await swath.call('demo', 'GET', `/v2/products/${sku}`)).body
      assert.deepEqual(
        [product.product_name, product.promised_delivery_hours, product.price.amount_minor, product.priority],
        [`Archive Imagery, ${name}`, hours, price_minor, priority],
      )
      assert.deepEqual(Object.keys(product.parameters.properties).sort(), [
        'datetime',
        'outcome_id',
        'processing_level',
      ])
      const order = anArchiveOrder(square(27, 10), { processing_level: 'L1D' }, { sku })
      const quote = (await swath.call('demo', 'POST', '/v2/orders/quote', order)).body
      const with_quote = { ...order, properties: { ...order.properties, quote_id: quote.quote_id } }
      const { order_id, captures } = await swath.placeAndPlan(with_quote)
      const { properties } = await swath.order(order_id)
      assert.equal(properties.priority, priority)
      assert.equal(properties.price.total_minor, quote.total_minor)
      const { start, end } = properties.parameters
      assert.equal(start, properties.created_at)
      assert.equal(Date.parse(end) - Date.parse(start), hours * 3_600_000)
      assert.equal(swath.provider.produced.at(-1)!.priority, priority)
      await swath.produce(captures[0]!.capture_id, scenes.announce, ['L1D'])
      const [deliverable] = await swath.deliverables(order_id)
      assert.equal(deliverable!.charge!.amount_minor, Math.round(deliverable!.quantity! * price_minor))
      assert.equal(deliverable!.charge!.amount_minor, quote.total_minor)
    }
    const point = (await swath.call('demo', 'GET', '/v2/products/TSKPOI-M')).body
    assert.equal(point.promised_delivery_hours, null)
    assert.ok(!('outcome_id' in point.parameters.properties))
  })

  test('can be canceled until the first delivery and not after it', async () => {
    await publish(28, 10)
    const order = anArchiveOrder(square(28, 10))
    const early = await swath.placeAndPlan(order)
    assert.equal((await swath.order(early.order_id)).properties.cancellation.allowed, true)
    assert.equal((await swath.call('demo', 'DELETE', `/v2/orders/${early.order_id}`)).status, 200)
    await swath.drain()
    assert.equal((await swath.captures(early.order_id))[0]!.status, 'canceled')
    assert.ok(swath.provider.canceled.includes(early.captures[0]!.capture_id))
    await swath.produce(early.captures[0]!.capture_id, scenes.announce, ['L1D'])
    assert.deepEqual(await chargesOf(early.order_id), [])

    const late = await swath.placeAndPlan(order)
    await swath.produce(late.captures[0]!.capture_id, scenes.announce, ['L1D'])
    assert.equal((await swath.order(late.order_id)).properties.cancellation.allowed, false)
    const refused = await swath.call('demo', 'DELETE', `/v2/orders/${late.order_id}`)
    assert.deepEqual([refused.status, refused.body.code], [409, 'cancellation_rejected'])
  })

  test('reports and jobs that come again deliver and charge nothing again', async () => {
    await publish(29, 10)
    const { order_id, captures } = await swath.placeAndPlan(
      anArchiveOrder(square(29, 10), { processing_level: 'L1D' }),
    )
    const { capture_id } = captures[0]!
    const data = { contract_id: demo_contracts.demo, order_id, entity_id: capture_id }
    for (const name of ['captures.plan', 'captures.task', 'captures.produce'] as const) {
      await swath.app.db.system(async (tx) => tx.enqueue({ name, data }))
    }
    await swath.drain()
    assert.equal((await swath.captures(order_id)).length, 1)
    const produced = swath.provider.produced.filter((one) => one.capture_id === capture_id)
    assert.deepEqual(produced, [produced[0], produced[0]])
    const report = {
      report_id: crypto.randomUUID(),
      files: await scenes.announce(`${capture_id}_L1D`, 'L1D'),
    }
    for (const result of ['applied', 'duplicate']) {
      const { body } = await swath.reportProduct(capture_id, 'L1D', 'ready', report)
      assert.equal(body.result, result)
    }
    await swath.drain()
    assert.equal((await chargesOf(order_id)).length, 1)
    const late = await swath.reportProduct(capture_id, 'L1D', 'ready', { ...report, report_id: 'once more' })
    assert.equal(late.body.result, 'ignored')
  })

  test('takes only what chooses an image, tasking takes nothing of it, and all that is wrong is told at once', async () => {
    const wanted = square(30, 10)
    assert.deepEqual(await problems(anArchiveOrder(wanted, { datetime: '../2026-06-01T00:00:00Z' })), [])
    const collecting = {
      start: '2026-06-02T00:00:00Z',
      end: '2026-06-09T00:00:00Z',
      min_ona: 3,
      remapping_period: 'P1D',
      processing_level: 'L0',
      datetime: 'yesterday',
    }
    assert.deepEqual((await problems(anArchiveOrder(wanted, collecting))).sort(), [
      [`${at}/datetime`, 'window_invalid'],
      [`${at}/end`, 'parameter_not_for_sku'],
      [`${at}/min_ona`, 'parameter_not_for_sku'],
      [`${at}/processing_level`, 'level_not_in_contract'],
      [`${at}/remapping_period`, 'parameter_not_for_sku'],
      [`${at}/start`, 'parameter_not_for_sku'],
    ])
    for (const datetime of [
      '../..',
      '/',
      '2026-06-01T00:00:00Z',
      '2026-06-02T00:00:00Z/2026-06-01T00:00:00Z',
      'x/..',
    ]) {
      assert.deepEqual(await problems(anArchiveOrder(wanted, { datetime })), [
        [`${at}/datetime`, 'window_invalid'],
      ])
    }
    const selecting = { outcome_id: crypto.randomUUID(), datetime: '2026-06-01T00:00:00Z/..' }
    assert.deepEqual(await problems(aPointOrder({ parameters: selecting })), [
      [`${at}/outcome_id`, 'parameter_not_for_sku'],
      [`${at}/datetime`, 'parameter_not_for_sku'],
    ])
    assert.deepEqual(await problems(anArchiveOrder({ type: 'Point', coordinates: [30, 10] })), [
      ['/geometry/type', 'geometry_not_for_sku'],
    ])
    const analysis = await swath.call('demo', 'POST', '/v2/analysis/opportunities', anArchiveOrder(wanted))
    assert.deepEqual([analysis.status, analysis.body.code], [400, 'sku_needs_no_analysis'])
  })

  test('echoes what was asked for, keeps its window, and is no task of v1', async () => {
    const original = await publish(31, 10)
    const parameters = { outcome_id: original.outcome_id, datetime: '2026-06-01T00:00:00Z/..' }
    const { id, properties } = await swath.place(anArchiveOrder(square(31, 10), parameters))
    const { start: _, end, task_id, ...echoed } = properties.parameters
    assert.deepEqual(echoed, parameters)
    await swath.drain()
    const change = { properties: { parameters: { end: '2026-06-30T00:00:00Z' } } }
    const { status, body } = await swath.call('demo', 'PATCH', `/v2/orders/${id}`, change)
    assert.deepEqual([status, body.code, body.errors[0].pointer], [400, 'window_invalid', `${at}/end`])
    const renamed = { properties: { order_name: 'another name' } }
    assert.equal((await swath.call('demo', 'PATCH', `/v2/orders/${id}`, renamed)).status, 200)
    assert.equal((await swath.order(id)).properties.parameters.end, end)
    assert.equal((await swath.call('demo', 'GET', `/tasking/tasks/${task_id}/`)).status, 404)
    const { results } = (await swath.call('demo', 'GET', '/tasking/tasks/?limit=100')).body
    assert.ok(results.every((task: { task_name: string }) => task.task_name === 'a point'))
    const timeline = (await swath.call('demo', 'GET', `/v2/orders/${id}/timeline`)).body.entries
    const expected = timeline.filter((one: { what: string }) => one.what === 'DeliverableDelivered')
    assert.deepEqual(new Set(expected.map((one: { at: string }) => one.at)), new Set([end]))
    assert.ok(!timeline.some((one: { what: string }) => one.what === 'OrderExpired'))
  })
})
