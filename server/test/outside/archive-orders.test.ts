import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { projectionOf } from '@swath/imagery/utm'
import { fromArrayBuffer } from 'geotiff'
import { geodesicAreaKm2 } from '../../src/lib/geo/area.ts'
import type { Polygon } from '../../src/lib/geo/geometry.ts'
import { aPointOrder } from '../app.ts'
import { Sandbox } from './sandbox.ts'

const gsd_m = 40
let sandbox: Sandbox
before(async () => {
  sandbox = await Sandbox.open({ speed: 100_000, env: { SIMULATOR_GSD_M: String(gsd_m) } })
})
after(() => sandbox.close())

const [lon, lat] = [12, 1]
const [west, south, east, north] = [lon - 0.008, lat - 0.012, lon + 0.012, lat + 0.008]
const wanted: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
}

async function place(order: unknown) {
  const placed = await sandbox.call('POST', '/v2/orders/', order)
  assert.ok(placed.id, JSON.stringify(placed))
  const { outcome, status_report } = await sandbox.closed(placed.id)
  assert.equal(outcome, 'fulfilled', JSON.stringify(status_report))
  const { results } = await sandbox.call('GET', `/v2/orders/${placed.id}/deliverables`)
  return { order_id: placed.id, deliverables: results }
}

// biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect to find
async function readAnalytic(deliverable: any) {
  const { pathname } = new URL(deliverable.assets.analytic.href)
  const image = await (await fromArrayBuffer(await (await sandbox.fetch(pathname)).arrayBuffer())).getImage()
  const [band] = (await image.readRasters()) as unknown as Uint16Array[]
  return { image, band: band! }
}

test('a part of a delivered image is ordered from the archive, at a level that is there and at one that is not', async () => {
  const metadata = { scenario: 'clear' }
  const first = await place(aPointOrder({ metadata }, { type: 'Point', coordinates: [lon, lat] }))
  const { outcome_id } = first.deliverables[0]
  await sandbox.published(outcome_id)
  const whole = await readAnalytic(
    first.deliverables.find((one: { processing_level: string }) => one.processing_level === 'L1D'),
  )
  for (const processing_level of ['L1D', 'L1D_SR']) {
    const parameters = { outcome_id, processing_level }
    const order = aPointOrder({ sku: 'ARCIMG-M.01.NN', parameters }, wanted)
    const { order_id, deliverables } = await place(order)
    assert.equal(deliverables.length, 1)
    const [deliverable] = deliverables
    const area_km2 = geodesicAreaKm2(wanted)
    assert.ok(Math.abs(deliverable.quantity - area_km2) < 1e-4 * area_km2, `${deliverable.quantity} km2`)
    assert.equal(deliverable.charge.amount_minor, Math.round(deliverable.quantity * 700))

    const { image, band } = await readAnalytic(deliverable)
    const { forward } = projectionOf(image.getGeoKeys()!.ProjectedCSTypeGeoKey as number)
    const corners = wanted.coordinates[0]!.map((position) => forward(position as [number, number]))
    const [left, bottom, right, top] = image.getBoundingBox() as [number, number, number, number]
    const within = (low: number, high: number, values: number[]) =>
      assert.ok(low >= Math.min(...values) - gsd_m / 2 && high <= Math.max(...values) + gsd_m / 2)
    within(
      left,
      right,
      corners.map(([easting]) => easting),
    )
    within(
      bottom,
      top,
      corners.map(([, northing]) => northing),
    )
    const [pixel_m] = image.getResolution() as [number]
    const shown_km2 = (band.filter((value) => value > 0).length * pixel_m ** 2) / 1e6
    assert.ok(Math.abs(shown_km2 - area_km2) < 0.05 * area_km2, `${shown_km2} km2 are shown`)
    if (processing_level === 'L1D') assertPartOf(whole, { image, band })

    const path = `/archive/stac/collections/delivered/items/${deliverable.deliverable_id}`
    const item = await sandbox.call('GET', path)
    assert.deepEqual(
      [item.properties['order:status'], item.properties['order:id'], item.properties['satl:outcome_id']],
      ['succeeded', order_id, outcome_id],
    )
  }
})

type Picture = Awaited<ReturnType<typeof readAnalytic>>

/** Every pixel of the part is that of the whole in the same place. */
function assertPartOf(whole: Picture, part: Picture) {
  const [x, y] = whole.image.getOrigin() as [number, number]
  const [part_x, part_y] = part.image.getOrigin() as [number, number]
  const [left, top] = [Math.round((part_x - x) / gsd_m), Math.round((y - part_y) / gsd_m)]
  const width = part.image.getWidth()
  part.band.forEach((value, index) => {
    if (value === 0) return
    const at = (top + Math.floor(index / width)) * whole.image.getWidth() + left + (index % width)
    assert.equal(value, whole.band[at])
  })
}
