import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Event } from '@swath/contract/events'
import { reactions } from '../src/reactions.ts'
import { anAreaOrder, type TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'
import { Story } from './story.ts'

onEachDatabase((openDatabase) => {
  let story: Story
  let swath: TestApp
  before(async () => {
    story = await Story.open(await openDatabase())
    ;({ swath } = story)
  })
  after(() => story.close())

  describe('an order for a point', () => {
    test('goes from received through in_progress to closed and fulfilled, and its files can be downloaded', async () => {
      const placed = await swath.place()
      assert.equal(placed.properties.status, 'received')
      await swath.drain()
      assert.equal((await swath.order(placed.id)).properties.status, 'in_progress')
      const [capture] = await swath.captures(placed.id)
      await story.deliver(capture!)

      const { properties } = await swath.order(placed.id)
      assert.equal(properties.status, 'closed')
      assert.equal(properties.outcome, 'fulfilled')
      assert.equal(properties.status_report.reason_code, 'ALL_DELIVERED')
      assert.deepEqual(properties.status_report.progress.captures, { published: 1 })
      assert.deepEqual(properties.actions, [])

      const deliverables = await swath.deliverables(placed.id)
      assert.deepEqual(deliverables.map((one) => one.processing_level).sort(), ['L1B', 'L1D'])
      for (const deliverable of deliverables) {
        assert.equal(deliverable.status, 'DELIVERED')
        assert.ok(
          Math.abs(deliverable.quantity! - 50) < 0.1,
          `5 km by 10 km are 50 km2, not ${deliverable.quantity}`,
        )
        assert.equal(deliverable.charge!.amount_minor, Math.round(deliverable.quantity! * 800))
        const asset = deliverable.assets.analytic!
        const { body } = await swath.call('demo', 'GET', asset.href.replace('http://swath.test', ''))
        assert.equal(createHash('sha256').update(body).digest('hex'), asset.sha256)
      }
    })

    test('has a file served by ranges and not at all before it is delivered', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await swath.collect(captures[0]!)
      const [early] = await swath.deliverables(order_id)
      assert.deepEqual(early!.assets, {})
      assert.equal(
        (await swath.call('demo', 'GET', `/v2/deliverables/${early!.deliverable_id}/files/analytic`)).status,
        404,
      )

      await story.deliver(captures[0]!)
      const url = `/v2/deliverables/${early!.deliverable_id}/files/analytic`
      const whole = await swath.call('demo', 'GET', url)
      const part = await swath.call('demo', 'GET', url, undefined, { range: 'bytes=4-10' })
      assert.equal(part.status, 206)
      assert.deepEqual(part.body, whole.body.subarray(4, 11))
      const behind = await swath.call('demo', 'GET', url, undefined, { range: 'bytes=999999999-' })
      assert.deepEqual([behind.status, behind.body.code], [416, 'range_not_satisfiable'])
      assert.equal(behind.headers['content-range'], `bytes */${whole.body.length}`)
      const other = await swath.call('demo', 'GET', url, undefined, { 'if-match': '"another"' })
      assert.deepEqual([other.status, other.body.code], [412, 'precondition_failed'])
      const etag = String(whole.headers.etag)
      const ask = (headers: Record<string, string>) => swath.call('demo', 'GET', url, undefined, headers)
      assert.equal((await ask({ 'if-match': etag })).status, 200)
      assert.equal((await ask({ 'if-none-match': etag })).status, 304)
      assert.equal((await ask({ 'if-range': etag, range: 'bytes=4-10' })).status, 206)
      assert.equal((await ask({ 'if-range': '"another"', range: 'bytes=4-10' })).status, 200)
    })

    test('is charged once per deliverable, and each charge adds up to zero', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await story.deliver(captures[0]!)
      const of_order = await story.chargesOf(order_id)
      assert.equal(of_order.length, 4)
      for (const entries of Map.groupBy(of_order, (entry) => entry.transaction_id).values()) {
        assert.equal(
          entries.reduce((sum, entry) => sum + entry.amount_minor, 0),
          0,
        )
      }
    })
  })

  describe('an order for an area', () => {
    test('is split into strips that cover it once, and tells its coverage and what remains', async () => {
      const { order_id, captures } = await swath.placeAndPlan(anAreaOrder())
      assert.ok(captures.length >= 3, `three strips at least, not ${captures.length}`)
      const before = (await swath.order(order_id)).properties
      assert.ok(before.status_report.progress.remaining_geometry)

      await story.deliver(captures[0]!)
      const { progress } = (await swath.order(order_id)).properties.status_report
      assert.ok(progress.delivered_km2 > 0 && progress.delivered_km2 < progress.requested_km2)
      assert.ok(progress.remaining_geometry)

      for (const capture of captures.slice(1)) await story.deliver(capture)
      const done = (await swath.order(order_id)).properties
      assert.equal(done.outcome, 'fulfilled')
      assert.equal(done.status_report.progress.remaining_geometry, null)
      assert.ok(Math.abs(done.status_report.progress.delivered_km2 - done.area_km2) < 0.01)
      const l1d = (await swath.deliverables(order_id)).filter((one) => one.processing_level === 'L1D')
      const billed = l1d.reduce((sum, one) => sum + one.quantity!, 0)
      assert.ok(Math.abs(billed - done.area_km2) < 0.01, `billed ${billed} km2 of ${done.area_km2}`)
    })

    test('across the antimeridian, around a hole and over a pole is planned completely', async () => {
      const shapes = {
        antimeridian: {
          type: 'Polygon',
          coordinates: [
            [
              [179.95, -17],
              [-179.95, -17],
              [-179.95, -16.9],
              [179.95, -16.9],
              [179.95, -17],
            ],
          ],
        },
        hole: {
          type: 'Polygon',
          coordinates: [
            [
              [20, 10],
              [20.2, 10],
              [20.2, 10.2],
              [20, 10.2],
              [20, 10],
            ],
            [
              [20.08, 10.08],
              [20.08, 10.12],
              [20.12, 10.12],
              [20.12, 10.08],
              [20.08, 10.08],
            ],
          ],
        },
        parts: {
          type: 'MultiPolygon',
          coordinates: [
            [
              [
                [30, 10],
                [30.05, 10],
                [30.05, 10.05],
                [30, 10.05],
                [30, 10],
              ],
            ],
            [
              [
                [30.2, 10],
                [30.25, 10],
                [30.25, 10.05],
                [30.2, 10.05],
                [30.2, 10],
              ],
            ],
          ],
        },
        pole: {
          type: 'Polygon',
          coordinates: [
            [
              [0, 89.9],
              [90, 89.9],
              [180, 89.9],
              [-90, 89.9],
              [0, 89.9],
            ],
          ],
        },
      }
      for (const [name, geometry] of Object.entries(shapes)) {
        const { order_id, captures } = await swath.placeAndPlan(anAreaOrder({}, geometry))
        const order = await swath.order(order_id)
        assert.deepEqual(order.geometry, geometry)
        await story.deliverAll(captures)
        const { properties } = await swath.order(order_id)
        assert.equal(properties.outcome, 'fulfilled', name)
        assert.equal(properties.status_report.progress.remaining_geometry, null, name)
        const { delivered_km2, requested_km2 } = properties.status_report.progress
        assert.ok(
          Math.abs(delivered_km2 / requested_km2 - 1) < 1e-3,
          `${name}: ${delivered_km2} of ${requested_km2} km2`,
        )
      }
    })
  })

  test('every job may run again, in any order, and changes nothing', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    await swath.collect(captures[0]!, 'collecting')
    await swath.report(captures[0]!.capture_id, 'failed')
    await swath.drain()
    await story.deliver((await swath.captures(order_id))[1]!)
    const state = async () => [
      await swath.events(order_id),
      await story.chargesOf(order_id),
      await swath.captures(order_id),
    ]
    const before = await state()
    assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')

    await swath.app.db.system(async (tx) => {
      for (const { type, data } of (before[0] as Event[]).toReversed()) {
        const { contract_id, entity_id } = data
        for (const name of reactions[type]) tx.enqueue({ name, data: { contract_id, order_id, entity_id } })
      }
    })
    await swath.drain()
    assert.deepEqual(await state(), before)
  })

  test('a report of which ten copies arrive together is applied once', async () => {
    const { captures } = await swath.placeAndPlan()
    const same = { report_id: crypto.randomUUID(), occurred_at: '2026-06-01T08:00:00.000Z' }
    const copies = Array.from({ length: 10 }, () => swath.report(captures[0]!.capture_id, 'scheduled', same))
    const results = (await Promise.all(copies)).map((answer) => answer.body.result)
    assert.deepEqual(results.sort(), ['applied', ...Array(9).fill('duplicate')])
  })

  test('twenty simultaneous cancels leave exactly one OrderCancellationAccepted', async () => {
    const { order_id } = await swath.placeAndPlan()
    const cancels = Array.from({ length: 20 }, () => swath.call('demo', 'DELETE', `/v2/orders/${order_id}`))
    const statuses = (await Promise.all(cancels)).map((answer) => answer.status)
    assert.deepEqual(new Set(statuses), new Set([200]))
    const types = await swath.eventTypes(order_id)
    assert.equal(types.filter((type) => type === 'OrderCancellationAccepted').length, 1)
  })
})
