// Passes of a constellation are kept for orders while it is planned, and others are taken while one is kept.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Analysis } from '@swath/contract/feasibility'
import type { Threads } from '../src/threads/threads.ts'
import { aPointOrder, type TestApp } from './app.ts'
import { onOneDatabase, type TestDatabase } from './databases.ts'
import { commandsOf, openOwn, planOwn, pointAt } from './own-constellation.ts'
import { statementsOf } from './statements.ts'

const sku = 'TSKPOI-M'
const path = '/v2/analysis/opportunities'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let database: TestDatabase
  before(async () => {
    database = await openDatabase()
    // It turns fast, and takes one image in an orbit.
    const agility = { settle_s: 1, rate_deg_per_s: 20, acceleration_deg_per_s2: 20 }
    swath = await openOwn(database, { settings: { agility, most_imaging_s_per_orbit: 8 } })
  })
  after(() => swath.close())

  const passesOver = async (place: unknown): Promise<Analysis['opportunities']> => {
    const { analysis_id } = (await swath.call('demo', 'POST', path, aPointOrder({ sku }, place))).body
    await swath.drain()
    return (await swath.call('demo', 'GET', `${path}/${analysis_id}`)).body.opportunities
  }
  const order = (opportunity_id: string | null, place: unknown) =>
    swath.call('demo', 'POST', '/v2/orders/', aPointOrder({ sku, parameters: { opportunity_id } }, place))
  /** A window that has the passes of one orbit alone. */
  const orbitOf = ({ start, end }: Analysis['opportunities'][number]) => ({
    start: new Date(Date.parse(start) - 300_000).toISOString(),
    end: new Date(Date.parse(end) + 300_000).toISOString(),
  })
  const commandOf = async (order_id: string) =>
    commandsOf(await planOwn(swath)).find((one) => one.order_id === order_id)

  /** Does something each time that threads have computed, before it is known what. @returns how often they have */
  async function afterComputing(
    threads: Threads,
    meanwhile: () => Promise<unknown>,
    work: () => Promise<unknown>,
  ) {
    const run = threads.run
    let count = 0
    threads.run = async (module, does, task) => {
      const done = await run.call(threads, module, does as never, task)
      count += 1
      assert.ok(count < 20, 'it goes on for ever')
      await meanwhile()
      return done as never
    }
    await work().finally(() => {
      threads.run = run
    })
    return count
  }
  const plan = () => swath.app.features.planning.service.planAll()

  test('a pass that is reserved while a plan is made has the imaging time of its orbit alone', async () => {
    const place = pointAt(140, -30)
    const [first] = await passesOver(place)
    // So far behind that no turn is in the way.
    const parameters = orbitOf(first!)
    const rival = await swath.placeAndPlan(aPointOrder({ sku, parameters }, pointAt(140, -36)))
    let kept: Awaited<ReturnType<typeof order>> | undefined
    const keep = async () => {
      kept ??= await order(first!.opportunity_id, place)
    }
    const rounds = await afterComputing(swath.app.parts.threads.background, keep, plan)
    assert.equal(kept!.status, 201, JSON.stringify(kept!.body))
    await swath.drain()
    assert.equal((await commandOf(kept!.body.id))!.start, first!.start)
    assert.ok(!(await swath.eventTypes(rival.order_id)).includes('CaptureScheduled'))
    assert.equal(rounds, 2)
  })

  test('a plan while which passes are reserved each time ends, and the next one is told', async () => {
    const own = (await swath.app.features.registry.providers.current()).named('own')
    const wanted: { place: unknown; first: Analysis['opportunities'][number] }[] = []
    for (const place of [pointAt(60, 30), pointAt(100, -20), pointAt(-100, 35)])
      wanted.push({ place, first: (await passesOver(place))[0]! })
    const { order_id } = await swath.placeAndPlan(aPointOrder({ sku }, pointAt(10, 45)))
    let next = 0
    const keep = async () => {
      const { place, first } = wanted[next++]!
      const { satellite_name, start, end } = first
      const pass = { satellite_name, start, end, geometry: place as never, reservation_id: `r${next}` }
      const standing = { contract_id: 'c', sku, priority_class: 'standard' as const, promised_at: null }
      assert.deepEqual(await own.reserve!({ ...standing, ...pass }), { reserved: true })
    }
    assert.equal(await afterComputing(swath.app.parts.threads.background, keep, plan), 3)
    await swath.drain()
    assert.ok(!(await swath.eventTypes(order_id)).includes('CaptureScheduled'))
    assert.ok(await commandOf(order_id))
  })

  test('the passes of a plan are taken by one statement', async () => {
    for (const lon of [-10, -40, -70]) await swath.placeAndPlan(aPointOrder({ sku }, pointAt(lon, 40)))
    const statements = await statementsOf(database.pool, plan)
    const taking = statements.filter((text) => text.includes('set "planned"'))
    assert.equal(taking.length, 1, taking.join('\n'))
    assert.equal(commandsOf(await planOwn(swath)).filter(({ lon }) => lon < 0).length, 3)
  })

  test('where others take passes each time that one is looked at, the order is to be tried again', async () => {
    const place = pointAt(100, 50)
    const [first] = await passesOver(place)
    let refused: Awaited<ReturnType<typeof order>> | undefined
    const ask = async () => {
      refused = await order(first!.opportunity_id, place)
    }
    const looks = await afterComputing(swath.app.parts.threads.answering, plan, ask)
    assert.deepEqual([refused!.status, refused!.body.code], [503, 'provider_unreachable'])
    assert.match(refused!.body.message, /passes of the constellation.*order again/)
    assert.equal(looks, 5)
    assert.equal((await order(first!.opportunity_id, place)).status, 201)
  })
})
