import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { geodesicAreaKm2 } from '../src/lib/geo/area.ts'
import type { Polygon } from '../src/lib/geo/geometry.ts'
import { anAreaOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

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

  const reportOf = async (order_id: string) => (await swath.order(order_id)).properties.status_report

  test('an order tells what is going on while it goes on: of its passes, its failures and its products', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    const told: unknown[] = []
    const note = async () => {
      const { status, reason_code, message, next_expected_at } = await reportOf(order_id)
      assert.equal(status, 'in_progress')
      told.push([message, reason_code, next_expected_at])
    }
    await note()
    await swath.collect(captures[0]!, 'scheduled')
    await note()
    await swath.report(captures[0]!.capture_id, 'failed', { cloud_cover_pct: 62 })
    await swath.drain()
    await note()
    const next = (await swath.captures(order_id))[1]!
    await swath.collect(next, 'scheduled')
    await note()
    await swath.collect(next)
    await note()
    await swath.produce(next.capture_id, files.announce, ['L1B'])
    await note()
    assert.deepEqual(told, [
      ['A satellite pass is being chosen.', null, null],
      ['The image will be collected on 2 Jun 10:00 UTC by newsat31.', null, '2026-06-02T10:00:00.000000Z'],
      [
        'Attempt 1 had 62 % clouds, at most 20 % are wanted; the next pass is being chosen.',
        'CLOUD_COVER_EXCEEDED',
        null,
      ],
      [
        'Attempt 1 had 62 % clouds, at most 20 % are wanted; next pass 2 Jun 10:00 UTC.',
        'CLOUD_COVER_EXCEEDED',
        '2026-06-02T10:00:00.000000Z',
      ],
      [
        'The image is collected with 2 % clouds; L1B is waiting to be processed, L1D is waiting to be processed.',
        null,
        '2026-06-02T11:15:10.000000Z',
      ],
      [
        'The image is collected with 2 % clouds; L1B is delivered, L1D is waiting to be processed.',
        null,
        '2026-06-02T12:45:10.000000Z',
      ],
    ])
  })

  test('orders are found by the reason that they tell, also while they go on', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    const found = async () => {
      const { body } = await swath.call('demo', 'GET', '/v2/orders/?reason_code=QUALITY_CHECK_FAILED')
      return body.features.map(({ id }: { id: string }) => id)
    }
    await swath.report(captures[0]!.capture_id, 'failed', { reason_code: 'QUALITY_CHECK_FAILED' })
    await swath.drain()
    assert.deepEqual(await found(), [order_id])
    await swath.collect((await swath.captures(order_id))[1]!)
    assert.deepEqual(await found(), [])
  })

  test('the progress of each level follows its deliveries, and what is delivered is not remaining', async () => {
    const { order_id, captures } = await swath.placeAndPlan(anAreaOrder())
    await swath.collect(captures[0]!)
    assert.equal((await reportOf(order_id)).progress.delivered_km2, 0)
    const [one, ...others] = await swath.deliverables(order_id)
    assert.ok(others.length > 0, 'another level of the image is still to come')
    await swath.produce(captures[0]!.capture_id, files.announce, [one!.processing_level])
    const of_area = (await reportOf(order_id)).progress
    const remaining_km2 = geodesicAreaKm2(of_area.remaining_geometry as Polygon)
    assert.ok(of_area.delivered_km2 > 0)
    assert.ok(Math.abs(of_area.delivered_km2 + remaining_km2 - of_area.requested_km2) < 0.01)

    const point = await swath.placeAndPlan()
    await swath.collect(point.captures[0]!)
    await swath.produce(point.captures[0]!.capture_id, files.announce, ['L1B'])
    const { requested_km2, delivered_km2, levels } = (await reportOf(point.order_id)).progress
    assert.ok(Math.abs(delivered_km2 / requested_km2 - 1) < 1e-3, `${delivered_km2} of ${requested_km2} km2`)
    assert.deepEqual(levels, {
      L1B: { delivered_km2, deliverables: { DELIVERED: 1 } },
      L1D: { delivered_km2: 0, deliverables: { QUEUED: 1 } },
    })
    const { charged_minor } = (await swath.order(point.order_id)).properties.price
    assert.ok(charged_minor > 0, 'it is charged for what it says to be delivered')
  })

  test('a closed order tells its result first, in the words of published clients', async () => {
    const closeAs = async (outcome: string) => {
      const { order_id } = await swath.placeAndPlan()
      const url = `/ops/v1/orders/${order_id}/force-close`
      await swath.call('operator', 'POST', url, { outcome, message: 'By hand' })
      await swath.drain()
      const { properties } = await swath.order(order_id)
      const { status, message, next_expected_at } = properties.status_report
      assert.deepEqual([properties.status, message, next_expected_at], ['closed', 'By hand', null])
      return [outcome, status]
    }
    const outcomes = ['fulfilled', 'partially_fulfilled', 'unfulfilled', 'failed', 'rejected', 'canceled']
    const results = []
    for (const outcome of outcomes) results.push(await closeAs(outcome))
    assert.deepEqual(Object.fromEntries(results), {
      fulfilled: 'completed',
      partially_fulfilled: 'completed',
      unfulfilled: 'failed',
      failed: 'failed',
      rejected: 'rejected',
      canceled: 'canceled',
    })
  })
})
