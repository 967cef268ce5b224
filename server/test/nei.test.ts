import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

const first_point = { longitude: 12.5, latitude: 41.9, altitude_m: 520_000 }
const spotlight = {
  mode: 'spotlight',
  satellite: 'newsat33',
  first_point_time: '2026-06-02T10:00:00',
  first_point,
}

function aSpaceOrder(nei: unknown = spotlight, parameters = {}, coordinates = [12.5, 41.9, 520_000]) {
  const given = { ...(nei ? { nei } : {}), ...parameters }
  return aPointOrder({ sku: 'TSKNEI-M', parameters: given }, { type: 'Point', coordinates })
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    files = await serveFiles()
  })
  after(async () => {
    await files.close()
    await swath.close()
  })

  /** The places and the messages for which an order is refused; nothing when it is not. */
  async function problems(order: unknown): Promise<[pointer: string, message: string][]> {
    const { body } = await swath.call('demo', 'POST', '/v2/orders/validate', order)
    return body.errors.map((one: { pointer: string; message: string }) => [one.pointer, one.message])
  }
  const pointers = async (order: unknown) => (await problems(order)).map(([pointer]) => pointer)
  const at = '/properties/parameters'

  describe('an order for non-Earth imaging', () => {
    test('has the interval round first_point_time for its window, in UTC, and is one capture that is handed on', async () => {
      const { order_id, captures } = await swath.placeAndPlan(aSpaceOrder())
      const { parameters, product_name, price, status } = (await swath.order(order_id)).properties
      assert.deepEqual(
        [product_name, status, price.total_minor],
        ['Non-Earth Imaging', 'in_progress', 250_000],
      )
      assert.equal(parameters.start, '2026-06-02T09:59:57.000000Z')
      assert.equal(parameters.end, '2026-06-02T10:00:03.000000Z')
      const nei = { ...spotlight, first_point_time: '2026-06-02T10:00:00Z', duration_s: 6 }
      assert.deepEqual(parameters.nei, nei)
      assert.equal(captures.length, 1)
      const planned = swath.provider.planned.at(-1)!
      assert.equal(planned.capture_id, captures[0]!.capture_id)
      assert.deepEqual([planned.nei, planned.processing_levels], [nei, ['L0']])
      assert.equal(planned.window.end.toISOString(), '2026-06-02T10:00:03.000Z')
      assert.equal(planned.limits.max_off_nadir_deg, 180)
    })

    test('is fulfilled by its raw frames, and charged per capture', async () => {
      const { order_id, captures } = await swath.placeAndPlan(aSpaceOrder())
      await swath.deliver(captures[0]!, files.announce, ['L0'])
      const { outcome, status_report } = (await swath.order(order_id)).properties
      assert.deepEqual([outcome, status_report.reason_code], ['fulfilled', 'ALL_DELIVERED'])
      const [deliverable] = await swath.deliverables(order_id)
      assert.deepEqual([deliverable!.quantity, deliverable!.unit], [1, 'capture'])
      assert.equal(deliverable!.charge!.amount_minor, 250_000)
    })

    test('fails with the reason of its capture: the moment does not come again', async () => {
      const window = { start: '2026-06-01T09:00:00Z', end: '2026-06-20T00:00:00Z' }
      for (const [order, outcome] of [
        [aSpaceOrder(spotlight, window), 'failed'],
        [aPointOrder(), null],
      ] as const) {
        const { order_id, captures } = await swath.placeAndPlan(order)
        await swath.collect(captures[0]!, 'scheduled')
        const why = { reason_code: 'COLLECTION_MISSED', message: 'Missed' }
        await swath.report(captures[0]!.capture_id, 'failed', why)
        await swath.drain()
        const { properties } = await swath.order(order_id)
        assert.equal(properties.outcome, outcome)
        if (outcome) assert.equal(properties.status_report.reason_code, 'COLLECTION_MISSED')
        assert.equal((await swath.captures(order_id)).length, outcome ? 1 : 2)
      }
    })

    test('is rejected with the words of the provider, and an analysis asks for the same', async () => {
      const message = 'newsat33 at 2026-06-02T10:00:00Z is 8,412 km from the point; at most 2,000 km'
      swath.provider.assessment = { feasible: false, reason_code: 'NOT_FEASIBLE', message }
      const { id } = await swath.place(aSpaceOrder())
      await swath.drain()
      swath.provider.assessment = { feasible: true }
      const { outcome, status_report } = (await swath.order(id)).properties
      assert.deepEqual([outcome, status_report.message], ['rejected', message])

      const constraint = { name: 'range' as const, requested_deg: null, nearest_deg: null, message }
      swath.provider.findings = { opportunities: [], has_more: false, constraint }
      const { body } = await swath.call('demo', 'POST', '/v2/analysis/opportunities', aSpaceOrder())
      await swath.drain()
      assert.equal(swath.provider.asked.at(-1)!.nei!.first_point_time, '2026-06-02T10:00:00Z')
      const done = (await swath.call('demo', 'GET', `/v2/analysis/opportunities/${body.analysis_id}`)).body
      assert.deepEqual(
        [done.feasible, done.constraint, done.parameters.nei.satellite],
        [false, constraint, 'newsat33'],
      )
    })

    test('is refused for everything that is wrong at once', async () => {
      assert.deepEqual(await problems(aSpaceOrder()), [])
      assert.deepEqual(await pointers(aSpaceOrder(undefined)), [])
      assert.deepEqual(await pointers(aSpaceOrder(null)), [`${at}/nei`])
      assert.deepEqual(await pointers(aPointOrder({ parameters: { nei: spotlight } })), [`${at}/nei`])
      const nei = { ...spotlight, last_point: first_point, first_point_time: '2026-06-01T08:00:01Z' }
      const wrong = aSpaceOrder(
        nei,
        { max_ona: 10, revisit_period: 'P1D', end: '2026-06-03T00:00:00Z' },
        [12.5, 42],
      )
      assert.deepEqual((await pointers(wrong)).sort(), [
        '/geometry/coordinates',
        `${at}/max_ona`,
        `${at}/nei/first_point_time`,
        `${at}/nei/last_point`,
        `${at}/revisit_period`,
      ])
      const refused = await swath.call('demo', 'POST', '/v2/orders/', wrong)
      assert.equal(refused.status, 400)
    })

    test('is refused when its stripe has no end, climbs, or leads nowhere; or the window does not hold it', async () => {
      const stripe = (last_point?: unknown) => aSpaceOrder({ ...spotlight, mode: 'evo_stripe', last_point })
      const end = { ...first_point, latitude: 42 }
      assert.deepEqual(await problems(stripe(end)), [])
      assert.deepEqual(await pointers(stripe()), [`${at}/nei/last_point`])
      assert.deepEqual(await pointers(stripe(first_point)), [`${at}/nei/last_point`])
      assert.deepEqual(await pointers(stripe({ ...end, altitude_m: 521_000 })), [
        `${at}/nei/last_point/altitude_m`,
      ])
      assert.deepEqual(await pointers(aSpaceOrder(spotlight, { end: '2026-06-02T10:00:02Z' })), [`${at}/end`])
      assert.deepEqual(await pointers(aSpaceOrder(spotlight, { start: '2026-06-02T09:59:58Z' })), [
        `${at}/start`,
      ])
      const past = { ...spotlight, first_point_time: '2026-05-02T10:00:00Z' }
      assert.deepEqual(await pointers(aSpaceOrder(past)), [`${at}/nei/first_point_time`])
      const odd = { ...spotlight, satellite: 'hubble', colour: 'red' }
      assert.deepEqual((await pointers(aSpaceOrder(odd))).sort(), [`${at}/nei/colour`, `${at}/nei/satellite`])
    })

    test('keeps its moment in the window when the window changes', async () => {
      const { id } = await swath.place(aSpaceOrder())
      const change = (end: string) =>
        swath.call('demo', 'PATCH', `/v2/orders/${id}`, { properties: { parameters: { end } } })
      assert.equal((await change('2026-06-02T10:00:00Z')).body.code, 'window_invalid')
      assert.equal((await change('2026-06-02T11:00:00Z')).status, 200)
    })

    test('shows in the product list with the parameters that it takes', async () => {
      const { body } = await swath.call('demo', 'GET', '/v2/products/TSKNEI-M/')
      assert.deepEqual(Object.keys(body.parameters.properties).sort(), [
        'end',
        'nei',
        'processing_level',
        'start',
      ])
      assert.deepEqual(body.parameters.required, ['nei'])
      const other = await swath.call('demo', 'GET', '/v2/products/TSKPOI-M/')
      assert.equal(other.body.parameters.properties.nei, undefined)
    })

    test('waits a day for the news of its moment, then is expired', async () => {
      const { order_id, captures } = await swath.placeAndPlan(aSpaceOrder())
      await swath.collect(captures[0]!, 'scheduled')
      const statusAfter = async (hours: number) => {
        swath.advance({ hours })
        await swath.app.queue.trigger('captures.close_windows')
        await swath.drain()
        return (await swath.captures(order_id))[0]!.status
      }
      assert.equal(await statusAfter(27), 'scheduled')
      assert.equal(await statusAfter(24), 'failed')
      assert.equal((await swath.order(order_id)).properties.status_report.reason_code, 'WINDOW_CLOSED')
    })
  })
})
