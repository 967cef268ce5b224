// That a provider is one object: here is a second one, with cameras of its own, and the rest of the house was not told.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Geometry } from '@swath/contract/geometry'
import { collected_over_areas } from '@swath/contract/products/collected'
import { products } from '@swath/contract/products/registry'
import type { Timeline } from '@swath/contract/timeline'
import geographiclib from 'geographiclib-geodesic'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import type { TestApp } from './app.ts'

Object.assign(products, { TSKWID: { ...collected_over_areas, name: 'Wide Area Tasking', v1: null } })
// From here on the product is in the registry, as if it had always been.
const { anAreaOrder, HandProvider, TestApp: App } = await import('./app.ts')
const { onOneDatabase } = await import('./databases.ts')

const wide = new HandProvider()
wide.name = 'wide'
wide.serves = (sku) => sku.startsWith('TSKWID')
wide.swath = { swath_width_km: 8, overlap_km: 2, max_length_km: 40, track_heading_deg: 350 }

/** The width of a rectangle across a direction; undefined for one that was not laid out along it. */
function widthAcross(heading_deg: number, frame: Geometry): number | undefined {
  const ring = (frame as { coordinates: number[][][] }).coordinates[0]!
  const sides = [0, 1].map((at) => {
    const [[lon1, lat1], [lon2, lat2]] = [ring[at], ring[at + 1]] as [[number, number], [number, number]]
    const { s12, azi1 } = geographiclib.Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)
    return { km: s12! / 1000, azimuth_deg: azi1! + 360 }
  })
  const across = sides.find(({ azimuth_deg }) => Math.abs(((azimuth_deg - heading_deg) % 180) - 90) < 1)
  return across && Math.round(across.km)
}

/** 33 km by 11 km. */
const area = {
  type: 'Polygon',
  coordinates: [
    [
      [10, 0],
      [10.1, 0],
      [10.1, 0.3],
      [10, 0.3],
      [10, 0],
    ],
  ],
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await App.open(await openDatabase(), {}, [wide])
    await swath.app.db.system((tx) =>
      tx.run(sql`
        with each as (update contract_skus set overlap = 'each' where sku = 'TSKARE-M')
        insert into contract_skus
        select (jsonb_populate_record(s, '{"sku": "TSKWID-M", "overlap": "each", "v1_product": null}')).*
        from contract_skus s where sku = 'TSKARE-M' and contract_id = ${demo_contracts.demo}`),
    )
  })
  after(() => swath.close())

  const order = (sku: string) => anAreaOrder({ sku }, area)
  async function report(provider: string, capture_id: string): Promise<number> {
    const credential = await swath.call('operator', 'POST', '/ops/v1/credentials', {
      name: provider,
      provider,
    })
    const { client_id, client_secret } = credential.body
    const payload = { client_id, client_secret, grant_type: 'client_credentials' }
    const token = await swath.app.http.inject({ method: 'POST', url: '/oauth/token', payload })
    const { statusCode } = await swath.app.http.inject({
      method: 'POST',
      url: `/ops/v1/captures/${capture_id}/reports`,
      headers: { authorization: `Bearer ${token.json().access_token}` },
      payload: {
        report_id: crypto.randomUUID(),
        occurred_at: swath.clock.now().toISOString(),
        status: 'scheduled',
        access: swath.access,
      },
    })
    return statusCode
  }

  test('a new provider plans and prices what its SKU sells by how its own cameras see the ground', async () => {
    const usual = await swath.placeAndPlan(order('TSKARE-M'))
    const own = await swath.placeAndPlan(order('TSKWID-M'))
    assert.deepEqual([wide.planned.length, swath.provider.planned.length], [3, 4])
    for (const { frame } of wide.planned) assert.equal(widthAcross(350, frame), 8)
    for (const { frame } of swath.provider.planned) assert.equal(widthAcross(193, frame), 5)
    assert.equal(wide.assessed[0]!.strips.length, 3)
    const total = async (order_id: string) => (await swath.order(order_id)).properties.price.total_minor
    const ratio = (await total(own.order_id)) / (await total(usual.order_id))
    assert.equal(ratio.toFixed(4), ((1 + 2 / 6) / (1 + 0.3 / 4.9)).toFixed(4))
  })

  test('it is asked when it could collect, and told what is not wanted any more', async () => {
    const asked = await swath.call('demo', 'POST', '/v2/analysis/opportunities', order('TSKWID-M'))
    assert.equal(asked.status, 202)
    await swath.drain()
    // The second time for what would do instead, for it has no pass.
    assert.deepEqual([wide.asked.length, swath.provider.asked.length], [2, 0])
    const { order_id, captures } = await swath.placeAndPlan(order('TSKWID-M'))
    await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
    await swath.drain()
    const ids = captures.map(({ capture_id }) => capture_id)
    assert.deepEqual([wide.canceled.toSorted(), swath.provider.canceled], [ids.toSorted(), []])
  })

  test('a delivery is expected when the provider said that had the capture, whatever it says later', async () => {
    const usual = swath.provider.hours_to_deliver
    swath.provider.hours_to_deliver = { L0: 7, L1A: 7, L1B: 7, L1C: 7, L1D: 7, L1D_SR: 7 }
    const { order_id, captures } = await swath.placeAndPlan()
    swath.provider.hours_to_deliver = usual
    await swath.collect(captures[0]!)
    await swath.drain()
    const { access } = (await swath.captures(order_id))[0]!
    const in_seven_hours = new Date(Date.parse(access!.end) + 7 * 3_600_000).toISOString()
    const { entries } = (await swath.call('demo', 'GET', `/v2/orders/${order_id}/timeline`)).body as Timeline
    const deliveries = entries.filter((one) => one.kind === 'ESTIMATE' && one.what === 'DeliverableDelivered')
    assert.ok(deliveries.length > 0)
    for (const { at } of deliveries) assert.equal(Date.parse(at), Date.parse(in_seven_hours))
    const { next_expected_at } = (await swath.order(order_id)).properties.status_report
    assert.equal(Date.parse(next_expected_at!), Date.parse(in_seven_hours))
  })

  test('nobody but itself reports on what it has', async () => {
    const { captures } = await swath.placeAndPlan(order('TSKWID-M'))
    const { capture_id } = captures[0]!
    assert.equal(await report('simulator', capture_id), 404)
    assert.equal(await report('wide', capture_id), 202)
  })
})
