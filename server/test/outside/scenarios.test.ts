import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Capture } from '@swath/contract/captures'
import type { Deliverable } from '@swath/contract/deliverables'
import { anAreaOrder, aPointOrder } from '../app.ts'
import { Sandbox } from './sandbox.ts'

const run = promisify(execFile)
let sandbox: Sandbox
before(async () => {
  sandbox = await Sandbox.open({ speed: 100_000 })
})
after(() => sandbox.close())

/** Places an order with a scenario; the equator is seen several times a day. */
async function place(scenario: string, properties: Record<string, unknown> = {}): Promise<string> {
  const order = aPointOrder(
    { metadata: { scenario }, ...properties },
    { type: 'Point', coordinates: [12, 1] },
  )
  const placed = await sandbox.call('POST', '/v2/orders/', order)
  assert.ok(placed.id, JSON.stringify(placed))
  return placed.id
}
const list = (path: string) => sandbox.call('GET', `${path}?limit=1000`).then((body) => body.results)

/** A week from now, so that there are only so many passes to be clouded over. */
function days(count: number) {
  return { parameters: { end: new Date(Date.now() + count * 86_400_000).toISOString() } }
}

test('every outcome and reason of an order comes out of a scenario of the simulator', async () => {
  const expected: Record<string, [outcome: string, reason: string, more?: Record<string, unknown>]> = {
    clear: ['fulfilled', 'ALL_DELIVERED'],
    reject: ['rejected', 'NOT_FEASIBLE'],
    'no-access': ['unfulfilled', 'NO_ACCESS_IN_WINDOW'],
    cloudy: ['unfulfilled', 'CLOUD_COVER_EXCEEDED', days(2)],
    'cloudy-once': ['fulfilled', 'ALL_DELIVERED'],
    missed: ['fulfilled', 'ALL_DELIVERED'],
    'quality-fails-once': ['fulfilled', 'ALL_DELIVERED'],
    anomaly: ['failed', 'SATELLITE_ANOMALY'],
    'l1d-fails': ['partially_fulfilled', 'PARTLY_DELIVERED'],
    'processing-fails': ['failed', 'PROCESSING_FAILED'],
    'corrupt-files': ['failed', 'PROCESSING_FAILED'],
    rescheduled: ['fulfilled', 'ALL_DELIVERED'],
    'repeated-reports': ['fulfilled', 'ALL_DELIVERED'],
    'late-report': ['fulfilled', 'ALL_DELIVERED'],
  }
  const placed = new Map<string, string>()
  for (const [scenario, [, , more]] of Object.entries(expected))
    placed.set(scenario, await place(scenario, more))
  for (const [scenario, [outcome, reason]] of Object.entries(expected)) {
    const properties = await sandbox.closed(placed.get(scenario)!)
    assert.deepEqual([properties.outcome, properties.status_report.reason_code], [outcome, reason], scenario)
  }
  const types = async (scenario: string) =>
    (await list(`/v2/orders/${placed.get(scenario)}/events`)).map((event: { type: string }) => event.type)
  assert.ok((await types('rescheduled')).includes('CaptureRescheduled'))
  const attempts = (scenario: string) => list(`/v2/orders/${placed.get(scenario)}/captures`)
  assert.deepEqual(
    (await attempts('cloudy-once')).map((one: Capture) => one.status),
    ['failed', 'published'],
  )
  const repeated = await types('repeated-reports')
  const once = ['CaptureScheduled', 'CaptureAcquired', 'OrderCompleted']
  for (const type of once) assert.equal(repeated.filter((one: string) => one === type).length, 1, type)
})

test('an order on hold can be canceled, and another can be closed by an operator', async () => {
  const order_id = await place('on-hold')
  await sandbox.until(order_id, ({ status_report }) => status_report.progress.captures.scheduled === 1)
  const canceled = await sandbox.call('DELETE', `/v2/orders/${order_id}`)
  assert.equal(canceled.properties.outcome, 'canceled')
  await sandbox.until(order_id, ({ status_report }) => status_report.progress.captures.canceled === 1)
})

test('a request that no satellite can serve is rejected with the constraint that makes it so', async () => {
  const impossible = {
    sku: 'TSKPOI-M',
    metadata: {},
    parameters: { min_sun_elevation: 89, ...days(3).parameters },
  }
  const { id } = await sandbox.call(
    'POST',
    '/v2/orders/',
    aPointOrder(impossible, { type: 'Point', coordinates: [25, 65] }),
  )
  const properties = await sandbox.closed(id)
  assert.equal(properties.outcome, 'rejected')
  assert.match(properties.status_report.message, /sun-elevation limits; the nearest is at/)
  const unknown = await place('sunny-side-up')
  assert.match(
    (await sandbox.closed(unknown)).status_report.message,
    /There is no scenario sunny-side-up; there are clear,/,
  )
})

test('the access of a capture keeps to the limits of the order, and its image lies over the target', async (t) => {
  const order_id = await place('clear', { parameters: { max_ona: 20, min_sun_elevation: 25 } })
  await sandbox.closed(order_id)
  const [capture] = (await list(`/v2/orders/${order_id}/captures`)) as Capture[]
  assert.match(capture!.access!.satellite_name, /^newsat\d\d$/)
  assert.ok(capture!.access!.off_nadir_deg! <= 20)
  assert.ok(capture!.access!.sun_elevation_deg! >= 25)

  const deliverables = (await list(`/v2/orders/${order_id}/deliverables`)) as Deliverable[]
  assert.deepEqual(deliverables.map((one) => one.processing_level).sort(), ['L1B', 'L1D'])
  for (const { assets } of deliverables) {
    const keys = ['analytic', 'cloud', 'delivery_zip', 'metadata', 'preview', 'thumbnail', 'visual']
    assert.deepEqual(Object.keys(assets).sort(), keys)
    for (const asset of Object.values(assets)) {
      const content = Buffer.from(await (await sandbox.fetch(new URL(asset.href).pathname)).arrayBuffer())
      assert.equal(content.length, asset.size_bytes)
      assert.equal(createHash('sha256').update(content).digest('hex'), asset.sha256)
      await writeFile(path.join(sandbox.data_dir, asset.title), content)
    }
  }
  const stac = path.join(sandbox.data_dir, deliverables[0]!.assets.metadata!.title)
  const item = JSON.parse((await run('cat', [stac])).stdout)
  assert.equal(item.properties['satl:outcome_id'], capture!.outcome_id)

  const gdal = await run('gdalinfo', ['--version']).catch(() => undefined)
  if (!gdal) return t.skip('gdalinfo is not on this machine (Debian: apt-get install gdal-bin)')
  for (const { assets } of deliverables) {
    const file = path.join(sandbox.data_dir, assets.analytic!.title)
    const info = JSON.parse((await run('gdalinfo', ['-json', file])).stdout)
    assert.equal(info.bands.length, 4)
    assert.equal(info.metadata.IMAGE_STRUCTURE.LAYOUT, 'COG')
    const corners = info.wgs84Extent.coordinates[0] as [number, number][]
    const middle = (index: 0 | 1) =>
      (Math.min(...corners.map((c) => c[index])) + Math.max(...corners.map((c) => c[index]))) / 2
    assert.ok(Math.abs(middle(0) - 12) < 0.001 && Math.abs(middle(1) - 1) < 0.001, JSON.stringify(corners))
  }
})

test('an area is collected strip by strip, each satellite at one place at a time', async () => {
  const area = anAreaOrder({ metadata: { scenario: 'clear' } })
  const { id } = await sandbox.call('POST', '/v2/orders/', area)
  const properties = await sandbox.closed(id)
  assert.equal(properties.outcome, 'fulfilled')
  assert.equal(properties.status_report.progress.remaining_geometry, null)
  const captures = (await list(`/v2/orders/${id}/captures`)) as Capture[]
  assert.ok(captures.length >= 3)
  const busy = captures.map((one) => one.access!).sort((a, b) => Date.parse(a.start) - Date.parse(b.start))
  for (const [index, access] of busy.entries()) {
    const next = busy.slice(index + 1).find((other) => other.satellite_name === access.satellite_name)
    if (next)
      assert.ok(Date.parse(next.start) - Date.parse(access.end) >= 25_000, 'time to turn to the next target')
  }
})
