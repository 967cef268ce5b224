// A constellation that the server plans by itself: more is ordered than it can take.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { aPointOrder, type TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { commandsOf, openOwn, planOwn, pointAt, runGuide } from './own-constellation.ts'

const sku = 'TSKPOI-M'
onOneDatabase((openDatabase) => {
  let swath: TestApp
  /** The places that a forecast was asked for; it has nothing to tell. */
  const foretold: string[] = []
  const forecast = createServer((request, response) => {
    const { searchParams } = new URL(request.url!, 'http://forecast')
    foretold.push(`${searchParams.get('latitude')} ${searchParams.get('longitude')}`)
    response.end(JSON.stringify({ hourly: { time: [], cloud_cover: [] } }))
  })
  before(async () => {
    await once(forecast.listen(0, '127.0.0.1'), 'listening')
    const SWATH_FORECAST_URL = `http://127.0.0.1:${(forecast.address() as AddressInfo).port}`
    swath = await openOwn(await openDatabase(), { config: { SWATH_FORECAST_URL } })
  })
  after(async () => {
    await swath.close()
    forecast.closeAllConnections()
    forecast.close()
  })

  const plan = () => planOwn(swath)

  test('beyond its capacity some have a pass, and of the others it is told who has what they need', async () => {
    // So near to each other that one image of a pass leaves no time for all.
    const places = Array.from({ length: 14 }, (_, n) => pointAt(2 + 0.02 * n, 48))
    for (const place of places) await swath.placeAndPlan(aPointOrder({ sku }, place))
    const made = await plan()
    const commands = commandsOf(made)
    assert.ok(commands.length > 0, JSON.stringify(made.unplanned))
    assert.equal(commands.length + made.unplanned.length, places.length)
    assert.deepEqual(foretold, ['48 2', '48 2.25'], 'The sky over them is asked for')
    const having = new Set(commands.map(({ capture_id }) => capture_id))
    for (const { obstacle, capture_ids } of made.unplanned) {
      assert.equal(obstacle, 'turn')
      assert.ok(
        capture_ids.length > 0 && capture_ids.every((id) => having.has(id)),
        JSON.stringify(capture_ids),
      )
    }
    const told = await swath.captures(commands[0]!.order_id)
    assert.deepEqual([told[0]!.status, told[0]!.access!.start], ['scheduled', commands[0]!.start])
  })

  test('what computes for long does so in threads beside the one that answers', async () => {
    const { answering, background } = swath.app.parts.threads
    const planned = background.count
    await plan()
    assert.ok(background.count > planned, 'the plan')
    const looked = answering.count
    const { analysis_id } = (
      await swath.call('demo', 'POST', '/v2/analysis/opportunities', aPointOrder({ sku }))
    ).body
    await swath.drain()
    const { body } = await swath.call('demo', 'GET', `/v2/analysis/opportunities/${analysis_id}`)
    assert.ok(body.opportunities.length > 0)
    assert.ok(answering.count > looked, 'the passes')
  })

  test('an image of space is refused: when it is asked for, and when it is ordered', async () => {
    const place = { longitude: 12.5, latitude: 41.9, altitude_m: 520_000 }
    const first_point_time = '2026-06-02T10:00:00'
    const nei = { mode: 'spotlight', satellite: 'newsat33', first_point_time, first_point: place }
    const geometry = { type: 'Point', coordinates: [12.5, 41.9, 520_000] }
    const order = aPointOrder({ sku: 'TSKNEI-M', parameters: { nei } }, geometry)
    const { analysis_id } = (await swath.call('demo', 'POST', '/v2/analysis/opportunities', order)).body
    const { id } = await swath.place(order)
    await swath.drain()
    const { body } = await swath.call('demo', 'GET', `/v2/analysis/opportunities/${analysis_id}`)
    assert.deepEqual([body.feasible, body.opportunities], [false, []])
    assert.match(body.constraint.message, /not into space/)
    assert.equal((await swath.order(id)).properties.outcome, 'rejected')
    const own = (await swath.app.features.registry.providers.current()).named('own')
    const assessed = await own.assess({ nei } as never)
    assert.match(assessed.feasible ? 'feasible' : assessed.message, /not into space/)
    await assert.rejects(own.plan({ nei } as never), { class: 'never', said: /not into space/ })
  })

  test('a command file has the images of a satellite and a day, as JSON and as CSV', async () => {
    const { files } = await plan()
    const { satellite_name, date, commands } = files[0]!
    const path = `/ops/v1/providers/own/commands/${satellite_name}/${date}`
    assert.deepEqual((await swath.call('operator', 'GET', path)).body.commands, commands)
    const table = String((await swath.call('operator', 'GET', `${path}?format=csv`)).body)
    assert.equal(table.trim().split('\r\n').length, commands.length + 1)
    assert.ok(table.includes(commands[0]!.capture_id))
    assert.equal((await swath.call('operator', 'GET', '/ops/v1/providers/simulator/commands/')).status, 404)
  })

  test('the commands of the guide tell the plan, and make the table of a satellite and a day', async () => {
    const { files } = await plan()
    const { satellite_name, date, commands } = files[0]!
    const folder = await mkdtemp(path.join(tmpdir(), 'swath-planning-'))
    const ofThatDay = (block: string) => block.replace('2026-12-01', date)
    const stdout = await runGuide(swath, 'providers plan', folder, ofThatDay)
    assert.deepEqual(JSON.parse(stdout).files, files)
    const lines = (await readFile(path.join(folder, `${satellite_name}.csv`), 'utf8')).trim().split('\r\n')
    assert.equal(lines.length, commands.length + 1)
    assert.match(lines[1]!, new RegExp(commands[0]!.capture_id.replaceAll('.', '\\.')))
    await rm(folder, { recursive: true })
  })

  test('an urgent order takes the pass of another, which is told why; the rest stays as it was', async () => {
    const before = commandsOf(await plan())
    const { order_id } = await swath.placeAndPlan(aPointOrder({ sku: 'TSKRSH-M.15.01' }, pointAt(2.1, 48.1)))
    const after = commandsOf(await plan())
    assert.ok(after.some((one) => one.order_id === order_id))
    const kept = new Set(after.map((one) => one.capture_id))
    const bumped = before.filter((one) => !kept.has(one.capture_id))
    assert.ok(bumped.length > 0 && bumped.length <= 2, JSON.stringify(bumped))
    const again = await plan()
    const wanting = [...commandsOf(again), ...again.unplanned].map(({ capture_id }) => capture_id)
    const failed = bumped.filter(({ capture_id }) => wanting.includes(capture_id))
    assert.deepEqual(failed, [], 'a capture that has failed wants no pass any more')
    for (const { order_id, capture_id } of bumped) {
      const captures = await swath.captures(order_id)
      assert.equal(captures.length, 2, 'another attempt waits for a pass')
      assert.equal(captures.find((one) => one.capture_id === capture_id)!.reason_code, 'BUMPED_BY_PRIORITY')
    }
  })

  test('two processes that plan at once tell each pass once', async () => {
    const { order_id } = await swath.placeAndPlan(aPointOrder({ sku }, pointAt(5.1, 44.1)))
    const { service } = swath.app.features.planning
    await Promise.all([service.planAll(), service.planAll(), service.planAll()])
    await swath.drain()
    const types = await swath.eventTypes(order_id)
    assert.deepEqual(
      types.filter((one) => one === 'CaptureScheduled' || one === 'CaptureRescheduled'),
      ['CaptureScheduled'],
    )
  })

  test('what is nearer than the uplink takes stays, and the mission system reports on it like any other', async () => {
    const [first] = commandsOf(await plan())
    swath.clock.set(new Date(Date.parse(first!.start) - 30 * 60_000))
    await swath.app.queue.trigger('planning.plan')
    await swath.drain()
    const { files } = await swath.app.features.planning.service.show('own')
    const frozen = files
      .flatMap(({ commands }) => commands)
      .find((one) => one.capture_id === first!.capture_id)!
    assert.deepEqual([frozen.start, frozen.is_frozen], [first!.start, true])
    const news = {
      report_id: 'r1',
      occurred_at: swath.clock.now().toISOString(),
      status: 'collecting',
    } as const
    const by = { client_id: 'own', role: 'provider', provider: 'own' } as const
    const { result } = await swath.app.features.captures.service.report(by, first!.capture_id, news)
    assert.equal(result, 'applied')
  })

  test('what is commanded is not canceled any more, and the rest is', async () => {
    const commands = commandsOf(await plan())
    const own = (await swath.app.features.registry.providers.current()).named('own')
    const [frozen, free] = [true, false].map((is) => commands.find(({ is_frozen }) => is_frozen === is)!)
    assert.equal((await own.cancel(frozen!.capture_id)).outcome, 'refused')
    assert.deepEqual(await own.cancel(free!.capture_id), { outcome: 'canceled' })
    const left = new Set(commandsOf(await plan()).map(({ capture_id }) => capture_id))
    assert.deepEqual([left.has(frozen!.capture_id), left.has(free!.capture_id)], [true, false])
  })
})
