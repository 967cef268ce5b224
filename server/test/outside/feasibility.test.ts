import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Capture } from '@swath/contract/captures'
import type { Analysis } from '@swath/contract/feasibility'
import { anAreaOrder, aPointOrder } from '../app.ts'
import { Sandbox } from './sandbox.ts'

let sandbox: Sandbox
before(async () => {
  sandbox = await Sandbox.open({ speed: 100_000 })
})
after(() => sandbox.close())

async function analyse(feature: unknown, query = ''): Promise<Analysis> {
  const path = '/v2/analysis/opportunities'
  const { analysis_id } = await sandbox.call('POST', path + query, feature)
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await wait(50)) {
    const analysis: Analysis = await sandbox.call('GET', `${path}/${analysis_id}`)
    if (analysis.status !== 'PENDING') return analysis
  }
  throw new Error('The analysis is still PENDING after 20 seconds')
}

/** The equator: seen several times a day, and in sunlight all the year. */
const equator = { type: 'Point', coordinates: [12, 1] }
/** Where the sun never comes to 70 degrees, and is up on every day of the year. */
const in_the_north = { type: 'Point', coordinates: [12, 50] }
const in_days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString()
const clear = { metadata: { scenario: 'clear' } }
const capturesOf = async (order_id: string): Promise<Capture[]> =>
  (await sandbox.call('GET', `/v2/orders/${order_id}/captures`)).results

test('an order placed right after gets the first opportunity, and the next analysis does not offer it', async () => {
  for (const parameters of [{ start: in_days(0.1) }, { start: in_days(3), end: in_days(9) }]) {
    const order = aPointOrder({ ...clear, parameters }, equator)
    const [first, second] = (await analyse(order)).opportunities
    const { id } = await sandbox.call('POST', '/v2/orders/', order)
    await sandbox.closed(id)
    const { access, footprint } = (await capturesOf(id))[0]!
    assert.equal(access!.satellite_name, first!.satellite_name)
    assert.ok(Math.abs(Date.parse(access!.start) - Date.parse(first!.start)) < 1000)
    assert.ok(Math.abs(access!.off_nadir_deg! - first!.off_nadir_deg!) < 0.01)
    assert.equal(footprint!.type, first!.footprint.type)

    const [next] = (await analyse(order)).opportunities
    assert.deepEqual([next!.satellite_name, next!.start], [second!.satellite_name, second!.start])
  }
})

test('exactly the pass that was analysed can be ordered, once: whoever wants it next is told that it is taken', async () => {
  const window = { start: in_days(4), end: in_days(10) }
  const [, pass] = (await analyse(aPointOrder({ ...clear, parameters: window }, equator))).opportunities
  const end = new Date(Date.parse(pass!.end) + 1000).toISOString()
  const order = aPointOrder({ ...clear, parameters: { start: pass!.start, end } }, equator)
  const first = await sandbox.call('POST', '/v2/orders/', order)
  assert.equal((await sandbox.closed(first.id)).outcome, 'fulfilled')

  assert.equal((await analyse(order)).constraint!.name, 'capacity')
  const count = async () => (await sandbox.call('GET', '/v2/ledger/')).count
  const before = await count()
  for (const path of ['/v2/orders/', '/v2/orders/quote', '/v2/orders/validate']) {
    const { errors } = await sandbox.call('POST', path, order)
    assert.deepEqual([errors.length, errors[0].code], [1, 'pass_taken'], path)
  }
  assert.equal(await count(), before)
})

test('an opportunity is ordered by its id: that satellite takes it, and nobody else can have the pass', async () => {
  const order = aPointOrder({ ...clear, parameters: { start: in_days(12), end: in_days(18) } }, equator)
  const [, , third] = (await analyse(order)).opportunities
  const naming = aPointOrder({ ...clear, parameters: { opportunity_id: third!.opportunity_id } }, equator)
  const placed = await sandbox.call('POST', '/v2/orders/', naming)
  assert.equal((await sandbox.closed(placed.id)).outcome, 'fulfilled')
  const { access } = (await capturesOf(placed.id))[0]!
  assert.equal(access!.satellite_name, third!.satellite_name)
  assert.ok(Math.abs(Date.parse(access!.start) - Date.parse(third!.start)) < 1000)
  const again = (await analyse(order)).opportunities
  assert.ok(
    again.every(
      ({ start, satellite_name }) => start !== third!.start || satellite_name !== third!.satellite_name,
    ),
  )
  const { code } = await sandbox.call('POST', '/v2/orders/', naming)
  assert.equal(code, 'opportunity_gone')
})

test('opportunities keep to the window and the limits, in order of time, as many as asked for', async () => {
  const parameters = { end: in_days(5), min_ona: 5, max_ona: 20, min_sun_elevation: 25 }
  const order = aPointOrder({ parameters }, equator)
  const analysis = await analyse(order)
  assert.ok(analysis.opportunities.length > 5)
  assert.deepEqual([analysis.feasible, analysis.has_more, analysis.constraint], [true, false, null])
  for (const one of analysis.opportunities) {
    assert.ok(one.off_nadir_deg! >= 5 && one.off_nadir_deg! <= 20, `${one.off_nadir_deg}`)
    assert.ok(one.sun_elevation_deg! >= 25, `${one.sun_elevation_deg}`)
    assert.ok(one.start >= analysis.parameters.start && one.end <= analysis.parameters.end)
    assert.ok(one.clear_probability! > 0 && one.clear_probability! < 0.5, 'in a rain forest')
    assert.deepEqual([one.clear_basis, one.conflict], ['climate', 'none'])
    assert.ok(one.ground_sample_distance_m! >= 0.65 && one.ground_sample_distance_m! < 1.3)
    const is_northward = Math.cos((one.ground_track_heading_deg! * Math.PI) / 180) > 0
    assert.equal(one.orbit_direction, is_northward ? 'ascending' : 'descending')
    assert.deepEqual(Object.keys(one.expected_delivery), ['L1B', 'L1D'])
    const ring = one.footprint.coordinates[0] as [number, number][]
    const middle = (axis: 0 | 1) => ring.slice(1).reduce((sum, corner) => sum + corner[axis], 0) / 4
    assert.ok(Math.abs(middle(0) - 12) < 0.001 && Math.abs(middle(1) - 1) < 0.001)
  }
  const starts = analysis.opportunities.map((one) => one.start)
  assert.deepEqual(starts, starts.toSorted())
  const few = await analyse(order, '?limit=2')
  assert.deepEqual([few.opportunities.length, few.has_more], [2, true])
})

test('an impossible request names the constraint, and the nearest value makes it possible, as each of the relaxations does', async () => {
  const end = in_days(3)
  for (const [name, limit] of [
    ['min_sun_elevation', 89],
    ['max_ona', 0.01],
  ] as const) {
    const ask = (value: number) => analyse(aPointOrder({ parameters: { end, [name]: value } }, equator))
    const { feasible, opportunities, constraint, message } = await ask(limit)
    assert.deepEqual([feasible, opportunities, constraint!.name], [false, [], name])
    assert.equal(constraint!.requested_deg, limit)
    assert.match(message, /the nearest is at/)
    assert.equal((await ask(constraint!.nearest_deg!)).feasible, true, `${name} ${constraint!.nearest_deg}`)
  }
  const both = { start: in_days(2), end: in_days(5), max_ona: 2, min_sun_elevation: 70 }
  const { relaxations } = await analyse(aPointOrder({ parameters: both }, in_the_north))
  assert.ok(relaxations!.length > 0, 'every day has a pass of some angle in some light')
  for (const { parameters, first_at, passes, message } of relaxations!) {
    const relaxed = aPointOrder({ parameters: { ...both, ...parameters } }, in_the_north)
    const { opportunities } = await analyse(relaxed, '?limit=1000')
    assert.ok(opportunities.length >= passes, `${message}: ${opportunities.length}`)
    const latest_ms = Date.parse(first_at) + 60_000
    assert.ok(Date.parse(opportunities[0]!.start) < latest_ms, `${message}: ${opportunities[0]!.start}`)
  }
  const short = await analyse(aPointOrder({ parameters: { end: in_days(0.001) } }, equator))
  assert.equal(short.constraint!.name, 'window')
  const refused = await analyse(aPointOrder({ metadata: { scenario: 'reject' } }, equator))
  assert.equal(refused.constraint!.name, 'provider')
})

test('of an area the footprints are its strips, cut at the antimeridian', async () => {
  const found = (await analyse(anAreaOrder())).opportunities
  assert.ok(found.length > 0 && found.every(({ footprint }) => footprint.type === 'Polygon'))
  assert.ok(new Set(found.map(({ footprint }) => JSON.stringify(footprint))).size > 1)
  const ring = [179.95, -179.95].flatMap((lon, side) =>
    (side === 0 ? [-17, -16.9] : [-16.9, -17]).map((lat) => [lon, lat]),
  )
  const crossing = anAreaOrder({}, { type: 'Polygon', coordinates: [orientedRing(ring)] })
  const across = (await analyse(crossing)).opportunities
  assert.ok(across.some(({ footprint }) => footprint.type === 'MultiPolygon'))
})

/** Counter-clockwise and closed. */
function orientedRing(corners: number[][]) {
  const around = corners.toReversed()
  return [...around, around[0]]
}
