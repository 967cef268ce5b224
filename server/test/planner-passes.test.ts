// Passes of a constellation that the server plans are ordered by name: kept for one alone, and never lost.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Analysis } from '@swath/contract/feasibility'
import { aPointOrder, type TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'
import { commandsOf, openOwn, planOwn, pointAt } from './own-constellation.ts'

const sku = 'TSKPOI-M'
const path = '/v2/analysis/opportunities'

onEachDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    // It turns so slowly that a pass is for one image.
    const agility = { settle_s: 600, rate_deg_per_s: 2, acceleration_deg_per_s2: 0.5 }
    swath = await openOwn(await openDatabase(), { settings: { agility } })
  })
  after(() => swath.close())

  const analyse = async (order: unknown, client: 'demo' | 'demo-two' = 'demo'): Promise<Analysis> => {
    const { analysis_id } = (await swath.call(client, 'POST', path, order)).body
    await swath.drain()
    return (await swath.call(client, 'GET', `${path}/${analysis_id}`)).body
  }
  const naming = (opportunity_id: string | null, place: unknown) =>
    aPointOrder({ sku, parameters: { opportunity_id } }, place)
  /** A window that has that pass alone. */
  const around = ({ start, end }: Analysis['opportunities'][number]) => ({
    start: new Date(Date.parse(start) - 20_000).toISOString(),
    end: new Date(Date.parse(end) + 20_000).toISOString(),
  })
  const order = (opportunity_id: string | null, place: unknown, client: 'demo' | 'demo-two' = 'demo') =>
    swath.call(client, 'POST', '/v2/orders/', naming(opportunity_id, place))
  const release = async () => {
    await swath.app.queue.trigger('feasibility.release')
    await swath.drain()
  }
  const commandOf = async (order_id: string) =>
    commandsOf(await planOwn(swath)).find((one) => one.order_id === order_id)

  const standing = { contract_id: 'c', sku, priority_class: 'standard' as const, promised_at: null }
  const limits = {
    max_cloud_pct: 100,
    min_off_nadir_deg: 0,
    max_off_nadir_deg: 30,
    min_sun_elevation_deg: 0,
    max_sun_elevation_deg: 90,
  }
  const asked = (geometry: unknown, { start, end }: { start: string; end: string }) => ({
    ...standing,
    geometry: geometry as never,
    window: { start: new Date(start), end: new Date(end) },
    limits,
    strips: [],
    order_name: '',
    metadata: {},
  })

  test('an order that names a pass gets that pass, and no other order takes it away', async () => {
    const place = pointAt(2, 48)
    const { opportunities } = await analyse(aPointOrder({ sku }, place))
    const { opportunity_id, price, expires_at, start, conflict } = opportunities[0]!
    assert.ok(opportunity_id && price && expires_at && conflict)
    const { status, body } = await order(opportunity_id, place)
    assert.equal(status, 201, JSON.stringify(body))
    await swath.drain()
    for (const lon of [2.01, 2.02])
      await swath.placeAndPlan(aPointOrder({ sku: 'TSKRSH-M.15.01' }, pointAt(lon, 48)))
    for (const _again of [1, 2]) assert.equal((await commandOf(body.id))!.start, start)
    const [capture] = await swath.captures(body.id)
    assert.deepEqual([capture!.status, capture!.access!.start], ['scheduled', start])
    assert.deepEqual(
      (await swath.eventTypes(body.id)).filter((type) => /Capture/.test(type)),
      ['CaptureQueued', 'CaptureScheduled'],
    )
  })

  test('of several who want one pass at once, one gets it', async () => {
    const place = pointAt(20, 40)
    const [ours, theirs] = [
      (await analyse(aPointOrder({ sku }, place))).opportunities[0]!,
      (await analyse(aPointOrder({ sku }, place), 'demo-two')).opportunities[0]!,
    ]
    const near = pointAt(20.01, 40)
    const beside = (await analyse(aPointOrder({ sku }, near))).opportunities[0]!
    assert.equal(ours.start, theirs.start)
    const raced = await Promise.all([
      order(ours.opportunity_id, place),
      order(beside.opportunity_id, near),
      order(theirs.opportunity_id, place, 'demo-two'),
    ])
    assert.deepEqual(raced.map(({ status }) => status).toSorted(), [201, 409, 409])
    const refused = raced.filter(({ status }) => status === 409)
    assert.ok(refused.every(({ body }) => body.code === 'opportunity_gone'))
    await swath.drain()
  })

  test('a pass that another order was given meanwhile is refused at once, and one of a lower class is taken from it', async () => {
    const place = pointAt(60, 30)
    const rush = 'TSKRSH-M.15.01'
    const [first, dear] = [
      (await analyse(aPointOrder({ sku }, place))).opportunities[0]!,
      (await analyse(aPointOrder({ sku: rush }, place))).opportunities[0]!,
    ]
    assert.equal(first.start, dear.start)
    const window = around(first)
    const { order_id } = await swath.placeAndPlan(
      aPointOrder({ sku, parameters: window }, pointAt(60, 30.01)),
    )
    assert.ok(await commandOf(order_id))
    const refused = await order(first.opportunity_id, place)
    assert.deepEqual([refused.status, refused.body.code], [409, 'opportunity_gone'])
    const { status, body } = await swath.call(
      'demo',
      'POST',
      '/v2/orders/',
      aPointOrder({ sku: rush, parameters: { opportunity_id: dear.opportunity_id } }, place),
    )
    assert.equal(status, 201, JSON.stringify(body))
    await swath.drain()
    assert.equal((await commandOf(body.id))!.start, dear.start)
    assert.equal((await swath.captures(order_id))[0]!.reason_code, 'BUMPED_BY_PRIORITY')
  })

  test('where each pass is taken, an analysis names the capacity, and an order is refused at once', async () => {
    const place = pointAt(-60, -20)
    const { opportunities } = await analyse(aPointOrder({ sku }, place))
    const [first] = opportunities
    const { body } = await order(first!.opportunity_id, place)
    await swath.drain()
    const window = around(first!)
    const same = aPointOrder({ sku, parameters: window }, place)
    const { feasible, constraint } = await analyse(same)
    assert.deepEqual([feasible, constraint!.name], [false, 'capacity'])
    assert.match(constraint!.message, /Every pass within the window and the limits is taken by other orders/)
    const refused = await swath.call('demo', 'POST', '/v2/orders/', same)
    assert.deepEqual([refused.status, refused.body.code], [409, 'pass_taken'])
    const own = (await swath.app.features.registry.providers.current()).named('own')
    const assessed = await own.assess(asked(place, window))
    assert.equal(assessed.feasible ? 'feasible' : assessed.reason_code, 'NO_CAPACITY')
    await swath.call('demo', 'POST', `/v2/orders/${body.id}/cancel`, {})
    await swath.drain()
    await release()
    assert.deepEqual(
      (await analyse(same)).opportunities.map(({ start }) => start),
      [first!.start],
    )
  })

  test('a pass is kept for one reservation however often it asks, until it is released, and never so late that it cannot be commanded', async () => {
    const place = pointAt(100, 50)
    const own = (await swath.app.features.registry.providers.current()).named('own')
    const { satellite_name, start, end } = (await analyse(aPointOrder({ sku }, place))).opportunities[0]!
    const pass = { satellite_name, start, end, geometry: place as never }
    const keep = (reservation_id: string) => own.reserve!({ ...standing, ...pass, reservation_id })
    assert.deepEqual([await keep('one'), await keep('one')], [{ reserved: true }, { reserved: true }])
    assert.equal((await keep('two')).reserved, false)
    await own.release!('one')
    await own.release!('one')
    assert.deepEqual(await keep('two'), { reserved: true })
    // Newer elements may have moved it across a limit meanwhile.
    const impossible = { ...asked(place, { start, end }), limits: { ...limits, max_off_nadir_deg: 0 } }
    assert.deepEqual(await own.assess({ ...impossible, reservation_id: 'two' }), { feasible: true })
    assert.equal((await own.assess(impossible)).feasible, false)
    await own.release!('two')
    const soon = new Date(Date.parse(start) - 62 * 60_000)
    const before = swath.clock.now()
    swath.clock.set(soon)
    const near = await keep('three')
    swath.clock.set(before)
    assert.ok(!near.reserved && /cannot be commanded/.test(near.message))
  })

  test('a pass that is reserved while a plan is made is not given to another by that plan', async () => {
    const place = pointAt(140, -30)
    const { opportunities } = await analyse(aPointOrder({ sku }, place))
    const [first] = opportunities
    const window = around(first!)
    const rival = await swath.placeAndPlan(aPointOrder({ sku, parameters: window }, pointAt(140, -30.01)))
    const { background } = swath.app.parts.threads
    const run = background.run
    let kept: Awaited<ReturnType<typeof order>> | undefined
    background.run = async (module, work, task) => {
      const solved = await run.call(background, module, work as never, task)
      kept ??= await order(first!.opportunity_id, place)
      return solved as never
    }
    await swath.app.features.planning.service.planAll()
    background.run = run
    assert.equal(kept!.status, 201, JSON.stringify(kept!.body))
    await swath.drain()
    assert.equal((await commandOf(kept!.body.id))!.start, first!.start)
    assert.equal(await commandOf(rival.order_id), undefined)
    assert.ok(!(await swath.eventTypes(rival.order_id)).includes('CaptureScheduled'))
  })
  test('a process that plans for too long does not end the claim of the one that has gone on in its place', async () => {
    await swath.placeAndPlan(aPointOrder({ sku }, pointAt(-100, 35)))
    const { service } = swath.app.features.planning
    const { background } = swath.app.parts.threads
    const run = background.run
    const second = Promise.withResolvers<void>()
    let [begun, going_on] = [0, Promise.resolve()]
    background.run = async (module, work, task) => {
      begun += 1
      if (begun === 1) {
        const is_planned = Promise.withResolvers<void>()
        swath.advance({ hours: 0.2 })
        background.run = async (...given) => {
          begun += 1
          is_planned.resolve()
          await second.promise
          return run.apply(background, given as never) as never
        }
        going_on = service.planAll()
        await is_planned.promise
      }
      return run.call(background, module, work as never, task) as never
    }
    await service.planAll()
    await service.planAll()
    assert.equal(begun, 2, 'the second one is still at it')
    background.run = run
    second.resolve()
    await going_on
    await swath.drain()
  })
})
