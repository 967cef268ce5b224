import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Analysis } from '@swath/contract/feasibility'
import { geodeticOf } from '../../../orbits/src/earth.ts'
import { positionAt } from '../../../orbits/src/orbit.ts'
import { sunPosition } from '../../../orbits/src/sun.ts'
import { constellationAt } from '../../../simulator/src/sky/constellation.ts'
import { aPointOrder } from '../app.ts'
import { Sandbox } from './sandbox.ts'

let sandbox: Sandbox
before(async () => {
  sandbox = await Sandbox.open({ speed: 100_000 })
})
after(() => sandbox.close())

/** When newsat33 is near the equator, by day: the Sun is far from where it looks. */
const time_ms = (() => {
  const satellite = constellationAt(Date.now()).find((one) => one.satellite_name === 'newsat33')!
  const orbit = satellite.orbit
  const start_ms = Date.now() + 3 * 3_600_000
  const times = Array.from({ length: 100 }, (_, minute) => start_ms + minute * 60_000)
  return times.find((at_ms) => {
    const below = geodeticOf(positionAt(orbit, at_ms))
    return Math.abs(below.lat) < 10 && sunPosition(below, at_ms).sun_elevation_deg > 30
  })!
})()

/** A point right below newsat33, or that far round the Earth. */
function aSpaceOrder(east_deg: number, minutes_later = 0) {
  const at_ms = time_ms + minutes_later * 60_000
  const satellite = constellationAt(at_ms).find((one) => one.satellite_name === 'newsat33')!
  const { lon, lat } = geodeticOf(positionAt(satellite.orbit, at_ms))
  const longitude = ((lon + east_deg + 540) % 360) - 180
  const nei = {
    mode: 'spotlight',
    satellite: 'newsat33',
    first_point_time: new Date(at_ms).toISOString(),
    first_point: { longitude, latitude: lat, altitude_m: 300_000 },
  }
  const geometry = { type: 'Point', coordinates: [longitude, lat] }
  return aPointOrder({ sku: 'TSKNEI-M', parameters: { nei }, metadata: { scenario: 'clear' } }, geometry)
}

async function analyse(order: unknown): Promise<Analysis> {
  const path = '/v2/analysis/opportunities'
  const { analysis_id } = await sandbox.call('POST', path, order)
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await wait(50)) {
    const analysis: Analysis = await sandbox.call('GET', `${path}/${analysis_id}`)
    if (analysis.status !== 'PENDING') return analysis
  }
  throw new Error('The analysis is still PENDING after 20 seconds')
}

test('a capture in space is made at its moment by its satellite, delivered as raw frames, and not made twice', async () => {
  const order = aSpaceOrder(0)
  const { opportunities } = await analyse(order)
  assert.equal(opportunities.length, 1)
  const { id } = await sandbox.call('POST', '/v2/orders/', order)
  const closed = await sandbox.closed(id)
  assert.equal(closed.outcome, 'fulfilled', JSON.stringify(closed.status_report))
  const { results } = await sandbox.call('GET', `/v2/orders/${id}/captures`)
  assert.equal(results.length, 1)
  assert.deepEqual(
    [results[0].access.satellite_name, results[0].access.start, opportunities[0]!.start],
    ['newsat33', new Date(time_ms - 3000).toISOString(), new Date(time_ms - 3000).toISOString()],
  )
  const [deliverable] = (await sandbox.call('GET', `/v2/orders/${id}/deliverables`)).results
  assert.deepEqual(
    [deliverable.processing_level, Object.keys(deliverable.assets).sort()],
    ['L0', ['analytic', 'delivery_zip', 'metadata', 'preview', 'thumbnail']],
  )
  const again = await analyse(order)
  assert.deepEqual([again.feasible, again.constraint!.name], [false, 'capacity'])
})

test('a point behind the Earth is refused with the constraints and their numbers, by analysis and order alike', async () => {
  const order = aSpaceOrder(180, 5)
  const { constraint } = await analyse(order)
  assert.equal(constraint!.name, 'range')
  assert.match(constraint!.message, /km from the point; at most 2,000 km.*The Earth is in the way/)
  const { id } = await sandbox.call('POST', '/v2/orders/', order)
  const { outcome, status_report } = await sandbox.closed(id)
  assert.deepEqual([outcome, status_report.reason_code], ['rejected', 'NOT_FEASIBLE'])
  assert.equal(status_report.message, constraint!.message)
})
