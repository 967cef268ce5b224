import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Engine } from './engine.ts'
import { findOpportunities } from './opportunities.ts'
import { signatureProof } from './proofs.ts'
import { standing } from './stories.testing.ts'
import type { PriorityClass, Task } from './task.ts'
import { closeThreads } from './threads.ts'

const hour_ms = 3_600_000
/** A minute of the sky takes a tenth of a second. */
const speed = 600
/**
 * The first pass is so much later than the beginning of the sky: two minutes of the test. A plan is fixed when its pass is
 * near, so a machine on which the test takes longer would wait for news that nobody tells.
 */
const ahead_ms = 20 * hour_ms
const days_ms = 20 * 24 * hour_ms
const frame = { type: 'Polygon' as const, coordinates: [[[2, 48], [2.1, 48], [2.1, 48.1], [2, 48]]] } // biome-ignore format: a triangle
const limits = {
  min_off_nadir_deg: 0,
  // Seldom enough that for a day nothing passes.
  max_off_nadir_deg: 3,
  min_sun_elevation_deg: -90,
  max_sun_elevation_deg: 90,
  max_cloud_pct: 100,
}
const labels = { order_name: 'a pass', metadata: { scenario: 'clear' }, ...standing }

interface Report {
  capture_id: string
  status: string
  reason_code?: string
  access?: { start: string }
  report_id: string
}

describe('the simulator plans all that it is asked for together', { timeout: 120_000 }, () => {
  const reports: Report[] = []
  let heard = Promise.withResolvers<void>()
  const swath = createServer(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join('') || '{}')
    const capture_id = /captures\/([^/]+)\/reports$/.exec(request.url!)?.[1]
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{}')
    // The engine may have ended before it noted that a report was taken, and tells it again: a repeated report is none.
    if (!capture_id || reports.some(({ report_id }) => report_id === body.report_id)) return
    reports.push({ capture_id, ...body })
    heard.resolve()
    heard = Promise.withResolvers()
  })
  const of = (capture_id: string) => reports.filter((one) => one.capture_id === capture_id)
  const told = (capture_id: string) =>
    of(capture_id).map(({ status, reason_code, access }) => [status, reason_code, access?.start])
  async function untilTold(capture_id: string, count: number) {
    while (of(capture_id).length < count) await heard.promise
  }

  let data_dir: string
  let engine: Engine
  const open = () => {
    const url = `http://127.0.0.1:${(swath.address() as AddressInfo).port}`
    const to = { url, proof: signatureProof('the secret of the simulator of this test') }
    return Engine.open({ data_dir, public_url: '', swath: to, speed, seed: 'swath', gsd_m: 40 })
  }
  before(async () => {
    swath.listen(0, '127.0.0.1')
    await once(swath, 'listening')
    data_dir = await mkdtemp(path.join(tmpdir(), 'swath-engine-'))
    engine = await open()
  })
  after(async () => {
    await engine.close()
    swath.closeAllConnections()
    swath.close()
    await closeThreads()
    await rm(data_dir, { recursive: true })
  })

  const now_ms = Date.now()
  const from_ms = now_ms + 48 * hour_ms
  const inquiry = { geometry: frame, limits, ...labels, footprint: null, limit: 100 }
  const days = { start: new Date(from_ms), end: new Date(from_ms + days_ms) }
  const found = findOpportunities({ ...inquiry, window: days }, [], now_ms)
  const every_pass = found.opportunities.map(({ start }) => start)
  const at = (pass: string | undefined, shift_ms: number) => new Date(Date.parse(pass!) + shift_ms)
  // The sky begins with the window, and goes on while the test runs.
  const first = every_pass.findIndex(
    (pass, index) => index > 0 && at(pass, -ahead_ms) > at(every_pass[index - 1], 0),
  )
  assert.ok(first > 0, 'there is such a gap')
  const passes = every_pass.slice(first, first + 4)
  const window = { start: at(passes[0], -ahead_ms), end: at(passes[3], 60_000) }
  const taskOf = (capture_id: string, priority_class: PriorityClass): Task => ({
    capture_id,
    frame,
    attempt: 1,
    window,
    limits,
    processing_levels: ['L1B'],
    ...labels,
    priority_class,
  })

  test('who comes first of a class has the earlier pass', async () => {
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      await engine.task(taskOf(name, 'standard'))
      await untilTold(name, 1)
      assert.deepEqual(told(name), [['scheduled', undefined, passes[index]]])
    }
  })

  test('a rush order has the earliest pass, and who had it is told another one and why; the others are left alone', async () => {
    await engine.task(taskOf('rush', 'priority'))
    await untilTold('rush', 1)
    await untilTold('a', 2)
    assert.deepEqual(told('rush'), [['scheduled', undefined, passes[0]]])
    assert.deepEqual(told('a').at(-1), ['scheduled', 'BUMPED_BY_PRIORITY', passes[3]])
    assert.deepEqual([of('b').length, of('c').length], [1, 1])
  })

  test('one that is asked what it could have is told the passes of lower classes, and not those of its own and higher ones', () => {
    const free = (priority_class: PriorityClass) =>
      engine
        .opportunities({ ...inquiry, window, priority_class })
        .opportunities.map(({ start }) => passes.indexOf(start))
    assert.deepEqual(free('urgent'), [0, 1, 2, 3])
    assert.deepEqual(free('priority'), [1, 2, 3])
    assert.deepEqual(free('standard'), [])
    assert.equal(engine.assess({ ...inquiry, window, priority_class: 'standard' }).feasible, false)
    assert.equal(engine.assess({ ...inquiry, window, priority_class: 'urgent' }).feasible, true)
  })

  test('a full constellation says so, and whether higher classes have a part in it', async () => {
    await engine.task(taskOf('late', 'standard'))
    await untilTold('late', 1)
    assert.deepEqual(told('late'), [['failed', 'PRIORITY_CONFLICT', undefined]])
  })

  test('after a crash the plan is the same, and who loses every pass afterwards is told so', async () => {
    const before = reports.length
    await engine.close()
    engine = await open()
    await engine.task(taskOf('urgent', 'urgent'))
    await untilTold('rush', 2)
    assert.deepEqual(told('urgent').concat(told('rush').slice(1)), [
      ['scheduled', undefined, passes[0]],
      ['scheduled', 'BUMPED_BY_PRIORITY', passes[1]],
    ])
    await untilTold('b', 2)
    assert.deepEqual(told('b').at(-1), ['failed', 'BUMPED_BY_PRIORITY', undefined])
    assert.deepEqual([of('a').length, of('c').length], [2, 1])
    assert.equal(reports.length, before + 3)
  })

  test('a pass that is given up is free again for whoever comes', async () => {
    await engine.cancel('c')
    await engine.task(taskOf('next', 'flexible'))
    await untilTold('next', 1)
    assert.deepEqual(told('next'), [['scheduled', undefined, passes[2]]])
  })

  test('after a crash a pass that is kept is kept for the same, and one that was released for nobody', async () => {
    const later = { start: days.end, end: new Date(days.end.getTime() + days_ms) }
    const [first, second] = findOpportunities({ ...inquiry, window: later }, [], now_ms).opportunities
    const keep = (reservation_id: string, { satellite_name, start, end }: NonNullable<typeof first>) => {
      const times = { start: new Date(start), end: new Date(end) }
      return engine.reserve({ reservation_id, satellite_name, ...times, ...standing })
    }
    assert.deepEqual(await keep('kept', first!), { reserved: true })
    assert.deepEqual(await keep('released', second!), { reserved: true })
    await engine.release('released')
    await engine.close()
    engine = await open()
    assert.equal((await keep('other', first!)).reserved, false)
    assert.equal((await keep('other', second!)).reserved, true)
    assert.equal((await keep('kept', first!)).reserved, true)
  })
})
