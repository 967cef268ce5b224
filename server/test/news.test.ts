import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import fc from 'fast-check'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

/** A report of a provider: about the capture, or about its product at a level. */
interface Report {
  level?: string
  status: string
  [content: string]: unknown
}

/** In which order reports arrive: each at least once, some again, some after everything before was worked off. */
interface Arrival {
  index: number
  is_drained: boolean
}

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

  const outcome_id = crypto.randomUUID()
  const pass = (day: number) => ({
    ...swath.access,
    start: `2026-06-0${day}T10:00:00.000Z`,
    end: `2026-06-0${day}T10:00:10.000Z`,
  })
  const ready = (level: string) => ({ level, status: 'ready', files: files.announce(`news_${level}`) })
  const acquired = ({ target }: Capture, day: number) => ({
    status: 'acquired',
    access: pass(day),
    cloud_cover_pct: 3,
    outcome_id,
    footprint: target,
  })
  const clouds = {
    status: 'failed',
    reason_code: 'CLOUD_COVER_EXCEEDED',
    message: 'Clouds',
    cloud_cover_pct: 62,
  }
  const quality = { status: 'failed', reason_code: 'QUALITY_CHECK_FAILED', message: 'Blurred' }
  const unprocessable = {
    level: 'L1D',
    status: 'failed',
    reason_code: 'PROCESSING_FAILED',
    message: 'Too little light',
  }

  /** The reports of a provider on a capture, in the order in which it happens. */
  const stories: Record<string, (capture: Capture) => Report[]> = {
    'an image that comes': (capture) => [
      { status: 'scheduled', access: pass(2) },
      { status: 'scheduled', access: pass(3) },
      { status: 'collecting' },
      acquired(capture, 3),
      { level: 'L1B', status: 'processing' },
      ready('L1B'),
      { level: 'L1D', status: 'processing' },
      ready('L1D'),
    ],
    'an image of which one product fails': (capture) => [
      { status: 'scheduled', access: pass(2) },
      { status: 'collecting' },
      acquired(capture, 2),
      { level: 'L1D', status: 'processing' },
      ready('L1B'),
      unprocessable,
    ],
    clouds: () => [{ status: 'scheduled', access: pass(2) }, { status: 'collecting' }, clouds],
    'an image that fails its quality control': (capture) => [
      { status: 'scheduled', access: pass(2) },
      { status: 'collecting' },
      acquired(capture, 2),
      { level: 'L1B', status: 'processing' },
      quality,
    ],
    'a pass that is moved while it lasts': () => [
      { status: 'scheduled', access: pass(2) },
      { status: 'scheduled', access: pass(3) },
      { status: 'collecting' },
    ],
  }

  /** Every report keeps its id and its time, however often and whenever it comes. */
  async function tell(capture: Capture, reports: Report[], arrivals: readonly Arrival[]) {
    const run = crypto.randomUUID()
    for (const { index, is_drained } of arrivals) {
      const { level, ...report } = reports[index]!
      const head = { report_id: `${run}-${index}`, occurred_at: `2026-06-01T09:0${index}:00.000Z` }
      const url = `/ops/v1/captures/${capture.capture_id}/${level ? `deliverables/${level}/` : ''}reports`
      const { status } = await swath.call('simulator', 'POST', url, { ...head, ...report })
      assert.equal(status, 202)
      if (is_drained) await swath.drain()
    }
    await swath.drain()
  }

  const inOrder = (reports: Report[]) => reports.map((_, index) => ({ index, is_drained: true }))

  /** All that is left in the end, without what is new in each run: ids and times of recording. */
  async function endOf(order_id: string) {
    const { status, outcome, status_report, price } = (await swath.order(order_id)).properties
    const captures = (await swath.captures(order_id)).map((capture) => {
      const { strip, attempt, reason_code, footprint, acquired_at, access, cloud_cover_pct } = capture
      const image = { footprint, acquired_at, access, cloud_cover_pct }
      // An attempt that is over has no pass any more.
      return { strip, attempt, status: capture.status, reason_code, ...(reason_code ? {} : image) }
    })
    const deliverables = (await swath.deliverables(order_id))
      .filter((one) => one.status !== 'CANCELED')
      .map(({ processing_level, status, reason_code, quantity, charge, assets }) => ({
        ...{ processing_level, status, reason_code, quantity, charge },
        files: Object.values(assets).map((asset) => asset.sha256),
      }))
    const { deliverables: _, levels: __, ...progress } = status_report.progress
    return { status, outcome, price, reason: status_report.reason_code, progress, captures, deliverables }
  }

  const byLevel = (one: { processing_level: string }, other: { processing_level: string }) =>
    one.processing_level.localeCompare(other.processing_level)

  /** Tells a story to a new order, and where another attempt follows, that one comes to an image. */
  async function endAfter(story: string, arrivalsOf: (reports: Report[]) => readonly Arrival[]) {
    const { order_id, captures } = await swath.placeAndPlan(aPointOrder())
    const reports = stories[story]!(captures[0]!)
    await tell(captures[0]!, reports, arrivalsOf(reports))
    const next = (await swath.captures(order_id))[1]
    if (next) {
      const image = stories['an image that comes']!(next)
      await tell(next, image, inOrder(image))
    }
    const end = await endOf(order_id)
    return { ...end, deliverables: end.deliverables.toSorted(byLevel) }
  }

  describe('in whatever order news comes, repeated or at once, the end is the same after', () => {
    for (const story of Object.keys(stories)) {
      test(story, async () => {
        const expected = await endAfter(story, inOrder)
        const length = stories[story]!({} as Capture).length
        const all = Array.from({ length }, (_, index) => index)
        const arrival = (index: number) => fc.record({ index: fc.constant(index), is_drained: fc.boolean() })
        const arrivals = fc
          .tuple(
            fc.shuffledSubarray(all, { minLength: length }),
            fc.array(fc.nat({ max: length - 1 }), { maxLength: 3 }),
          )
          .chain(([each, again]) => fc.tuple(...[...each, ...again].map(arrival)))
        await fc.assert(
          fc.asyncProperty(arrivals, async (order) => {
            assert.deepEqual(await endAfter(story, () => order), expected)
          }),
          {
            numRuns: 5,
            endOnFailure: true,
            examples: [[inOrder(stories[story]!({} as Capture)).toReversed()]],
          },
        )
      })
    }
  })

  test('a capture that is reported acquired first is acquired, and its earlier steps change nothing any more', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    const [capture] = captures
    const { capture_id } = capture!
    const image = { outcome_id: crypto.randomUUID(), footprint: capture!.target }
    const receipt = await swath.report(capture_id, 'acquired', image)
    assert.deepEqual([receipt.status, receipt.body.result], [202, 'applied'])
    const late = await swath.report(capture_id, 'scheduled')
    assert.deepEqual([late.body.result, late.body.detail], ['ignored', 'The capture is acquired'])
    assert.equal((await swath.captures(order_id))[0]!.status, 'acquired')
  })

  test('news of a pass at the end of the window may come a day later', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    const { capture_id, target } = captures[0]!
    const end = new Date((await swath.order(order_id)).properties.parameters.end)
    const start = new Date(end.getTime() - 60_000)
    swath.advance({ hours: (end.getTime() - swath.clock.now().getTime()) / 3_600_000 + 23 })
    await swath.app.queue.trigger('captures.close_windows')
    await swath.drain()
    const access = { ...swath.access, start: start.toISOString(), end: end.toISOString() }
    const image = {
      occurred_at: end.toISOString(),
      access,
      outcome_id: crypto.randomUUID(),
      footprint: target,
    }
    const receipt = await swath.report(capture_id, 'acquired', image)
    assert.deepEqual([receipt.status, receipt.body.result], [202, 'applied'])
    assert.equal((await swath.captures(order_id))[0]!.status, 'acquired')
  })

  test('products that are ready before their image is acquired wait, and are delivered once it is', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    const { capture_id } = captures[0]!
    for (const level of ['L1B', 'L1D']) {
      const { level: _, status, ...content } = ready(level)
      const early = await swath.reportProduct(capture_id, level, status, content)
      assert.deepEqual([early.status, early.body.result], [202, 'waiting'])
      assert.match(early.body.detail, /The capture is queued; this is judged once it is acquired/)
    }
    const other = await swath.reportProduct(capture_id, 'L1C', 'processing')
    assert.deepEqual(
      [other.body.result, other.body.detail],
      ['ignored', 'No L1C is expected of this capture'],
    )
    await swath.drain()
    assert.deepEqual(await swath.deliverables(order_id), [])
    await swath.collect(captures[0]!)
    const delivered = await swath.deliverables(order_id)
    assert.deepEqual(
      delivered.map((one) => one.status),
      ['DELIVERED', 'DELIVERED'],
    )
    assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')
  })

  test('an image that fails after it was acquired leaves no product that waits for ever', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    await swath.collect(captures[0]!)
    await swath.report(captures[0]!.capture_id, 'failed', { reason_code: 'QUALITY_CHECK_FAILED' })
    await swath.drain()
    const left = (await swath.deliverables(order_id)).map((one) => [one.status, one.reason_code])
    assert.deepEqual(left, [
      ['CANCELED', 'QUALITY_CHECK_FAILED'],
      ['CANCELED', 'QUALITY_CHECK_FAILED'],
    ])
  })

  test('an image does not fail, nor is it made and charged again, once a product of it is delivered', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    const { capture_id } = captures[0]!
    await swath.collect(captures[0]!)
    const { level, status, ...content } = ready('L1B')
    await swath.reportProduct(capture_id, level, status, content)
    await swath.drain()
    const { body } = await swath.report(capture_id, 'failed', { reason_code: 'QUALITY_CHECK_FAILED' })
    assert.equal(body.result, 'ignored')
    await swath.drain()
    assert.deepEqual(
      (await swath.captures(order_id)).map((one) => one.status),
      ['acquired'],
    )
  })

  test('a product that is on its way when its image fails is neither delivered nor charged', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    const { capture_id } = captures[0]!
    await swath.collect(captures[0]!)
    const { level, status, ...content } = ready('L1B')
    await swath.reportProduct(capture_id, level, status, content)
    await swath.report(capture_id, 'failed', { reason_code: 'QUALITY_CHECK_FAILED' })
    await swath.drain()
    assert.ok((await swath.deliverables(order_id)).every((one) => one.status === 'CANCELED'))
    assert.equal((await swath.order(order_id)).properties.price.charged_minor, 0)
  })

  test('all strips of an area may be told last step first', async () => {
    const { order_id, captures } = await swath.placeAndPlan(
      anAreaOrder({ parameters: { processing_level: 'L1D' } }),
    )
    for (const capture of captures.toReversed()) {
      const [level, content] = ['L1D', { files: files.announce(`${capture.capture_id}_L1D`) }]
      await swath.reportProduct(capture.capture_id, level, 'ready', content)
      await swath.report(capture.capture_id, 'acquired', {
        outcome_id: crypto.randomUUID(),
        footprint: capture.target,
      })
    }
    await swath.drain()
    assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')
  })
})
