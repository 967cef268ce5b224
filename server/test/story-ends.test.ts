// Orders and reports end by rules of ours, which no kind of database changes.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Timeline } from '@swath/contract/timeline'
import { anAreaOrder, aPointOrder, type TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import type { FileServer } from './files.ts'
import { Story } from './story.ts'

onOneDatabase((openDatabase) => {
  let story: Story
  let swath: TestApp
  let files: FileServer
  before(async () => {
    story = await Story.open(await openDatabase())
    ;({ swath, files } = story)
  })
  after(() => story.close())

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
    await story.deliver(captures[0]!)
    assert.deepEqual(await expected(), [])
    assert.deepEqual(
      (await timeline()).map((one) => one.what),
      await swath.eventTypes(order_id),
    )
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
      await story.deliver(captures[0]!)
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
      await story.deliver(captures[0]!)
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
      assert.deepEqual(await story.chargesOf(order_id), [])
    })

    test('is ignored, when a provider has news before it heard of the cancellation', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
      const news = await swath.report(captures[0]!.capture_id, 'scheduled')
      assert.deepEqual([news.body.result, news.body.detail], ['ignored', 'The order is closed'])
    })
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

    test('that come late are kept as evidence and change nothing', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await story.deliver(captures[0]!)
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

  test('only the levels that were asked for are made', async () => {
    const { order_id, captures } = await swath.placeAndPlan(
      aPointOrder({ parameters: { processing_level: 'L1D' } }),
    )
    await story.deliver(captures[0]!, ['L1D'])
    assert.deepEqual(
      (await swath.deliverables(order_id)).map((one) => one.processing_level),
      ['L1D'],
    )
    assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')
  })
})
