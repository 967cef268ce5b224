import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Event } from '@swath/contract/events'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  test('a capture is found by its id, with everything that happened to it and nothing else', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    const { capture_id } = captures[0]!
    await swath.collect(captures[0]!, 'scheduled')
    await swath.report(capture_id, 'failed')
    await swath.drain()
    const one = await swath.call('demo', 'GET', `/v2/captures/${capture_id}`)
    assert.deepEqual([one.status, one.body], [200, (await swath.captures(order_id))[0]])
    const events = await swath.call('demo', 'GET', `/v2/captures/${capture_id}/events`)
    assert.deepEqual(
      events.body.results.map(({ type }: Event) => type),
      ['CaptureQueued', 'CaptureScheduled', 'CaptureFailed'],
    )
    const page = await swath.call('demo', 'GET', `/v2/captures/${capture_id}/events?limit=1&offset=1`)
    assert.deepEqual([page.body.count, page.body.results[0].type], [3, 'CaptureScheduled'])
  })

  test('a capture of another contract, or of none, is not found', async () => {
    const { captures } = await swath.placeAndPlan()
    const asked: [Parameters<typeof swath.call>[0], string][] = [
      ['demo', 'capt.none'],
      ['demo-two', captures[0]!.capture_id],
    ]
    for (const [client, id] of asked) {
      for (const path of ['', '/events']) {
        const { status, body } = await swath.call(client, 'GET', `/v2/captures/${id}${path}`)
        assert.deepEqual([status, body.code], [404, 'not_found'], `${client} ${id}${path}`)
      }
    }
  })
})
