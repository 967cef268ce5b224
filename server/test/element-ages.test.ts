// Elements of satellites become old, and passes that are computed from them come at other times. Operators are told in time.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { agesOf } from '../src/providers/planner/ages.ts'
import { Fleet } from '../src/providers/registry.ts'
import { aPointOrder, type TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { commandsOf, elementsOf, openOwn, planOwn, pointAt, runGuide } from './own-constellation.ts'

const sku = 'TSKPOI-M'
const token = 'a token of the tests'
const own_elements = '/ops/v1/providers/own/elements'
/** Fresh on the first of June, and two days older. */
const elements = [elementsOf('OWN-1', '2026-06-01T00:00:00Z'), elementsOf('OWN-2', '2026-05-30T00:00:00Z')]

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    // About half a kilometre along the track and a day are a tenth of a second.
    const settings = { elements: elements.join('\n'), most_timing_error_s: 1 }
    swath = await openOwn(await openDatabase(), { settings, config: { SWATH_METRICS_TOKEN: token } })
  })
  after(() => swath.close())

  const ages = async () => (await swath.call('operator', 'GET', own_elements)).body
  const statesOf = async () =>
    Object.fromEntries(
      (await ages()).satellites.map((one: { satellite_name: string; state: string }) => [
        one.satellite_name,
        one.state,
      ]),
    )
  const at = (time: string) => {
    const hours = (Date.parse(time) - swath.clock.now().getTime()) / 3_600_000
    swath.advance({ hours })
  }
  async function analyse(place: unknown) {
    const asked = aPointOrder({ sku }, place)
    const { analysis_id } = (await swath.call('demo', 'POST', '/v2/analysis/opportunities', asked)).body
    await swath.drain()
    return (await swath.call('demo', 'GET', `/v2/analysis/opportunities/${analysis_id}`)).body
  }
  const warningsWhile = async (work: () => Promise<unknown>) => {
    const told: { provider: string; satellite_name: string; too_old_at: string }[] = []
    const { log } = swath.app.parts
    const warn = log.warn
    log.warn = ((fields: (typeof told)[number], text: string) => {
      if (/elements/.test(text)) told.push(fields)
    }) as typeof log.warn
    await work()
    log.warn = warn
    return told
  }
  async function figure(name: string, satellite: string): Promise<number> {
    const headers = { authorization: `Bearer ${token}` }
    const { payload } = await swath.app.http.inject({ url: '/metrics', headers })
    const line = payload
      .split('\n')
      .find((one) => one.startsWith(`${name}{provider="own",satellite="${satellite}"}`))
    assert.ok(line, payload)
    return Number(line.split(' ').at(-1))
  }

  test('their age, and how far off passes may be by now, are told, the worst first', async () => {
    const { allowed_timing_error_s, satellites } = await ages()
    assert.equal(allowed_timing_error_s, 1)
    const [worst, best] = satellites
    assert.deepEqual([worst.satellite_name, best.satellite_name], ['OWN-2', 'OWN-1'])
    assert.ok(Math.abs(best.age_days - 8 / 24) < 0.001 && Math.abs(worst.age_days - 2 - 8 / 24) < 0.001)
    assert.ok(worst.timing_error_s > best.timing_error_s && worst.along_track_error_km > 1)
    assert.ok(worst.too_old_at < best.too_old_at && worst.too_old_at > '2026-06-05')
    assert.equal((await swath.call('operator', 'GET', '/ops/v1/providers/simulator/elements')).status, 404)
    assert.equal((await swath.call('demo', 'GET', own_elements)).status, 403)
  })

  test('operators are warned once, long before they are too old, and figures say so', async () => {
    assert.deepEqual(await statesOf(), { 'OWN-1': 'good', 'OWN-2': 'good' })
    assert.deepEqual(await warningsWhile(() => planOwn(swath)), [])
    at('2026-06-06T08:00:00Z')
    assert.deepEqual(await statesOf(), { 'OWN-1': 'good', 'OWN-2': 'old' })
    const told = await warningsWhile(async () => {
      await planOwn(swath)
      await planOwn(swath)
    })
    assert.deepEqual(
      told.map(({ provider, satellite_name }) => [provider, satellite_name]),
      [['own', 'OWN-2']],
    )
    assert.ok(told[0]!.too_old_at > '2026-06-08')
    assert.ok((await figure('swath_elements_age_days', 'OWN-2')) > 7)
    assert.ok((await figure('swath_elements_timing_error_seconds', 'OWN-2')) > 0.5)
    assert.equal(await figure('swath_elements_usable', 'OWN-2'), 1)
  })

  test('elements are read once for the same settings, and their age is told each time', async () => {
    const { registry } = swath.app.features
    const plannerOf = async () => (await registry.providers.current()).named('own').planner!
    const planner = await plannerOf()
    registry.providers.forget()
    assert.equal(await plannerOf(), planner)
    let reads = 0
    const settings = Object.defineProperty({ ...planner }, 'elements', {
      get: () => {
        reads += 1
        return planner.elements
      },
    })
    const [then, now] = ['2026-06-02T00:00:00Z', '2026-06-03T00:00:00Z'].map((time) =>
      agesOf(settings, new Date(time)),
    )
    assert.deepEqual([then![0]!.age_days, now![0]!.age_days], [1, 2])
    assert.equal(reads, 1)
  })

  test('a constellation whose elements cannot be read keeps no other from being planned or measured', async () => {
    const { registry } = swath.app.features
    const fleet = await registry.providers.current()
    const [member] = fleet.members.filter(({ provider }) => provider.name === 'own')
    const planner = { ...member!.provider.planner!, elements: 'nothing' }
    const broken = { ...member!, provider: { ...member!.provider, name: 'broken', planner } }
    const { order_id } = await swath.placeAndPlan(aPointOrder({ sku }, pointAt(30, 50)))
    const { current } = registry.providers
    registry.providers.current = async () => new Fleet([broken, ...fleet.members], {} as never)
    await planOwn(swath)
    assert.ok((await figure('swath_elements_age_days', 'OWN-1')) > 0)
    registry.providers.current = current
    assert.ok((await swath.eventTypes(order_id)).includes('CaptureScheduled'))
  })

  test('no pass of a satellite is offered or planned whose elements are too old, and what it has already stays', async () => {
    const place = pointAt(2, 48)
    const namesIn = ({ opportunities }: { opportunities: { satellite_name: string }[] }) => [
      ...new Set(opportunities.map(({ satellite_name }) => satellite_name)),
    ]
    assert.deepEqual(namesIn(await analyse(place)).toSorted(), ['OWN-1', 'OWN-2'])
    const parameters = { start: '2026-06-11T22:00:00Z', end: '2026-06-13T06:00:00Z' }
    for (let lon = 0; lon < 60; lon += 6)
      await swath.placeAndPlan(aPointOrder({ sku, parameters }, pointAt(lon, 48)))
    const before = commandsOf(await planOwn(swath))
    at('2026-06-11T20:00:00Z')
    assert.deepEqual(await statesOf(), { 'OWN-1': 'old', 'OWN-2': 'too_old' })
    assert.equal(await figure('swath_elements_usable', 'OWN-2'), 0)
    const since = swath.clock.now().toISOString()
    const told = await warningsWhile(async () => {
      const now = commandsOf(await planOwn(swath)).filter(({ start }) => start > since)
      const old = now.filter(({ satellite_name }) => satellite_name === 'OWN-2')
      assert.ok(old.length > 0)
      const planned = new Map(before.map((one) => [one.capture_id, one.start]))
      for (const { capture_id, start } of old) assert.equal(planned.get(capture_id), start)
    })
    assert.equal(told.length, 2)
    assert.deepEqual(namesIn(await analyse(pointAt(40, 45))), ['OWN-1'])
  })

  test('where all are too old, an analysis says so, and so does the order that is rejected', async () => {
    at('2026-06-20T20:00:00Z')
    const { feasible, constraint, relaxations } = await analyse(pointAt(20, 45))
    assert.deepEqual([feasible, constraint.name, relaxations], [false, 'provider', []])
    assert.match(constraint.message, /not known well enough at present: their elements are too old/)
    const { order_id } = await swath.placeAndPlan(aPointOrder({ sku }, pointAt(20, 45)))
    assert.equal((await swath.order(order_id)).properties.outcome, 'rejected')
    const { body } = await swath.call('operator', 'GET', '/ops/v1/providers/own')
    const settings = { ...body.settings, elements: elementsOf('OWN-1', '2026-06-20T00:00:00Z') }
    const folder = await mkdtemp(path.join(tmpdir(), 'swath-elements-'))
    await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings))
    const said = await runGuide(swath, 'providers elements', folder)
    await rm(folder, { recursive: true })
    assert.match(said, /"satellite_name": "OWN-2"[^}]*"state": "too_old"/)
    assert.ok((await analyse(pointAt(20, 45))).feasible)
  })
})
