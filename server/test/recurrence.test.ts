import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
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

  const days = (count: number) => new Date(swath.clock.now().getTime() + count * 86_400_000).toISOString()

  test('a point with a revisit period gets a capture in every period, each within its own', async () => {
    const parameters = { end: days(3.5), revisit_period: 'P1D' }
    const { order_id, captures } = await swath.placeAndPlan(aPointOrder({ parameters }))
    assert.deepEqual(
      captures.map((one) => one.period),
      [0, 1, 2, 3],
    )
    const asked = swath.provider.planned
      .filter((one) => one.order_id === order_id)
      .sort((a, b) => a.window.start.getTime() - b.window.start.getTime())
    const spans = asked.map(({ window }) => (window.end.getTime() - window.start.getTime()) / 86_400_000)
    assert.deepEqual(spans, [1, 1, 1, 0.5])
    const { price, status_report } = (await swath.order(order_id)).properties
    assert.equal(price.total_minor, 4 * 2 * 50 * 800)
    assert.equal(status_report.progress.requested_km2, 200)
  })

  test('a window made longer before the order is planned brings no images that its price has not in it', async () => {
    const recurring = aPointOrder({ parameters: { end: days(2), revisit_period: 'P1D' } })
    const { id } = await swath.place(recurring)
    const longer = { properties: { parameters: { end: days(30) } } }
    assert.equal((await swath.call('demo', 'PATCH', `/v2/orders/${id}`, longer)).status, 200)
    await swath.drain()
    const { price, status_report } = (await swath.order(id)).properties
    assert.equal((await swath.captures(id)).length, 2)
    assert.equal(price.total_minor, 2 * 2 * 50 * 800)
    assert.equal(status_report.progress.requested_km2, 100)
  })

  test('each period succeeds or fails on its own', async () => {
    const parameters = { end: days(3), revisit_period: 'P1D' }
    const { order_id, captures } = await swath.placeAndPlan(aPointOrder({ parameters }))
    await swath.deliver(captures[0]!, files.announce)
    // The second period ends before another attempt could be made, the third has time for one.
    const late = { occurred_at: days(2) }
    await swath.report(captures[1]!.capture_id, 'failed', late)
    await swath.report(captures[2]!.capture_id, 'failed', late)
    await swath.drain()
    const all = await swath.captures(order_id)
    assert.deepEqual(
      all.map((one) => [one.period, one.attempt]),
      [
        [0, 1],
        [1, 1],
        [2, 1],
        [2, 2],
      ],
    )
    assert.equal((await swath.order(order_id)).properties.status, 'in_progress')
    await swath.deliver(all[3]!, files.announce)
    const { outcome, status_report } = (await swath.order(order_id)).properties
    assert.equal(outcome, 'partially_fulfilled')
    assert.ok(Math.abs(status_report.progress.delivered_km2 - 100) < 0.2)
  })

  test('a period that passes without an access fails alone; the others go on', async () => {
    const parameters = { end: days(4), revisit_period: 'P2D' }
    const { order_id } = await swath.placeAndPlan(aPointOrder({ parameters }))
    swath.advance({ hours: 73 })
    await swath.app.queue.trigger('captures.close_windows')
    await swath.drain()
    assert.deepEqual(
      (await swath.captures(order_id)).map((one) => one.status),
      ['failed', 'queued'],
    )
    assert.equal((await swath.order(order_id)).properties.status, 'in_progress')
  })

  test('an area with a remapping period is covered once in every period', async () => {
    const parameters = { end: days(30), remapping_period: 'P15D' }
    const { order_id, captures } = await swath.placeAndPlan(anAreaOrder({ parameters }))
    const [first, second] = [0, 1].map((period) => captures.filter((one) => one.period === period))
    assert.ok(first!.length >= 3)
    assert.deepEqual(
      second!.map((one) => one.target),
      first!.map((one) => one.target),
    )
    for (const capture of captures) await swath.deliver(capture, files.announce)
    const { outcome, area_km2, status_report } = (await swath.order(order_id)).properties
    assert.equal(outcome, 'fulfilled')
    assert.ok(Math.abs(status_report.progress.delivered_km2 - 2 * area_km2) < 0.02)
  })

  test('a recurrence that is of the other kind, too short, too often or no duration is refused', async () => {
    const refusal = async (order: unknown) => (await swath.call('demo', 'POST', '/v2/orders/', order)).body
    const cases: [unknown, RegExp][] = [
      [aPointOrder({ parameters: { remapping_period: 'P1D' } }), /A Point recurs by revisit_period/],
      [anAreaOrder({ parameters: { revisit_period: 'P1D' } }), /A Polygon recurs by remapping_period/],
      [aPointOrder({ parameters: { revisit_period: 'PT1M' } }), /an hour at least/],
      [aPointOrder({ parameters: { revisit_period: 'PT1H', end: days(30) } }), /at most 366 periods/],
      [aPointOrder({ parameters: { revisit_period: 'daily' } }), /this is daily/],
    ]
    for (const [order, words] of cases) {
      const { code, detail } = await refusal(order)
      assert.equal(code, 'period_invalid')
      assert.match(detail, words)
    }
  })
})
