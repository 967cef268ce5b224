import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import type { Event } from '@swath/contract/events'
import type { LedgerEntry } from '@swath/contract/ledger'
import type { Timeline } from '@swath/contract/timeline'
import { reactions } from '../src/reactions.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

onEachDatabase((openDatabase) => {
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

  /** Everything goes well for a capture. */
  async function deliver(capture: Capture, levels = ['L1B', 'L1D']) {
    await swath.collect(capture)
    for (const level of levels) {
      await swath.reportProduct(capture.capture_id, level, 'processing')
      await swath.reportProduct(capture.capture_id, level, 'ready', {
        files: files.announce(`${capture.capture_id}_${level}`),
      })
    }
    await swath.drain()
  }

  async function chargesOf(order_id: string): Promise<LedgerEntry[]> {
    const { results } = (await swath.call('demo', 'GET', '/v2/ledger/?limit=1000')).body
    return results.filter((entry: LedgerEntry) => entry.order_id === order_id && entry.kind === 'charge')
  }

  describe('an order for a point', () => {
    test('goes from received through in_progress to closed and fulfilled, and its files can be downloaded', async () => {
      const placed = await swath.place()
      assert.equal(placed.properties.status, 'received')
      await swath.drain()
      assert.equal((await swath.order(placed.id)).properties.status, 'in_progress')
      const [capture] = await swath.captures(placed.id)
      await deliver(capture!)

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

      await deliver(captures[0]!)
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
      await deliver(captures[0]!)
      const of_order = await chargesOf(order_id)
      assert.equal(of_order.length, 4)
      for (const entries of Map.groupBy(of_order, (entry) => entry.transaction_id).values()) {
        assert.equal(
          entries.reduce((sum, entry) => sum + entry.amount_minor, 0),
          0,
        )
      }
    })
  })

  test('the timeline tells what happened and what is expected, and nothing is expected of a closed order', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    const timeline = async () =>
      ((await swath.call('demo', 'GET', `/v2/orders/${order_id}/timeline`)).body as Timeline).entries
    const expected = async () =>
      (await timeline()).filter((one) => one.kind === 'ESTIMATE').map((one) => one.what)
    assert.deepEqual(await expected(), ['OrderExpired'])
    await swath.collect(captures[0]!, 'scheduled')
    assert.deepEqual(await expected(), ['CaptureCollecting', 'OrderExpired'])
    await swath.collect(captures[0]!)
    assert.deepEqual(await expected(), ['DeliverableDelivered', 'DeliverableDelivered', 'OrderExpired'])
    await deliver(captures[0]!)
    assert.deepEqual(await expected(), [])
    assert.deepEqual(
      (await timeline()).map((one) => one.what),
      await swath.eventTypes(order_id),
    )
  })

  describe('an order for an area', () => {
    test('is split into strips that cover it once, and tells its coverage and what remains', async () => {
      const { order_id, captures } = await swath.placeAndPlan(anAreaOrder())
      assert.ok(captures.length >= 3, `three strips at least, not ${captures.length}`)
      const before = (await swath.order(order_id)).properties
      assert.ok(before.status_report.progress.remaining_geometry)

      await deliver(captures[0]!)
      const { progress } = (await swath.order(order_id)).properties.status_report
      assert.ok(progress.delivered_km2 > 0 && progress.delivered_km2 < progress.requested_km2)
      assert.ok(progress.remaining_geometry)

      for (const capture of captures.slice(1)) await deliver(capture)
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
        for (const capture of captures) await deliver(capture)
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

  describe('an order ends', () => {
    test('rejected, when the analysis finds it infeasible', async () => {
      swath.provider.assessment = {
        feasible: false,
        reason_code: 'NOT_FEASIBLE',
        message: 'It is night there',
      }
      const { id } = await swath.place()
      await swath.drain()
      swath.provider.assessment = { feasible: true }
      const { properties } = await swath.order(id)
      assert.deepEqual([properties.status, properties.outcome], ['closed', 'rejected'])
      assert.equal(properties.status_report.message, 'It is night there')
      assert.deepEqual(await swath.eventTypes(id), ['OrderReceived', 'OrderAnalysisFailed'])
    })

    test('unfulfilled, when the sky stays cloudy until no pass is left', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await swath.collect(captures[0]!, 'collecting')
      await swath.report(captures[0]!.capture_id, 'failed')
      await swath.drain()
      const [, second] = await swath.captures(order_id)
      assert.equal(second!.attempt, 2)
      assert.equal((await swath.order(order_id)).properties.status, 'in_progress')
      await swath.report(second!.capture_id, 'failed', {
        reason_code: 'NO_ACCESS_IN_WINDOW',
        message: 'None left',
      })
      await swath.drain()
      const { properties } = await swath.order(order_id)
      assert.deepEqual(
        [properties.outcome, properties.status_report.reason_code],
        ['unfulfilled', 'CLOUD_COVER_EXCEEDED'],
      )
      assert.equal((await swath.captures(order_id)).length, 2)
    })

    test('unfulfilled, when the window passes without an access', async () => {
      const { order_id } = await swath.placeAndPlan()
      swath.advance({ hours: 24 * 8 })
      await swath.app.queue.trigger('captures.close_windows')
      await swath.drain()
      const { properties } = await swath.order(order_id)
      assert.deepEqual(
        [properties.outcome, properties.status_report.reason_code],
        ['unfulfilled', 'WINDOW_CLOSED'],
      )
    })

    test('partially fulfilled, when one level cannot be processed', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const { capture_id } = captures[0]!
      await swath.collect(captures[0]!)
      await swath.reportProduct(capture_id, 'L1B', 'ready', { files: files.announce(capture_id) })
      await swath.reportProduct(capture_id, 'L1D', 'failed', {
        reason_code: 'PROCESSING_FAILED',
        message: 'No',
      })
      await swath.drain()
      const { properties } = await swath.order(order_id)
      assert.deepEqual(
        [properties.outcome, properties.status_report.reason_code],
        ['partially_fulfilled', 'PARTLY_DELIVERED'],
      )
      assert.equal((await swath.captures(order_id))[0]!.status, 'published')
    })

    test('partially fulfilled, when the window closes over an area that is half done', async () => {
      const { order_id, captures } = await swath.placeAndPlan(anAreaOrder())
      await deliver(captures[0]!)
      swath.advance({ hours: 24 * 40 })
      await swath.app.queue.trigger('captures.close_windows')
      await swath.drain()
      const { properties } = await swath.order(order_id)
      assert.equal(properties.outcome, 'partially_fulfilled')
      assert.ok(properties.status_report.progress.remaining_geometry)
      assert.equal((await swath.eventTypes(order_id)).at(-1), 'OrderExpired')
    })

    test('failed, when the provider cannot carry it out', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await swath.collect(captures[0]!, 'collecting')
      await swath.report(captures[0]!.capture_id, 'failed', {
        reason_code: 'SATELLITE_ANOMALY',
        message: 'Safe mode',
      })
      await swath.drain()
      const { properties } = await swath.order(order_id)
      assert.deepEqual(
        [properties.outcome, properties.status_report.reason_code],
        ['failed', 'SATELLITE_ANOMALY'],
      )
    })

    test('canceled, when the customer cancels before anything was collected; the provider is told', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const { status, body } = await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
      assert.deepEqual([status, body.properties.outcome], [200, 'canceled'])
      await swath.drain()
      assert.equal((await swath.captures(order_id))[0]!.status, 'canceled')
      assert.ok(swath.provider.canceled.includes(captures[0]!.capture_id))
      const again = await swath.call('demo', 'POST', `/v2/orders/${order_id}/cancel`)
      assert.deepEqual([again.status, again.body.properties.outcome], [200, 'canceled'])
    })

    test('as it would have, when a cancellation comes too late: the refusal is an event with a reason', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await swath.collect(captures[0]!, 'collecting')
      assert.deepEqual((await swath.order(order_id)).properties.cancellation.allowed, false)
      const { status, body } = await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
      assert.deepEqual([status, body.code], [409, 'cancellation_rejected'])
      const rejected = (await swath.events(order_id)).find(
        (event) => event.type === 'OrderCancellationRejected',
      )
      assert.equal(rejected!.data.reason_code, 'CANCELLATION_TOO_LATE')
      await deliver(captures[0]!)
      assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')
    })

    test('as an operator says, when she closes it by hand, and never changes afterwards', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await swath.collect(captures[0]!)
      const url = `/ops/v1/orders/${order_id}/force-close`
      const { status } = await swath.call('operator', 'POST', url, { outcome: 'failed', message: 'By hand' })
      assert.equal(status, 200)
      await swath.drain()
      const news = await swath.reportProduct(captures[0]!.capture_id, 'L1B', 'ready', {
        files: files.announce('late'),
      })
      assert.deepEqual([news.status, news.body.result], [202, 'ignored'])
      await swath.drain()
      const { properties } = await swath.order(order_id)
      assert.deepEqual([properties.status, properties.outcome], ['closed', 'failed'])
      assert.ok((await swath.deliverables(order_id)).every((one) => one.status === 'CANCELED'))
      const again = await swath.call('operator', 'POST', url, { outcome: 'fulfilled', message: 'Again' })
      assert.deepEqual([again.status, again.body.code], [409, 'illegal_transition'])
    })
  })

  describe('whatever comes too late', () => {
    test('is neither delivered nor charged, when the order closed while files were on their way', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const { capture_id } = captures[0]!
      await swath.collect(captures[0]!)
      for (const level of ['L1B', 'L1D']) {
        await swath.reportProduct(capture_id, level, 'ready', {
          files: files.announce(`${capture_id}_${level}`),
        })
      }
      await swath.call('operator', 'POST', `/ops/v1/orders/${order_id}/force-close`, {
        outcome: 'failed',
        message: 'x',
      })
      await swath.drain()
      const statuses = (await swath.deliverables(order_id)).map((one) => one.status)
      assert.deepEqual(statuses, ['CANCELED', 'CANCELED'])
      assert.deepEqual(await chargesOf(order_id), [])
    })

    test('is ignored, when a provider has news before it heard of the cancellation', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
      const news = await swath.report(captures[0]!.capture_id, 'scheduled')
      assert.deepEqual([news.body.result, news.body.detail], ['ignored', 'The order is closed'])
    })
  })

  test('every job may run again, in any order, and changes nothing', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    await swath.collect(captures[0]!, 'collecting')
    await swath.report(captures[0]!.capture_id, 'failed')
    await swath.drain()
    await deliver((await swath.captures(order_id))[1]!)
    const state = async () => [
      await swath.events(order_id),
      await chargesOf(order_id),
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

  describe('reports of providers', () => {
    test('that come twice change nothing the second time; the same id for other news is a conflict', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const { capture_id } = captures[0]!
      const report = { report_id: `same-${capture_id}`, occurred_at: '2026-06-01T08:00:00.000Z' }
      const results = []
      for (let i = 0; i < 3; i++)
        results.push((await swath.report(capture_id, 'scheduled', report)).body.result)
      assert.deepEqual(results, ['applied', 'duplicate', 'duplicate'])
      assert.equal((await swath.report(capture_id, 'failed', report)).status, 409)
      const types = await swath.eventTypes(order_id)
      assert.equal(types.filter((type) => type === 'CaptureScheduled').length, 1)
    })

    test('of which ten copies arrive together are applied once', async () => {
      const { captures } = await swath.placeAndPlan()
      const same = { report_id: crypto.randomUUID(), occurred_at: '2026-06-01T08:00:00.000Z' }
      const copies = Array.from({ length: 10 }, () =>
        swath.report(captures[0]!.capture_id, 'scheduled', same),
      )
      const results = (await Promise.all(copies)).map((answer) => answer.body.result)
      assert.deepEqual(results.sort(), ['applied', ...Array(9).fill('duplicate')])
    })

    test('that come late are kept as evidence and change nothing', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await deliver(captures[0]!)
      const before = await swath.events(order_id)
      const late = await swath.report(captures[0]!.capture_id, 'failed')
      assert.deepEqual([late.status, late.body.result], [202, 'ignored'])
      await swath.drain()
      assert.deepEqual(await swath.events(order_id), before)
    })

    test('about files that are not as announced end in a failed deliverable, not in a wrong download', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const { capture_id } = captures[0]!
      await swath.collect(captures[0]!)
      const wrong = files.announce(capture_id).map((file) => ({ ...file, sha256: '0'.repeat(64) }))
      for (const level of ['L1B', 'L1D'])
        await swath.reportProduct(capture_id, level, 'ready', { files: wrong })
      for (let tries = 0; tries < 8; tries++) await swath.drain().catch(() => undefined)
      const deliverables = await swath.deliverables(order_id)
      assert.ok(
        deliverables.every((one) => one.status === 'FAILED' && one.reason_code === 'FILES_NOT_RETRIEVABLE'),
      )
      assert.equal((await swath.order(order_id)).properties.outcome, 'failed')
    })

    test('that name files at inner addresses are refused, and nothing of them is kept', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const { capture_id } = captures[0]!
      await swath.collect(captures[0]!)
      const inside = files
        .announce(capture_id)
        .map((file) => ({ ...file, href: 'http://10.0.0.7:5432/a.tif' }))
      const { status, body } = await swath.reportProduct(capture_id, 'L1B', 'ready', { files: inside })
      assert.equal(status, 400)
      assert.deepEqual(
        body.errors.map(({ pointer, message }: Record<string, string>) => [pointer, message]),
        inside.map((_, index) => [`/files/${index}/href`, '10.0.0.7 is not a public address']),
      )
      assert.ok((await swath.deliverables(order_id)).every((one) => one.status === 'QUEUED'))
    })

    test('about files that lead to inner addresses end in a failed deliverable that says so', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const { capture_id } = captures[0]!
      await swath.collect(captures[0]!)
      const led = files
        .announce(capture_id)
        .map((file) => ({ ...file, href: files.leadingTo('http://10.0.0.7/a.tif') }))
      for (const level of ['L1B', 'L1D'])
        await swath.reportProduct(capture_id, level, 'ready', { files: led })
      await swath.drain()
      const failed = (await swath.events(order_id)).filter((event) => event.type === 'DeliverableFailed')
      assert.equal(failed.length, 2)
      assert.match(String(failed[0]!.data.message), /10\.0\.0\.7 is not a public address/)
    })

    test('are refused from anybody who is not a provider', async () => {
      const { captures } = await swath.placeAndPlan()
      const url = `/ops/v1/captures/${captures[0]!.capture_id}/reports`
      const { status, body } = await swath.call('demo', 'POST', url, {})
      assert.deepEqual([status, body.code], [403, 'role_forbidden'])
    })
  })

  test('twenty simultaneous cancels leave exactly one OrderCancellationAccepted', async () => {
    const { order_id } = await swath.placeAndPlan()
    const cancels = Array.from({ length: 20 }, () => swath.call('demo', 'DELETE', `/v2/orders/${order_id}`))
    const statuses = (await Promise.all(cancels)).map((answer) => answer.status)
    assert.deepEqual(new Set(statuses), new Set([200]))
    const types = await swath.eventTypes(order_id)
    assert.equal(types.filter((type) => type === 'OrderCancellationAccepted').length, 1)
  })

  test('only the levels that were asked for are made', async () => {
    const { order_id, captures } = await swath.placeAndPlan(
      aPointOrder({ parameters: { processing_level: 'L1D' } }),
    )
    await deliver(captures[0]!, ['L1D'])
    assert.deepEqual(
      (await swath.deliverables(order_id)).map((one) => one.processing_level),
      ['L1D'],
    )
    assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')
  })
})
