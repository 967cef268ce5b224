// Orders that a STAPI server carries out, and one with the v1 APIs: they tell nothing by themselves.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import { sql } from 'kysely'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type StapiServer, serveStapi } from './stapi-server.ts'

const sku = 'TSKPOI-M'
const secret = 'Bearer a secret of ours'

for (const version of ['0.1.0', '0.2.0'] as const) {
  onOneDatabase((openDatabase) => {
    let swath: TestApp
    let stapi: StapiServer
    before(async () => {
      swath = await TestApp.open(await openDatabase())
      stapi = await serveStapi({ version, authorization: secret, now: () => swath.clock.now() })
      const assets = { L1B: ['raw'], L1D: ['visual'] }
      const product = {
        product_id: 'p',
        limits: { cloud_pct: 'eo:cloud_cover' },
        order_parameters: { format: 'cog' },
        assets,
      }
      await swath.addProvider({
        name: 'far',
        kind: 'stapi',
        settings: { url: stapi.url, products: { [sku]: product, 'TSKNEI-M': product } },
        secret,
      })
      swath.provider.serves = (other: string) => other !== sku && other !== 'TSKNEI-M'
    })
    after(async () => {
      await swath.close()
      await stapi.close()
    })
    beforeEach(() => {
      Object.assign(stapi, { fault: undefined, looks: 0, tells_passes: true })
    })

    const place = () => swath.placeAndPlan(aPointOrder({ sku }))
    /** Places an order of which the server does not say that it has it. */
    async function placeInVain(): Promise<string> {
      const { id } = await swath.place(aPointOrder({ sku }))
      await assert.rejects(swath.drain(), /Jobs failed/)
      return id
    }
    async function poll(hours = 0.5) {
      swath.advance({ hours })
      await swath.app.queue.trigger('forwarding.poll')
      await swath.drain()
    }
    const captureOf = async (order_id: string): Promise<Capture> => (await swath.captures(order_id)).at(-1)!

    test(`version ${version}: an order goes there, and what becomes of it comes back to its delivery`, async () => {
      const { order_id } = await place()
      const placed = stapi.orders.at(-1)!
      assert.deepEqual(placed.filter, { op: '<=', args: [{ property: 'eo:cloud_cover' }, 20] })
      assert.deepEqual(placed.order_parameters, { format: 'cog' })
      for (const [code, status] of [
        ['scheduled', 'scheduled'],
        ['processing', 'collecting'],
      ] as const) {
        stapi.tell(placed.id, code)
        await poll()
        assert.equal((await captureOf(order_id)).status, status)
      }
      stapi.complete(placed.id)
      await poll()
      const { properties } = await swath.order(order_id)
      assert.deepEqual([properties.status, properties.outcome], ['closed', 'fulfilled'])
      const { access, cloud_cover_pct } = await captureOf(order_id)
      assert.deepEqual(
        [access!.satellite_name, access!.off_nadir_deg, access!.sun_azimuth_deg, cloud_cover_pct],
        ['far-1', 12.5, null, 4],
      )
      const asked = stapi.asked
      await poll()
      assert.equal(stapi.asked, asked, 'Nobody asks about an order that has ended')
    })

    const analysisOf = async (order: unknown) => {
      const { body } = await swath.call('demo', 'POST', '/v2/analysis/opportunities', order)
      await swath.drain()
      return (await swath.call('demo', 'GET', `/v2/analysis/opportunities/${body.analysis_id}`)).body
    }

    test('its passes are told, and what it does not tell of them is null', async () => {
      stapi.told_of_passes = { 'view:off_nadir': 12.5, 'view:sun_elevation': { minimum: 10 }, gsd: 0.7 }
      const { status, feasible, opportunities, odds } = await analysisOf(aPointOrder({ sku }))
      assert.deepEqual([status, feasible, opportunities.length], ['SUCCESS', true, 2])
      const { satellite_name, off_nadir_deg, sun_elevation_deg, ground_track_heading_deg, ...one } =
        opportunities[0]
      assert.deepEqual(
        [satellite_name, off_nadir_deg, sun_elevation_deg, ground_track_heading_deg],
        ['far-1', 12.5, null, null],
      )
      assert.deepEqual([one.ground_sample_distance_m, one.clear_basis], [0.7, 'climate'])
      assert.deepEqual([one.footprint.type, one.opportunity_id], ['Point', null])
      assert.ok(one.clear_probability > 0 && odds.by_day.length > 0)
    })

    test('passes that it tells beyond a limit for which it cannot be asked are left out', async () => {
      stapi.told_of_passes = { 'view:off_nadir': 12.5 }
      const { feasible, constraint, relaxations } = await analysisOf(
        aPointOrder({ sku, parameters: { max_ona: 10 } }),
      )
      assert.deepEqual([feasible, constraint.name, relaxations], [false, 'window', null])
    })

    test('a search that it does by itself is begun once, and looked at until it is done', async () => {
      stapi.looks = 3
      const { body } = await swath.call('demo', 'POST', '/v2/analysis/opportunities', aPointOrder({ sku }))
      const path = `/v2/analysis/opportunities/${body.analysis_id}`
      for (const _ of [1, 2]) {
        await assert.rejects(swath.drain(), (error: AggregateError) =>
          /The search 0 goes on/.test(String(error.errors[0])),
        )
        assert.equal((await swath.call('demo', 'GET', path)).body.status, 'PENDING')
        swath.advance({ hours: 0.01 })
      }
      await swath.drain()
      const { status, opportunities } = (await swath.call('demo', 'GET', path)).body
      assert.deepEqual([status, opportunities.length, stapi.searches.length], ['SUCCESS', 2, 1])
    })

    test('of a product that tells no passes it is said that nobody knows, and not that there are none', async () => {
      stapi.tells_passes = false
      const { status, feasible, message } = await analysisOf(aPointOrder({ sku }))
      assert.deepEqual([status, feasible], ['FAILED', null])
      assert.match(message, /tells no passes/)
    })

    test('an image of space is refused before it is ordered there', async () => {
      const first_point = { longitude: 12.5, latitude: 41.9, altitude_m: 520_000 }
      const moment = new Date(swath.clock.now().getTime() + 86_400_000).toISOString().slice(0, 19)
      const nei = { mode: 'spotlight', satellite: 'newsat33', first_point_time: moment, first_point }
      const geometry = { type: 'Point', coordinates: [12.5, 41.9, 520_000] }
      const order = aPointOrder({ sku: 'TSKNEI-M', parameters: { nei } }, geometry)
      const asked = stapi.orders.length
      const { feasible, status, message } = await analysisOf(order)
      assert.deepEqual([status, feasible], ['FAILED', null])
      assert.match(message, /not into space/)
      const { id } = await swath.place(order)
      await swath.drain()
      assert.equal((await swath.order(id)).properties.outcome, 'rejected')
      assert.equal(stapi.orders.length, asked)
    })

    test('files without a digest are read before they are announced, and are delivered as well', async () => {
      const { order_id } = await place()
      stapi.complete(stapi.orders.at(-1)!.id, false)
      await poll()
      const [deliverable] = await swath.deliverables(order_id)
      assert.equal(deliverable!.status, 'DELIVERED')
      assert.match(Object.values(deliverable!.assets)[0]!.sha256, /^[0-9a-f]{64}$/)
    })

    test('an order whose answer was lost is found again, and not placed twice', async () => {
      stapi.fault = 'loses the answer'
      const before = stapi.orders.length
      const order_id = await placeInVain()
      stapi.fault = undefined
      swath.advance({ hours: 1 })
      await swath.drain()
      assert.equal(stapi.orders.length, before + 1)
      stapi.complete(stapi.orders.at(-1)!.id)
      await poll()
      assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')
    })

    test('two orders for the same, of which both answers were lost, are two orders there', async () => {
      stapi.fault = 'loses the answer'
      const before = stapi.orders.length
      await placeInVain()
      await placeInVain()
      stapi.fault = undefined
      swath.advance({ hours: 1 })
      await swath.drain()
      assert.equal(stapi.orders.length, before + 2)
      const rows = await swath.app.db.system((tx) =>
        tx.rows(
          sql<{ foreign_id: string }>`select foreign_id from forwarded_orders order by asked_at desc limit 2`,
        ),
      )
      assert.equal(new Set(rows.map(({ foreign_id }) => foreign_id)).size, 2)
    })

    test('what it refuses fails with its words; what it cannot do now is asked again when it says', async () => {
      stapi.fault = 'refuses'
      const { order_id } = await place()
      const failed = await captureOf(order_id)
      assert.deepEqual([failed.status, failed.reason_code], ['failed', 'REFUSED_BY_PROVIDER'])
      assert.match(JSON.stringify(await swath.events(order_id)), /The geometry is too large/)
      stapi.fault = 'busy'
      const later = await placeInVain()
      assert.equal((await captureOf(later)).status, 'queued')
      stapi.fault = undefined
      swath.advance({ hours: 0.05 })
      await swath.drain()
      stapi.tell(stapi.orders.at(-1)!.id, 'tasked')
      await poll()
      assert.equal((await captureOf(later)).status, 'scheduled')
    })

    for (const fault of ['down', 'nonsense'] as const) {
      test(`a server that is ${fault} is asked ever more rarely, and nothing is lost`, async () => {
        const { order_id } = await place()
        const { id } = stapi.orders.at(-1)!
        stapi.fault = fault
        await poll()
        await poll(0.01)
        assert.equal((await captureOf(order_id)).status, 'queued')
        stapi.fault = undefined
        stapi.complete(id)
        await poll(1)
        assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')
      })
    }

    test('an order that fails there is attempted again where the reason allows it, as a new order', async () => {
      stapi.offers_cancellation = true
      const { order_id } = await place()
      const first = stapi.orders.at(-1)!
      stapi.tell(first.id, 'failed', { reason_code: 'cloud_cover', reason_text: 'Clouds' })
      await poll()
      const [failed, next] = await swath.captures(order_id)
      assert.deepEqual([failed!.reason_code, next!.attempt], ['CLOUD_COVER_EXCEEDED', 2])
      assert.notEqual(stapi.orders.at(-1)!.id, first.id)
      assert.equal(first.statuses.at(-1)!.status_code, 'failed', 'Nobody cancels an order that has ended')
    })

    test('an order is canceled there where the server offers it', async () => {
      stapi.offers_cancellation = true
      const { order_id } = await place()
      await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
      await swath.drain()
      assert.equal(stapi.orders.at(-1)!.statuses.at(-1)!.status_code, 'user_cancelled')
      assert.equal((await swath.order(order_id)).properties.outcome, 'canceled')
    })

    test('an order goes on where the server offers no cancellation, and the customer is told so', async () => {
      stapi.offers_cancellation = false
      const { order_id } = await place()
      await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
      await swath.drain()
      assert.equal((await swath.order(order_id)).properties.status, 'in_progress')
      assert.ok((await swath.eventTypes(order_id)).includes('OrderCancellationRejected'))
    })

    test('its secret goes to nobody else', async () => {
      const { order_id } = await place()
      const other = await serveStapi({ now: () => swath.clock.now() })
      stapi.tell(stapi.orders.at(-1)!.id, 'completed', {
        links: [{ rel: 'stac', href: `${other.url}/headers` }],
      })
      await poll()
      assert.deepEqual(other.authorizations, [undefined])
      assert.equal((await captureOf(order_id)).status, 'queued')
      await other.close()
    })
  })
}
